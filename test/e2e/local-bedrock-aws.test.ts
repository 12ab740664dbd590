import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BedrockRuntimeClient, ConverseCommand } from '@aws-sdk/client-bedrock-runtime';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { aigw, resultOf } from '../support/aigw.js';
import { LOCAL_CREDENTIALS } from '../support/local-aws.js';

let state: string;
const environment = () => ({
  XDG_STATE_HOME: state,
  AWS_ACCESS_KEY_ID: undefined,
  AWS_SECRET_ACCESS_KEY: undefined,
});

beforeAll(async () => {
  state = await mkdtemp(join(tmpdir(), 'aigw-bedrock-aws-'));
});

afterAll(async () => {
  await aigw(['local', 'stop'], { env: environment() });
  await rm(state, { recursive: true, force: true });
});

describe('given the built local AWS with --bedrock aws on a machine without AWS credentials', () => {
  it('when a model is called, then the answer says what to do, and nothing is retried', async () => {
    const started = await aigw(['local', 'start', '--detach', '--port', '0', '--bedrock', 'aws', '--json'], {
      env: environment(),
    });
    const { url: endpoint } = resultOf<{ url: string }>(started);
    const client = new BedrockRuntimeClient({
      endpoint,
      region: 'us-east-1',
      credentials: LOCAL_CREDENTIALS,
    });
    const messages = [{ role: 'user' as const, content: [{ text: 'Hi' }] }];
    await expect(
      client.send(new ConverseCommand({ modelId: 'amazon.nova-lite-v1:0', messages })),
    ).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: expect.stringContaining(
        'found no AWS credentials to call Amazon Bedrock with',
      ) as unknown as string,
      $metadata: { attempts: 1 },
    });
    client.destroy();
  });
});

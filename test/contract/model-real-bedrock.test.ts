import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  BedrockRuntimeClient,
  ConverseCommand,
  ConverseStreamCommand,
} from '@aws-sdk/client-bedrock-runtime';
import type { AwsIdentity } from '../../src/local/model/real-bedrock.js';
import { ManualClock } from '../support/room-region.js';
import { eventually, startModelServer, type ModelServer } from '../support/model-server.js';

const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
const PROFILE =
  'arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.anthropic.claude-sonnet-4-20250514-v1:0';

/** Another local model stands for Amazon Bedrock: it accepts only what is signed with its own keys. */
let aws: ModelServer;
let identity: AwsIdentity;
const opened: { client: BedrockRuntimeClient; server: ModelServer }[] = [];

beforeAll(async () => {
  aws = await startModelServer();
  identity = aws.credentials.issue('arn:aws:sts::123456789012:assumed-role/operator/me');
});

afterAll(async () => {
  for (const { client, server } of opened) {
    client.destroy();
    await server.stop();
  }
  await aws.stop();
});

async function passingOn(
  found: () => Promise<AwsIdentity>,
  endpoint = aws.endpoint,
): Promise<BedrockRuntimeClient> {
  const server = await startModelServer({ bedrock: 'aws', realBedrock: { endpoint, credentials: found } });
  const client = new BedrockRuntimeClient({
    endpoint: server.endpoint,
    region: 'us-east-1',
    credentials,
    maxAttempts: 1,
  });
  opened.push({ client, server });
  return client;
}

function input(text: string) {
  return { modelId: PROFILE, messages: [{ role: 'user' as const, content: [{ text }] }] };
}

describe('given a local AWS that passes Bedrock calls on', () => {
  it("when a call comes, then it reaches Bedrock signed with the operator's own keys, and its answer comes back", async () => {
    const client = await passingOn(() => Promise.resolve(identity));
    const { output } = await client.send(new ConverseCommand(input('Hello AWS')));
    expect(output?.message?.content?.[0]?.text).toContain('You wrote: “Hello AWS”');
    const { stream } = await client.send(new ConverseStreamCommand(input('Hello AWS')));
    let text = '';
    for await (const event of stream ?? []) text += event.contentBlockDelta?.delta?.text ?? '';
    expect(text).toBe(output?.message?.content?.[0]?.text);
  });

  it('when Bedrock answers with an error, then the client raises that error', async () => {
    const client = await passingOn(() => Promise.resolve(identity));
    await expect(
      client.send(new ConverseCommand(input('[[error ThrottlingException]]'))),
    ).rejects.toMatchObject({
      name: 'ThrottlingException',
      $metadata: { httpStatusCode: 429 },
    });
  });

  it('when Bedrock breaks off mid-stream, then so does the answer', async () => {
    const client = await passingOn(() => Promise.resolve(identity));
    const { stream } = await client.send(new ConverseStreamCommand(input('Hello [[break after 2]]')));
    const read = async () => {
      for await (const event of stream ?? []) expect(event.messageStop).toBeUndefined();
    };
    await expect(read()).rejects.toHaveProperty('message');
  });

  it('when the client leaves, then the call to Bedrock is ended', async () => {
    const slow = await startModelServer({ clock: new ManualClock(Date.now()) });
    try {
      const slowIdentity = slow.credentials.issue('arn:aws:sts::123456789012:assumed-role/operator/me');
      const client = await passingOn(() => Promise.resolve(slowIdentity), slow.endpoint);
      const abort = new AbortController();
      const sending = client.send(new ConverseCommand(input('[[first-byte 60s]]')), {
        abortSignal: abort.signal,
      });
      const failed = expect(sending).rejects.toMatchObject({ name: 'AbortError' });
      await eventually(() => slow.model.requests.records[0]?.outcome === 'running');
      abort.abort();
      await failed;
      await eventually(() => slow.model.requests.records[0]?.outcome === 'aborted');
    } finally {
      await slow.stop();
    }
  });

  it.each([
    ['none are found', () => Promise.reject(new Error('Could not load credentials from any providers'))],
    ["only the local AWS's own are set", () => Promise.resolve(credentials)],
  ])('when of credentials %s, then the answer says what to do', async (_, found) => {
    const client = await passingOn(found);
    await expect(client.send(new ConverseCommand(input('Hello')))).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: expect.stringMatching(
        /--bedrock aws, but found no AWS credentials.*aws sso login.*AWS_PROFILE/,
      ) as unknown as string,
    });
  });

  it('when AWS cannot be reached, then the answer names the host', async () => {
    const client = await passingOn(() => Promise.resolve(identity), 'http://127.0.0.1:1');
    await expect(client.send(new ConverseCommand(input('Hello')))).rejects.toMatchObject({
      name: 'ServiceUnavailableException',
      message: expect.stringContaining('could not be reached at 127.0.0.1:1') as unknown as string,
    });
  });
});

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FilterLogEventsCommand, CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import {
  CreateFunctionCommand,
  InvokeCommand,
  LambdaClient,
  waitUntilFunctionActiveV2,
} from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { makeTenantKey } from '../../src/gateway/tenant/tenant-key.js';
import { requestWith } from '../support/authorizer.js';
import { startTestAws, type RunningTestAws } from '../support/local-aws.js';
import { issueToken } from '../support/local-token.js';

const ZIP = join(import.meta.dirname, '../../dist/functions/authorizer.zip');

let local: RunningTestAws;
let lambda: LambdaClient;

beforeAll(async () => {
  local = await startTestAws();
  lambda = new LambdaClient(local.client);
  const variables = { ISSUER: `${local.url}/_aws/aigw/issuer`, AUDIENCE: 'gateway', TENANT_KEYS: 'true' };
  await lambda.send(
    new CreateFunctionCommand({
      FunctionName: 'authorizer',
      Runtime: 'nodejs24.x',
      Handler: 'index.handler',
      Role: 'arn:aws:iam::123456789012:role/authorizer',
      Code: { ZipFile: await readFile(ZIP) },
      Environment: { Variables: variables },
    }),
  );
  await waitUntilFunctionActiveV2({ client: lambda, maxWaitTime: 60 }, { FunctionName: 'authorizer' });
});
afterAll(async () => {
  lambda.destroy();
  await local.aws.stop();
});

async function ask(token: string): Promise<{ failed: boolean; answer: Record<string, unknown> }> {
  const Payload = Buffer.from(JSON.stringify(requestWith(token)));
  const result = await lambda.send(new InvokeCommand({ FunctionName: 'authorizer', Payload }));
  const answer = JSON.parse(Buffer.from(result.Payload ?? []).toString()) as Record<string, unknown>;
  return { failed: result.FunctionError !== undefined, answer };
}

describe('the built authorizer in the local Lambda', () => {
  it('given a token of the local issuer, finds its keys by discovery and allows the tenant', async () => {
    const { token } = await issueToken(local.url, { claims: { sub: 'acme', aud: 'gateway' } });
    expect(await ask(token)).toMatchObject({ failed: false, answer: { principalId: 'acme' } });
  });

  it('given a tenant key, allows it', async () => {
    const key = makeTenantKey();
    expect(await ask(key)).toMatchObject({ failed: false, answer: { usageIdentifierKey: key } });
  });

  it('given a token that expired, fails as API Gateway wants it for 401, and says why in its log alone', async () => {
    const { token } = await issueToken(local.url, { claims: { sub: 'acme', aud: 'gateway', exp: 1 } });
    expect(await ask(token)).toMatchObject({ failed: true, answer: { errorMessage: 'Unauthorized' } });
    const logs = new CloudWatchLogsClient(local.client);
    const { events = [] } = await logs.send(
      new FilterLogEventsCommand({
        logGroupName: '/aws/lambda/authorizer',
        filterPattern: '{ $.reason = "expired" }',
      }),
    );
    logs.destroy();
    expect(events.map(({ message = '' }) => JSON.parse(message) as unknown)).toMatchObject([
      { requestId: 'request-1', outcome: 'refuse', method: 'jwt', alg: 'RS256' },
    ]);
    expect(JSON.stringify(events)).not.toContain(token.split('.')[2]);
  });
});

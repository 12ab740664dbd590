import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  APIGatewayClient,
  CreateApiKeyCommand,
  GetApiKeysCommand,
  GetRestApisCommand,
} from '@aws-sdk/client-api-gateway';
import {
  BedrockRuntimeClient,
  ConverseCommand,
  ConverseStreamCommand,
} from '@aws-sdk/client-bedrock-runtime';
import {
  CloudFormationClient,
  DescribeStacksCommand,
  ListStacksCommand,
} from '@aws-sdk/client-cloudformation';
import { CloudWatchLogsClient, DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { startFaultProxy, type Fault, type FaultProxy } from '../../support/fault-proxy/start-fault-proxy.js';
import { startTestAws, type RunningTestAws } from '../../support/local-aws.js';

let aws: RunningTestAws;
let proxy: FaultProxy;
let gateway: APIGatewayClient;
let formation: CloudFormationClient;

beforeAll(async () => {
  aws = await startTestAws();
  proxy = await startFaultProxy({ target: aws.url });
  gateway = new APIGatewayClient({ ...aws.client, endpoint: proxy.url });
  formation = new CloudFormationClient({ ...aws.client, endpoint: proxy.url });
});

afterAll(async () => {
  gateway.destroy();
  formation.destroy();
  await proxy.stop();
  await aws.aws.stop();
});

async function plan(...faults: Fault[]): Promise<void> {
  await proxy.configure({ plan: faults.map((fault, index) => ({ at: index + 1, fault })) });
}

async function keysOnServer(): Promise<number> {
  const direct = new APIGatewayClient(aws.client);
  const { items = [] } = await direct.send(new GetApiKeysCommand({}));
  direct.destroy();
  return items.length;
}

describe('given a proxy without faults', () => {
  it('when SDKs call through it, then signatures hold and each request is seen under its name', async () => {
    await plan();
    await gateway.send(new GetRestApisCommand({ limit: 5 }));
    await formation.send(new ListStacksCommand({}));
    const logs = new CloudWatchLogsClient({ ...aws.client, endpoint: proxy.url });
    await logs.send(new DescribeLogGroupsCommand({}));
    logs.destroy();
    const runtime = new BedrockRuntimeClient({
      ...aws.client,
      endpoint: proxy.url,
      requestHandler: new NodeHttpHandler(),
    });
    const input = {
      modelId: 'amazon.nova-lite-v1:0',
      messages: [{ role: 'user' as const, content: [{ text: 'Hi' }] }],
    };
    await runtime.send(new ConverseCommand(input));
    runtime.destroy();
    const seen = await proxy.requests();
    expect(
      seen.map(({ service, operation, status, forwarded }) => [service, operation, status, forwarded]),
    ).toEqual([
      ['apigateway', 'GetRestApis', 200, true],
      ['cloudformation', 'ListStacks', 200, true],
      ['logs', 'DescribeLogGroups', 200, true],
      ['bedrock', 'Converse', 200, true],
    ]);
  });

  it('when a client speaks HTTP/2, then it is passed through untouched, streams included', async () => {
    const runtime = new BedrockRuntimeClient({ ...aws.client, endpoint: proxy.url });
    const input = {
      modelId: 'amazon.nova-lite-v1:0',
      messages: [{ role: 'user' as const, content: [{ text: 'Hi' }] }],
    };
    const { stream } = await runtime.send(new ConverseStreamCommand(input));
    const kinds: string[] = [];
    for await (const event of stream ?? []) kinds.push(...Object.keys(event));
    expect(kinds.at(-1)).toBe('metadata');
    runtime.destroy();
  });
});

describe('given a planned fault', () => {
  it('when the connection is reset before, then the server has done nothing; after, then it has', async () => {
    const before = await keysOnServer();
    await plan({ kind: 'reset-before' });
    await expect(gateway.send(new CreateApiKeyCommand({ name: 'one' }))).rejects.toThrow(/ECONNRESET/);
    expect(await keysOnServer()).toBe(before);
    expect((await proxy.requests())[0]).toMatchObject({ fault: 'reset-before', forwarded: false });
    await plan({ kind: 'reset-after' });
    await expect(gateway.send(new CreateApiKeyCommand({ name: 'two' }))).rejects.toThrow(/ECONNRESET/);
    expect(await keysOnServer()).toBe(before + 1);
    expect((await proxy.requests())[0]).toMatchObject({ fault: 'reset-after', forwarded: true, status: 201 });
  });

  it('when a service throttles, then the SDK raises what that service would say', async () => {
    await plan({ kind: 'throttle', retryAfterSeconds: 3 });
    const error = await gateway.send(new GetRestApisCommand({})).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ name: 'TooManyRequestsException', $metadata: { httpStatusCode: 429 } });
    expect(error).toMatchObject({ $response: { headers: { 'retry-after': '3' } } });
    await plan({ kind: 'throttle' });
    const throttled = formation.send(new DescribeStacksCommand({}));
    await expect(throttled).rejects.toMatchObject({ name: 'Throttling', $metadata: { httpStatusCode: 400 } });
  });

  it('when an error is planned, then it comes in the protocol of the service', async () => {
    await plan({ kind: 'error', status: 503, code: 'ServiceUnavailable', message: 'Later.' });
    const failed = formation.send(new DescribeStacksCommand({}));
    await expect(failed).rejects.toMatchObject({
      name: 'ServiceUnavailable',
      message: 'Later.',
      $metadata: { httpStatusCode: 503 },
    });
  });

  it('when HTML comes back, then the SDK fails and the server has seen nothing', async () => {
    await plan({ kind: 'garbage', status: 502 });
    await expect(gateway.send(new GetRestApisCommand({}))).rejects.toMatchObject({
      $metadata: { httpStatusCode: 502 },
    });
    expect((await proxy.requests())[0]?.forwarded).toBe(false);
  });

  it('when an answer is slow or late, then it is still the whole answer', async () => {
    await plan({ kind: 'slow-body', bytes: 3, everyMs: 1 }, { kind: 'delay', ms: 20 });
    const { items } = await gateway.send(new GetApiKeysCommand({}));
    expect((await gateway.send(new GetApiKeysCommand({}))).items).toEqual(items);
  });
});

describe('given a seed', () => {
  it('when a client with retries makes thirty calls, then all of them get through, the same way every time', async () => {
    const patient = new APIGatewayClient({ ...aws.client, endpoint: proxy.url, maxAttempts: 5 });
    const run = async () => {
      await proxy.configure({ seed: 20261120 });
      for (let call = 0; call < 30; call++) await patient.send(new GetRestApisCommand({}));
      return (await proxy.requests()).map(({ fault }) => fault);
    };
    const first = await run();
    expect(first.filter(Boolean).length).toBeGreaterThan(3);
    expect(await run()).toEqual(first);
    patient.destroy();
  });
});

describe("given AWS's control-plane rates", () => {
  it('when more calls come than API Gateway allows, then they are refused with the time to wait', async () => {
    await proxy.configure({ rates: true });
    const calls = Array.from({ length: 8 }, (_, index) =>
      gateway.send(new CreateApiKeyCommand({ name: `burst-${index}` })),
    );
    const refused = (await Promise.allSettled(calls)).filter(({ status }) => status === 'rejected');
    expect(refused.length).toBeGreaterThanOrEqual(2);
    expect(refused[0]).toMatchObject({
      reason: { name: 'TooManyRequestsException', retryAfterSeconds: '1' },
    });
    await plan();
  });
});

describe('given a process to kill', () => {
  it.each(['kill-before', 'kill-after'] as const)(
    'when the plan says %s its second request, then it dies there',
    async (kind) => {
      await proxy.configure({ plan: [{ at: 2, fault: { kind } }] });
      const code = `const get = () => fetch(process.argv[1]); process.stdin.once('data', () => get().then(get).then(get));`;
      const child = spawn(process.execPath, ['-e', code, `${proxy.url}/_aws/aigw/health`], {
        detached: true,
        stdio: ['pipe', 'ignore', 'ignore'],
      });
      await proxy.watch({ pid: child.pid ?? 0, group: true });
      child.stdin.write('go\n');
      const [, signal] = (await once(child, 'exit')) as [number | null, string | null];
      expect(signal).toBe('SIGKILL');
      const seen = await proxy.requests();
      expect(seen.map(({ forwarded }) => forwarded)).toEqual([true, kind === 'kill-after']);
    },
  );
});

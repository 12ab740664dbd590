import {
  CreateFunctionCommand,
  DeleteFunctionCommand,
  GetFunctionCommand,
  InvokeCommand,
  InvokeWithResponseStreamCommand,
  LambdaClient,
  ListFunctionsCommand,
  PublishVersionCommand,
  ResourceConflictException,
  ResourceNotFoundException,
  UpdateFunctionCodeCommand,
  paginateListVersionsByFunction,
  waitUntilFunctionActiveV2,
  waitUntilFunctionExists,
  waitUntilFunctionUpdatedV2,
} from '@aws-sdk/client-lambda';
import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import { zipInlineCode } from '../../src/local/control-plane/lambda/index.js';
import { localPlane, type ClientConfig } from '../support/control-planes.js';

const plane = localPlane();
const waiter = (client: LambdaClient) => ({ client, maxWaitTime: 20, minDelay: 1, maxDelay: 1 });

async function deploy(client: LambdaClient, FunctionName: string, source: string): Promise<void> {
  await client.send(
    new CreateFunctionCommand({
      FunctionName,
      Runtime: 'nodejs24.x',
      Handler: 'index.handler',
      Role: 'arn:aws:iam::123456789012:role/forwarder',
      Code: { ZipFile: zipInlineCode(source) },
    }),
  );
  await waitUntilFunctionExists(waiter(client), { FunctionName });
  await waitUntilFunctionActiveV2(waiter(client), { FunctionName });
}

const text = (bytes: Uint8Array | undefined) => Buffer.from(bytes ?? []).toString();

describe('a function, by the SDK', () => {
  it('given code, when created, updated and published, then waiters pass, versions list, and the code can be fetched', async () => {
    const client = new LambdaClient(plane.client());
    await deploy(client, 'fn', 'exports.handler = async () => 1;');
    await client.send(new PublishVersionCommand({ FunctionName: 'fn' }));
    const ZipFile = zipInlineCode('exports.handler = async () => 2;');
    const updated = await client.send(new UpdateFunctionCodeCommand({ FunctionName: 'fn', ZipFile }));
    expect(updated.CodeSha256).toBe(createHash('sha256').update(ZipFile).digest('base64'));
    await waitUntilFunctionUpdatedV2(waiter(client), { FunctionName: 'fn' });
    await client.send(new PublishVersionCommand({ FunctionName: 'fn' }));
    const versions: (string | undefined)[] = [];
    for await (const page of paginateListVersionsByFunction(
      { client, pageSize: 1 },
      { FunctionName: 'fn' },
    )) {
      versions.push(...(page.Versions ?? []).map((version) => version.Version));
    }
    expect(versions).toEqual(['$LATEST', '1', '2']);
    const { Code } = await client.send(new GetFunctionCommand({ FunctionName: 'fn', Qualifier: '2' }));
    const fetched = new Uint8Array(await (await fetch(Code?.Location ?? '')).arrayBuffer());
    expect(fetched).toEqual(ZipFile);
  });

  it('given a function, when it is invoked, then payload, version, log tail and error come back', async () => {
    const client = new LambdaClient(plane.client());
    await deploy(
      client,
      'fn',
      `exports.handler = async (event) => { console.log('heard'); if (event.fail) throw new RangeError('x'); return event; };`,
    );
    const good = await client.send(
      new InvokeCommand({ FunctionName: 'fn', Payload: Buffer.from('{"a":1}'), LogType: 'Tail' }),
    );
    expect(good).toMatchObject({ StatusCode: 200, ExecutedVersion: '$LATEST' });
    expect(text(good.Payload)).toBe('{"a":1}');
    expect(Buffer.from(good.LogResult ?? '', 'base64').toString()).toContain('heard');
    const bad = await client.send(
      new InvokeCommand({ FunctionName: 'fn', Payload: Buffer.from('{"fail":1}') }),
    );
    expect(bad.FunctionError).toBe('Unhandled');
    expect(JSON.parse(text(bad.Payload))).toMatchObject({ errorType: 'RangeError', errorMessage: 'x' });
    const event = await client.send(new InvokeCommand({ FunctionName: 'fn', InvocationType: 'Event' }));
    expect(event.StatusCode).toBe(202);
  });

  it('given a function that streams, when invoked, then chunks and the completion come as events', async () => {
    const client = new LambdaClient(plane.client());
    const source = `exports.handler = awslambda.streamifyResponse(async (event, stream) => {
      stream.write('a'); await new Promise((r) => setTimeout(r, 20)); stream.write('b');
      if (event.fail) throw new RangeError('x'); stream.end(); });`;
    await deploy(client, 'fn', source);
    const run = async (payload: string) => {
      const { EventStream } = await client.send(
        new InvokeWithResponseStreamCommand({
          FunctionName: 'fn',
          Payload: Buffer.from(payload),
          LogType: 'Tail',
        }),
      );
      let body = '';
      let end: object | undefined;
      for await (const event of EventStream ?? []) {
        body += text(event.PayloadChunk?.Payload);
        end = event.InvokeComplete ?? end;
      }
      return { body, end };
    };
    const whole = await run('{}');
    expect(whole.body).toBe('ab');
    expect(whole.end).toMatchObject({ LogResult: expect.any(String) });
    expect(whole.end).not.toHaveProperty('ErrorCode');
    const broken = await run('{"fail":1}');
    expect(broken.body).toBe('ab');
    expect(broken.end).toMatchObject({ ErrorCode: 'RangeError' });
  });

  it('given a function with an SDK of its own, when it asks who it is, then its credentials work and are its role', async () => {
    const client = new LambdaClient(plane.client());
    await deploy(client, 'fn', `exports.handler = async () => ({ ...process.env });`);
    const { Payload } = await client.send(new InvokeCommand({ FunctionName: 'fn' }));
    const env = JSON.parse(text(Payload)) as Record<string, string>;
    const { endpoint, region } = plane.client();
    expect(env).toMatchObject({ AWS_ENDPOINT_URL: endpoint, AWS_REGION: region });
    const credentials = {
      accessKeyId: env.AWS_ACCESS_KEY_ID ?? '',
      secretAccessKey: env.AWS_SECRET_ACCESS_KEY ?? '',
      sessionToken: env.AWS_SESSION_TOKEN ?? '',
    };
    const sts = new STSClient({ ...plane.client(), credentials });
    expect((await sts.send(new GetCallerIdentityCommand({}))).Arn).toContain('role/forwarder');
  });

  it('given its output, when logs are searched by the SDK, then START, line, END and REPORT are there', async () => {
    const config: ClientConfig = plane.client();
    const client = new LambdaClient(config);
    await deploy(client, 'fn', `exports.handler = async () => { console.log('unmistakable'); };`);
    await client.send(new InvokeCommand({ FunctionName: 'fn' }));
    const logs = new CloudWatchLogsClient(config);
    const { events } = await logs.send(new FilterLogEventsCommand({ logGroupName: '/aws/lambda/fn' }));
    const kinds = events?.map(
      (event) => /INIT_START|START|unmistakable|END|REPORT/.exec(event.message ?? '')?.[0],
    );
    expect(kinds).toEqual(['INIT_START', 'START', 'unmistakable', 'END', 'REPORT']);
  });

  it('given what is not there or there already, when used, then the SDK raises the classes of AWS', async () => {
    const client = new LambdaClient(plane.client());
    await deploy(client, 'fn', 'exports.handler = async () => 1;');
    await expect(client.send(new GetFunctionCommand({ FunctionName: 'no' }))).rejects.toBeInstanceOf(
      ResourceNotFoundException,
    );
    await expect(deploy(client, 'fn', 'x')).rejects.toBeInstanceOf(ResourceConflictException);
    await client.send(new DeleteFunctionCommand({ FunctionName: 'fn' }));
    expect((await client.send(new ListFunctionsCommand({}))).Functions).toEqual([]);
  });
});

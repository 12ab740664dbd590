import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { connect } from '../../../src/aws/connect.js';
import type { Connection } from '../../../src/gateway/connection.js';
import { startScriptedServer, type Scripted, type ScriptedServer } from '../../support/scripted-server.js';

/** The real SDK, as production sets it up, against a server that misbehaves as told. */
let server: ScriptedServer;
let aws: Connection;
const traced: string[] = [];

beforeAll(async () => {
  server = await startScriptedServer();
  aws = connect({
    region: 'us-east-1',
    endpoint: server.url,
    credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'very-secret' },
    trace: (line) => traced.push(line),
  });
});
afterAll(() => server.stop());

const json = (value: unknown, status = 200, headers: Readonly<Record<string, string>> = {}): Scripted => ({
  status,
  headers: { 'content-type': 'application/json', 'x-amzn-requestid': 'r-1', ...headers },
  body: JSON.stringify(value),
});
const refusal = (code: string, status: number, headers = {}) =>
  json({ message: `${code} it is` }, status, { 'x-amzn-errortype': code, ...headers });
const stage = json({ stageName: 'v1', deploymentId: 'd1' });

describe('a call that goes wrong', () => {
  it('given HTML from something in between, then says that this is not AWS', async () => {
    server.script({ status: 403, headers: { 'content-type': 'text/html' }, body: '<html>Blocked</html>' });
    await expect(aws.apis.stage('api1', 'v1')).rejects.toMatchObject({
      kind: 'service',
      message: 'Reading stage v1 failed.',
      reason: expect.stringMatching(/HTTP 403.*not what AWS sends/),
    });
  });

  it('given HTML with 502, then tries again, and says so in the end', async () => {
    server.script({
      status: 502,
      headers: { 'content-type': 'text/html' },
      body: '<html>Bad gateway</html>',
    });
    await expect(aws.apis.stage('api1', 'v1')).rejects.toMatchObject({ kind: 'service' });
    expect(server.requests).toHaveLength(6);
  });

  it('given 429 with Retry-After, then waits as long as that says', async () => {
    server.script(refusal('TooManyRequestsException', 429, { 'retry-after': '1' }), stage);
    await expect(aws.apis.stage('api1', 'v1')).resolves.toMatchObject({ deploymentId: 'd1' });
    const [first, second] = server.requests;
    expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThanOrEqual(990);
  });

  it('given a connection that breaks, then asks again', async () => {
    server.script('reset', stage);
    await expect(aws.apis.stage('api1', 'v1')).resolves.toMatchObject({ name: 'v1' });
    expect(server.requests).toHaveLength(2);
  });

  it('given connections that always break, then says that AWS could not be reached', async () => {
    server.script('reset');
    await expect(aws.apis.stage('api1', 'v1')).rejects.toMatchObject({
      kind: 'service',
      reason: expect.stringMatching(/could not be reached/),
    });
  });

  it.each([
    ['AccessDeniedException', 403, 'access'],
    ['UnrecognizedClientException', 403, 'access'],
    ['ExpiredTokenException', 403, 'access'],
    ['ConflictException', 409, 'conflict'],
    ['BadRequestException', 400, 'usage'],
    ['LimitExceededException', 400, 'limit'],
  ])(
    'given %s (%i), then it is of kind %s, with what AWS said and its request id, and not repeated',
    async (code, status, kind) => {
      server.script(refusal(code, status));
      await expect(aws.apis.deployments('api1')).rejects.toMatchObject({ kind, requestId: 'r-1' });
      expect(server.requests).toHaveLength(1);
    },
  );

  it('given NotFoundException for the stage, then there is none', async () => {
    server.script(refusal('NotFoundException', 404));
    await expect(aws.apis.stage('api1', 'v1')).resolves.toBeUndefined();
  });
});

describe('a call that must not happen twice', () => {
  it('given the answer to CreateDeployment is lost, then it is not sent again', async () => {
    server.script('reset');
    await expect(aws.apis.createDeployment('api1', 'description')).rejects.toMatchObject({ kind: 'service' });
    expect(server.requests.map(({ what }) => what)).toEqual(['POST /restapis/api1/deployments']);
  });

  it('given the answer to UpdateFunctionCode is lost, then the repetition meets its own update, waits for it and goes on', async () => {
    const idle = json({ Configuration: { FunctionName: 'f', LastUpdateStatus: 'Successful' } });
    server.script(idle, 'reset', refusal('ResourceConflictException', 409), idle, json({ CodeSha256: 'x' }));
    await aws.functions.updateCode('f', Buffer.from('zip'));
    const puts = server.requests.filter(({ what }) => what.startsWith('PUT'));
    expect(puts).toHaveLength(3);
  });
});

describe('--debug', () => {
  it('given calls, then there is one line for each, with outcome, time and request id, and no secret', async () => {
    traced.length = 0;
    server.script(stage);
    await aws.apis.stage('api1', 'v1');
    server.script(refusal('AccessDeniedException', 403));
    await aws.apis.deployments('api1').catch(() => undefined);
    expect(traced).toEqual([
      expect.stringMatching(
        /^APIGatewayClient GetStageCommand: 200 after 1 attempt\(s\), request id r-1, \d+ ms$/,
      ),
      expect.stringMatching(
        /^APIGatewayClient GetDeploymentsCommand: AccessDeniedException, request id r-1, \d+ ms$/,
      ),
    ]);
    expect(traced.join()).not.toContain('very-secret');
  });
});

import { connect } from 'node:http2';
import { describe, expect, it } from '@jest/globals';
import { AwsError } from '../../../src/local/errors.js';
import {
  FunctionError,
  TestRegion,
  VERSION_ARN,
  bufferedIntegration,
  liveStage,
  method,
  snapshotOf,
  streamIntegration,
  until,
  withServed,
} from './support.js';

function served(): TestRegion {
  const test = new TestRegion();
  test.live = liveStage(snapshotOf(method(bufferedIntegration)));
  return test;
}

describe('a buffered Lambda proxy integration', () => {
  it('given a request, hands the function the event that AWS would', async () => {
    const test = served();
    await withServed(test, async (gateway) => {
      await gateway.call('/model/anthropic.claude%3A0/converse?a=1&a=2&b=%20x', {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', 'X-Twice': ['one', 'two'], 'User-Agent': 'test' },
        body: '{"prompt":"hé"}',
      });
    });
    const event = test.lastEvent();
    expect(test.invocations[0]?.functionArn).toBe(VERSION_ARN);
    expect(event).toMatchObject({
      resource: '/{proxy+}',
      path: '/model/anthropic.claude%3A0/converse',
      httpMethod: 'POST',
      pathParameters: { proxy: 'model/anthropic.claude:0/converse' },
      queryStringParameters: { a: '2', b: ' x' },
      multiValueQueryStringParameters: { a: ['1', '2'], b: [' x'] },
      stageVariables: { forwarder: '7' },
      body: '{"prompt":"hé"}',
      isBase64Encoded: false,
      multiValueHeaders: { 'X-Twice': ['one', 'two'] },
      headers: { 'X-Twice': 'two', 'X-Forwarded-For': '127.0.0.1', 'Content-Type': 'application/json' },
      requestContext: {
        path: '/v1/model/anthropic.claude%3A0/converse',
        resourcePath: '/{proxy+}',
        resourceId: 'proxy',
        accountId: '123456789012',
        apiId: 'abc123',
        stage: 'v1',
        deploymentId: 'dep1',
        domainName: 'abc123.execute-api.us-east-1.amazonaws.com',
        protocol: 'HTTP/1.1',
        requestTime: '20/Nov/2026:12:00:00 +0000',
        identity: { sourceIp: '127.0.0.1', userAgent: 'test' },
      },
    });
    expect(Object.keys(event['headers'] as object).map((name) => name.toLowerCase())).not.toContain(
      'content-length',
    );
  });

  it('given no body, no query and no stage variables, the event has null for each', async () => {
    const test = served();
    const uri = bufferedIntegration.uri?.replace('${stageVariables.forwarder}', '7') ?? '';
    test.live = liveStage(snapshotOf(method({ ...bufferedIntegration, uri })), { variables: {} });
    await withServed(test, async (gateway) => {
      await gateway.call('/x');
    });
    expect(test.lastEvent()).toMatchObject({
      body: null,
      queryStringParameters: null,
      multiValueQueryStringParameters: null,
      stageVariables: null,
    });
  });

  it('given a binary media type, the body comes in base64 and goes out decoded', async () => {
    const test = served();
    const snapshot = snapshotOf(method(bufferedIntegration));
    test.live = liveStage({ ...snapshot, restApi: { ...snapshot.restApi, binaryMediaTypes: ['image/*'] } });
    test.invoke = ({ body }) => ({ statusCode: 200, isBase64Encoded: true, body });
    await withServed(test, async (gateway) => {
      const headers = { 'content-type': 'image/png', accept: 'image/png, */*' };
      const reply = await gateway.call('/x', { method: 'POST', headers, body: 'bytes' });
      expect(reply.body).toBe('bytes');
    });
    expect(test.lastEvent()).toMatchObject({
      body: Buffer.from('bytes').toString('base64'),
      isBase64Encoded: true,
    });
  });

  it.each(['call', 'callHttp2'] as const)(
    'answers over %s with status, headers and ids of the gateway',
    async (call) => {
      const test = served();
      test.invoke = () => ({
        statusCode: 418,
        headers: {
          'x-one': '1',
          Date: 'yesterday',
          'WWW-Authenticate': 'Bearer',
          'Transfer-Encoding': 'chunked',
        },
        multiValueHeaders: { 'Set-Cookie': ['a=1', 'b=2'], 'X-One': ['2'] },
        body: 'teapot',
      });
      await withServed(test, async (gateway) => {
        const reply = await gateway[call]('/x');
        expect(reply).toMatchObject({ status: 418, body: 'teapot' });
        expect(reply.headers).toMatchObject({
          'x-one': '2',
          'content-type': 'application/json',
          'set-cookie': ['a=1', 'b=2'],
          'x-amzn-remapped-date': 'yesterday',
          'x-amzn-remapped-www-authenticate': 'Bearer',
          'x-amzn-requestid': expect.stringMatching(/^[0-9a-f-]{36}$/),
          'x-amz-apigw-id': expect.stringMatching(/=$/),
          'x-amzn-trace-id': expect.stringMatching(/^Root=1-/),
        });
        expect(reply.headers['www-authenticate']).toBeUndefined();
      });
    },
  );

  it('given HTTP/2, the event has the host and the cookies as over HTTP/1.1', async () => {
    const test = served();
    await withServed(test, async (gateway) => {
      await gateway.callHttp2('/x', { headers: { ':authority': 'abc123.example', cookie: ['a=1', 'b=2'] } });
    });
    expect(test.lastEvent()).toMatchObject({
      headers: { Host: 'abc123.example', cookie: 'a=1; b=2' },
      requestContext: { protocol: 'HTTP/2.0' },
    });
  });

  it('given 200 requests at once on one connection, each gets its own answer', async () => {
    const test = served();
    test.invoke = async ({ path }) => {
      await new Promise((resolve) => setImmediate(resolve));
      return { statusCode: 200, body: path };
    };
    await withServed(test, async (gateway) => {
      const session = connect(gateway.h2Url);
      const paths = Array.from({ length: 200 }, (_, index) => `/request/${String(index)}`);
      const bodies = paths.map(
        (path) =>
          new Promise((resolve, reject) => {
            const stream = session.request({ ':path': `/v1${path}` });
            let body = '';
            stream.on('data', (part: Buffer) => (body += part.toString()));
            stream.on('error', reject).on('end', () => {
              resolve(body);
            });
          }),
      );
      expect(await Promise.all(bodies)).toEqual(paths);
      session.destroy();
    });
  });

  it.each([
    ['an unknown member', { statusCode: 200, answer: 1 }],
    ['a body that is an object', { statusCode: 200, body: {} }],
    ['a status that is none', { statusCode: 'many' }],
    ['a header that is an object', { headers: { a: {} } }],
    ['a header with a line break', { headers: { a: 'x\r\ny: z' } }],
    ['text that is not JSON', 'hello'],
    ['null', null],
    ['an error', new FunctionError('boom')],
  ])('given a function that returns %s, answers 502 and says nothing more', async (_, returned) => {
    const test = served();
    test.invoke = () => returned;
    await withServed(test, async (gateway) => {
      const reply = await gateway.call('/x');
      expect(reply).toMatchObject({ status: 502, body: '{"message": "Internal server error"}' });
      expect(reply.headers['x-amzn-errortype']).toBe('InternalServerErrorException');
    });
  });

  it.each([
    ['that does not exist', new AwsError('ResourceNotFoundException', 'Function not found', 404), 500],
    ['that is throttled', new AwsError('TooManyRequestsException', 'Rate Exceeded.', 429), 500],
    ['that cannot take so much', new AwsError('RequestTooLargeException', 'Too large', 413), 413],
  ])('given a function %s, answers as AWS does', async (_, error, status) => {
    const test = served();
    test.invoke = () => Promise.reject(error);
    await withServed(test, async (gateway) => {
      expect((await gateway.call('/x')).status).toBe(status);
    });
  });

  it('given a stage variable that is not set, answers 500 and runs nothing', async () => {
    const test = served();
    test.live = liveStage(snapshotOf(method(bufferedIntegration)), { variables: {} });
    await withServed(test, async (gateway) => {
      const reply = await gateway.call('/x');
      expect(reply).toMatchObject({ status: 500, body: '{"message": "Internal server error"}' });
    });
    expect(test.invocations).toHaveLength(0);
  });

  it('given a transfer mode that does not fit the URI, answers 500 and runs nothing', async () => {
    const test = served();
    for (const mixed of [
      { ...bufferedIntegration, responseTransferMode: 'STREAM' as const },
      { ...streamIntegration, responseTransferMode: 'BUFFERED' as const },
    ]) {
      test.live = liveStage(snapshotOf(method(mixed)));
      await withServed(test, async (gateway) => {
        expect((await gateway.call('/x')).status).toBe(500);
      });
    }
    expect(test.invocations).toHaveLength(0);
  });

  it('given silence for 29 s, answers 504 and tells the function runtime', async () => {
    const test = served();
    test.invoke = () => new Promise(() => undefined);
    await withServed(test, async (gateway) => {
      const reply = gateway.call('/x');
      await until(() => test.invocations.length === 1);
      test.clock.advance(28_999);
      expect(test.invocations[0]?.signal?.aborted).toBe(false);
      test.clock.advance(1);
      expect(await reply).toMatchObject({ status: 504, body: '{"message": "Endpoint request timed out"}' });
    });
    expect(test.invocations[0]?.signal?.aborted).toBe(true);
  });

  it('given a client that leaves, aborts the invocation', async () => {
    const test = served();
    test.invoke = () => new Promise(() => undefined);
    await withServed(test, async (gateway) => {
      const abort = new AbortController();
      const reply = fetch(`http://127.0.0.1:${String(gateway.h1Port)}/v1/x`, { signal: abort.signal });
      await until(() => test.invocations.length === 1);
      abort.abort();
      await expect(reply).rejects.toThrow();
      await until(() => test.invocations[0]?.signal?.aborted === true);
    });
  });
});

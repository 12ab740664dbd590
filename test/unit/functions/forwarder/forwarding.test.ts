import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import type { ServerResponse } from 'node:http';
import { afterEach, describe, expect, it } from '@jest/globals';
import { LambdaResponseStream } from '../../../support/awslambda-harness.js';
import { eventFrame } from '../../../support/event-stream.js';
import { forwarderAt, proxyEvent } from '../../../support/forwarder.js';
import { startUpstream, type Respond, type UpstreamServer } from '../../../support/upstream-server.js';

const STREAM_PATH = '/model/amazon.nova-lite-v1%3A0/converse-stream';

let upstream: UpstreamServer;
afterEach(async () => {
  await upstream[Symbol.asyncDispose]();
});

async function gatewayTo(respond: Respond, environment?: Record<string, string>) {
  upstream = await startUpstream(respond);
  return forwarderAt(upstream.url, environment);
}

/** Resolves with the answer that the upstream is giving, once it has begun. */
function answering(): { respond: Respond; begun: Promise<ServerResponse> } {
  let begin: (response: ServerResponse) => void;
  const begun = new Promise<ServerResponse>((resolve) => {
    begin = resolve;
  });
  return { begun, respond: (_, response) => begin(response) };
}

describe('a request through the forwarder', () => {
  it('arrives as the client sent it: method, path, query, body, the headers that matter', async () => {
    const forwarder = await gatewayTo((_, response) => response.end('{}'));
    await forwarder.call(
      proxyEvent({
        httpMethod: 'GET',
        path: '/async-invoke/arn%3Aaws%3Abedrock%3Aus-east-1%3A1%3Aasync-invoke%2Fx',
        multiValueQueryStringParameters: { 'a b': ['1 +', '2&'], c: ['%'] },
        headers: { Accept: 'application/json' },
        body: null,
      }),
    );
    const [request] = upstream.requests;
    expect(request).toMatchObject({
      method: 'GET',
      url: '/async-invoke/arn%3Aaws%3Abedrock%3Aus-east-1%3A1%3Aasync-invoke%2Fx?a%20b=1%20%2B&a%20b=2%26&c=%25',
      headers: { accept: 'application/json' },
    });
    expect(request?.headers['content-length']).toBeUndefined();
    expect(request?.headers['content-type']).toBeUndefined();
  });

  it('given a binary body, arrives decoded', async () => {
    const forwarder = await gatewayTo((_, response) => response.end());
    const bytes = Buffer.from([0, 255, 128, 10]);
    await forwarder.call(
      proxyEvent({ path: '/model/a.b/invoke', body: bytes.toString('base64'), isBase64Encoded: true }),
    );
    expect(upstream.requests[0]?.body).toEqual(bytes);
  });

  it('given 3 MB of text, arrives whole', async () => {
    const forwarder = await gatewayTo((_, response) => response.end('{}'));
    const body = JSON.stringify({ messages: 'ø'.repeat(1_500_000) });
    await forwarder.call(proxyEvent({ body }));
    expect(upstream.requests[0]?.body.equals(Buffer.from(body))).toBe(true);
  });

  it('uses one connection again and again', async () => {
    const forwarder = await gatewayTo((_, response) => response.end('{}'));
    let connections = 0;
    upstream.server.on('connection', () => connections++);
    for (let i = 0; i < 5; i++) await forwarder.call(proxyEvent());
    expect(connections).toBe(1);
  });
});

describe('an answer through the forwarder', () => {
  it('keeps status, body, request id and error type, so that an SDK raises what it would have raised', async () => {
    const forwarder = await gatewayTo((_, response) =>
      response
        .writeHead(429, {
          'content-type': 'application/json',
          'x-amzn-requestid': 'bedrock-1',
          'x-amzn-errortype': 'ThrottlingException:http://internal.amazon.com/coral/',
        })
        .end('{"message":"Too many tokens"}'),
    );
    const answer = await forwarder.call(proxyEvent());
    expect(answer).toMatchObject({
      contentType: 'application/vnd.awslambda.http-integration-response',
      failure: undefined,
      metadata: {
        statusCode: 429,
        headers: {
          'content-type': 'application/json',
          'x-amzn-requestid': 'bedrock-1',
          'x-amzn-errortype': 'ThrottlingException:http://internal.amazon.com/coral/',
        },
      },
    });
    expect(answer.body.toString()).toBe('{"message":"Too many tokens"}');
    expect(forwarder.logged).toMatchObject([
      { status: 429, errorType: 'ThrottlingException', upstreamRequestId: 'bedrock-1' },
    ]);
  });

  it('is metadata, eight NUL bytes and the body, and nothing else', async () => {
    const forwarder = await gatewayTo((_, response) => response.writeHead(201, { 'x-a': 'b' }).end('body'));
    const { raw } = await forwarder.call(proxyEvent());
    expect(raw.toString('latin1')).toMatch(
      /^\{"statusCode":201,"headers":\{[^}]*"x-a":"b"[^}]*\}\}\0{8}body$/,
    );
  });

  it('given no body, still has its metadata', async () => {
    const forwarder = await gatewayTo((_, response) => response.writeHead(204).end());
    expect(await forwarder.call(proxyEvent())).toMatchObject({
      metadata: { statusCode: 204 },
      body: Buffer.alloc(0),
    });
  });

  it('shows its status before the first byte of its body exists', async () => {
    const { respond, begun } = answering();
    const forwarder = await gatewayTo(respond);
    const stream = new LambdaResponseStream();
    const metadataOut = new Promise<void>((resolve) => {
      stream.onChunk = (chunk) => {
        if (chunk.equals(Buffer.alloc(8))) resolve();
      };
    });
    const answer = forwarder.call(proxyEvent({ path: STREAM_PATH }), { stream });
    const response = await begun;
    response.writeHead(200, { 'content-type': 'application/vnd.amazon.eventstream' }).flushHeaders();
    await metadataOut;
    expect(Buffer.concat(stream.chunks).toString()).toContain('"statusCode":200');
    response.end();
    await answer;
  });

  it('passes every chunk on before the next one comes', async () => {
    const { respond, begun } = answering();
    const forwarder = await gatewayTo(respond);
    const stream = new LambdaResponseStream();
    const answer = forwarder.call(proxyEvent({ path: STREAM_PATH }), { stream });
    const response = await begun;
    for (const word of ['one', 'two', 'three']) {
      const arrived = new Promise<void>((resolve) => {
        stream.onChunk = (chunk) => {
          if (chunk.includes(word)) resolve();
        };
      });
      response.write(word);
      await arrived;
    }
    response.end();
    expect((await answer).body.toString()).toBe('onetwothree');
  });

  it('given 10,000 chunks, is byte for byte the same', async () => {
    const frames = Array.from({ length: 10_000 }, (_, index) => eventFrame('contentBlockDelta', { index }));
    const forwarder = await gatewayTo((_, response) => {
      response.writeHead(200, { 'content-type': 'application/vnd.amazon.eventstream' });
      for (const frame of frames) response.write(frame);
      response.end(eventFrame('metadata', { usage: { inputTokens: 1, outputTokens: 10_000 } }));
    });
    const answer = await forwarder.call(proxyEvent({ path: STREAM_PATH }));
    expect(
      answer.body.subarray(0, -200).equals(Buffer.concat(frames).subarray(0, answer.body.length - 200)),
    ).toBe(true);
    expect(forwarder.logged).toMatchObject([{ outputTokens: 10_000, bytesOut: answer.body.length }]);
  });

  it('given a client that does not read, is not read from the service either, and then arrives whole', async () => {
    const chunk = Buffer.alloc(64 * 1024, 'x');
    const total = 800;
    let written = 0;
    const forwarder = await gatewayTo(({ method }, response) => {
      if (method === 'GET') return response.end();
      const more = (): void => {
        while (written < total) {
          written++;
          if (!response.write(chunk)) return void response.once('drain', more);
        }
        response.end();
      };
      more();
    });
    let reading = false;
    let hold: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      hold = resolve;
    });
    const stream = new LambdaResponseStream((bytes) => {
      if (reading || bytes.length < 1_000) return true;
      hold();
      return false;
    });
    const answer = forwarder.call(proxyEvent(), { stream });
    await held;
    for (let i = 0; i < 50; i++)
      await forwarder.call(proxyEvent({ httpMethod: 'GET', path: '/async-invoke' }));
    const chunksHeld = stream.chunks.length;
    expect(written).toBeLessThan(total);
    expect(chunksHeld).toBeLessThan(5);

    reading = true;
    stream.emit('drain');
    expect((await answer).body).toHaveLength(total * chunk.length);
  });
});

describe('an answer that breaks off', () => {
  it('given a service that resets the connection, fails the function, so that nobody takes it for whole', async () => {
    const { respond, begun } = answering();
    const forwarder = await gatewayTo(respond);
    const stream = new LambdaResponseStream();
    const answer = forwarder.call(proxyEvent({ path: STREAM_PATH }), { stream });
    const response = await begun;
    response.writeHead(200, { 'content-type': 'application/vnd.amazon.eventstream' });
    const first = new Promise<void>((resolve) => {
      stream.onChunk = (chunk) => {
        if (chunk.includes('contentBlockDelta')) resolve();
      };
    });
    response.write(eventFrame('contentBlockDelta', { delta: { text: 'half a' } }));
    await first;
    response.destroy();

    expect((await answer).failure).toBeInstanceOf(Error);
    expect(stream.writableFinished).toBe(false);
    expect(forwarder.logged).toMatchObject([{ status: 200, errorType: 'BrokenAnswer' }]);
  });

  it('given a body shorter than its length, fails the function', async () => {
    const forwarder = await gatewayTo((_, response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('short', () => response.destroy());
    });
    const answer = await forwarder.call(proxyEvent());
    expect(answer.failure).toBeInstanceOf(Error);
    expect(answer.metadata.headers['content-length']).toBe('100');
  });

  it('given that time runs out in the middle, fails the function', async () => {
    const forwarder = await gatewayTo((_, response) => {
      response.writeHead(200);
      response.write('half');
    });
    const answer = await forwarder.call(proxyEvent(), { remainingMs: 600 });
    expect(answer.failure).toBeInstanceOf(Error);
    expect(forwarder.logged).toMatchObject([{ status: 200, errorType: 'GatewayTimeoutException' }]);
  });
});

describe('a client that goes away', () => {
  it('while the answer streams, ends the call to the service', async () => {
    const { respond, begun } = answering();
    const forwarder = await gatewayTo(respond);
    const stream = new LambdaResponseStream();
    const answer = forwarder.call(proxyEvent({ path: STREAM_PATH }), { stream });
    const response = await begun;
    const first = new Promise<void>((resolve) => {
      stream.onChunk = (chunk) => {
        if (chunk.includes('some')) resolve();
      };
    });
    response.write('some');
    await first;
    const closed = once(response, 'close');
    stream.disconnect();
    await closed;
    expect((await answer).failure).toBeUndefined();
    expect(forwarder.logged).toMatchObject([{ errorType: 'ClientGone', bytesOut: 4 }]);
  });

  it('before the answer began, ends the call to the service', async () => {
    const { respond, begun } = answering();
    const forwarder = await gatewayTo(respond);
    const stream = new LambdaResponseStream();
    const answer = forwarder.call(proxyEvent(), { stream });
    const closed = once(await begun, 'close');
    stream.disconnect();
    await closed;
    expect((await answer).raw).toHaveLength(0);
    expect(forwarder.logged).toMatchObject([{ errorType: 'ClientGone', bytesOut: 0 }]);
  });

  it('with an error on the stream, ends the call to the service and harms nobody', async () => {
    const { respond, begun } = answering();
    const forwarder = await gatewayTo(respond);
    const stream = new LambdaResponseStream();
    const answer = forwarder.call(proxyEvent(), { stream });
    const closed = once(await begun, 'close');
    stream.emit('error', new Error('EPIPE'));
    stream.emit('error', new Error('EPIPE'));
    await closed;
    expect((await answer).failure).toBeUndefined();
  });
});

describe('a service that does not answer', () => {
  it('given that nothing listens, is a 503 that an SDK retries, and no address in it', async () => {
    const listener = createServer().listen(0, '127.0.0.1');
    await once(listener, 'listening');
    const { port } = listener.address() as AddressInfo;
    listener.close();
    await once(listener, 'close');
    upstream = await startUpstream(() => undefined);
    const forwarder = forwarderAt(`http://127.0.0.1:${port}`);
    const answer = await forwarder.call(proxyEvent());
    expect(answer.metadata).toMatchObject({
      statusCode: 503,
      headers: { 'x-amzn-errortype': 'ServiceUnavailableException', 'content-type': 'application/json' },
    });
    expect(JSON.parse(answer.body.toString())).toEqual({ message: expect.stringMatching(/ECONNREFUSED/) });
    expect(answer.body.toString()).not.toContain('127.0.0.1');
  });

  it('given that it hangs up without a word, is a 503', async () => {
    const forwarder = await gatewayTo((_, response) => response.destroy());
    expect((await forwarder.call(proxyEvent())).metadata.statusCode).toBe(503);
  });

  it('given that it says nothing until time runs out, is a 504', async () => {
    const forwarder = await gatewayTo(() => undefined);
    const answer = await forwarder.call(proxyEvent(), { remainingMs: 520 });
    expect(answer.metadata).toMatchObject({
      statusCode: 504,
      headers: { 'x-amzn-errortype': 'GatewayTimeoutException' },
    });
  });

  it('given headers larger than API Gateway can take, is a 503', async () => {
    const forwarder = await gatewayTo((_, response) =>
      response.writeHead(200, { 'x-big': 'x'.repeat(13_000) }).end(),
    );
    expect((await forwarder.call(proxyEvent())).metadata.statusCode).toBe(503);
  });
});

describe('the log line of a request', () => {
  it('says who asked for what and what came of it, and nothing that is secret', async () => {
    const secret = 'the-secret-prompt';
    const forwarder = await gatewayTo((_, response) =>
      response
        .writeHead(200, { 'content-type': 'application/json', 'x-amzn-requestid': 'bedrock-1' })
        .end(JSON.stringify({ output: 'the-secret-answer', usage: { inputTokens: 3, outputTokens: 5 } })),
    );
    await forwarder.call(
      proxyEvent({
        body: JSON.stringify({ messages: secret }),
        headers: { Authorization: 'Bearer the-secret-token', 'x-api-key': 'the-secret-key' },
        requestContext: {
          requestId: 'request-1',
          extendedRequestId: 'extended-1',
          deploymentId: 'deploy1',
          identity: { apiKeyId: 'key-id' },
          authorizer: { tenant: 'acme' },
        },
      }),
    );
    const [entry] = forwarder.logged;
    expect(entry).toEqual({
      requestId: 'request-1',
      extendedRequestId: 'extended-1',
      lambdaRequestId: 'lambda-request-1',
      functionVersion: '7',
      deploymentId: 'deploy1',
      tenant: 'acme',
      service: 'bedrock-runtime',
      operation: 'Converse',
      modelId: 'amazon.nova-lite-v1:0',
      status: 200,
      upstreamRequestId: 'bedrock-1',
      bytesIn: 32,
      bytesOut: expect.any(Number),
      timeToFirstByteMs: expect.any(Number),
      durationMs: expect.any(Number),
      inputTokens: 3,
      outputTokens: 5,
    });
    expect(JSON.stringify(entry)).not.toContain('secret');
  });

  it('given no authorizer, names the API key by its id', async () => {
    const forwarder = await gatewayTo((_, response) => response.end());
    await forwarder.call(proxyEvent({ requestContext: { identity: { apiKeyId: 'key-id' } } }));
    expect(forwarder.logged).toMatchObject([{ tenant: 'key-id' }]);
  });

  it('given another service’s path, names it with its ids taken out', async () => {
    const forwarder = await gatewayTo((_, response) => response.end());
    await forwarder.call(proxyEvent({ path: '/knowledgebases/KB123/retrieve' }));
    expect(forwarder.logged).toMatchObject([{ operation: 'POST /knowledgebases/*/retrieve' }]);
  });
});

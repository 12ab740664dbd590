import type { GatewayResponse } from '@aws-sdk/client-api-gateway';
import { describe, expect, it } from '@jest/globals';
import {
  TestRegion,
  bufferedIntegration,
  liveStage,
  method,
  snapshotOf,
  until,
  withServed,
} from './support.js';

function failing(...gatewayResponses: GatewayResponse[]): TestRegion {
  const test = new TestRegion();
  test.live = liveStage(snapshotOf(method(bufferedIntegration), { gatewayResponses }));
  test.invoke = () => 'malformed';
  return test;
}

describe('gateway responses', () => {
  it('given a customised type, uses its status, headers and template', async () => {
    const test = failing({
      responseType: 'MISSING_AUTHENTICATION_TOKEN',
      statusCode: '404',
      responseParameters: {
        'gatewayresponse.header.x-static': "'here'",
        'gatewayresponse.header.x-from-request': 'method.request.header.X-Given',
        'gatewayresponse.header.x-from-query': 'method.request.querystring.q',
        'gatewayresponse.header.x-from-context': 'context.stage',
        'gatewayresponse.header.x-from-variable': 'stageVariables.forwarder',
        'gatewayresponse.header.x-absent': 'method.request.header.x-absent',
        'gatewayresponse.header.x-amzn-ErrorType': "'ResourceNotFoundException'",
      },
      responseTemplates: {
        'application/json':
          '{"type":"$context.error.responseType","message":$context.error.messageString,"id":"$context.requestId","v":"$stageVariables.forwarder"}',
      },
    });
    await withServed(test, async (gateway) => {
      const reply = await gateway.call('/?q=2', { headers: { 'x-given': '1' } });
      expect(reply.status).toBe(404);
      expect(reply.headers).toMatchObject({
        'x-static': 'here',
        'x-from-request': '1',
        'x-from-query': '2',
        'x-from-context': 'v1',
        'x-from-variable': '7',
        'x-amzn-errortype': 'ResourceNotFoundException',
      });
      expect(reply.headers).not.toHaveProperty('x-absent');
      expect(JSON.parse(reply.body)).toEqual({
        type: 'MISSING_AUTHENTICATION_TOKEN',
        message: 'Missing Authentication Token',
        id: reply.headers['x-amzn-requestid'],
        v: '7',
      });
    });
  });

  it('given only the fallback of the class, that one applies, with its status', async () => {
    const test = failing(
      { responseType: 'DEFAULT_5XX', statusCode: '503', responseTemplates: { 'text/plain': 'five' } },
      { responseType: 'DEFAULT_4XX', responseTemplates: { 'text/plain': 'four' } },
    );
    await withServed(test, async (gateway) => {
      expect(await gateway.call('/x')).toMatchObject({ status: 503, body: 'five' });
      expect(await gateway.call('/')).toMatchObject({ status: 403, body: 'four' });
    });
  });

  it('given responses that are only the defaults, answers as if there were none', async () => {
    const test = failing({ responseType: 'DEFAULT_5XX', statusCode: '599', defaultResponse: true });
    await withServed(test, async (gateway) => {
      expect((await gateway.call('/x')).status).toBe(502);
    });
  });

  it('given several templates, takes the one the client accepts', async () => {
    const test = failing({
      responseType: 'DEFAULT_5XX',
      responseTemplates: { 'application/json': '{}', 'text/html': '<p>$context.error.message</p>' },
    });
    await withServed(test, async (gateway) => {
      const html = await gateway.call('/x', { headers: { accept: 'text/html, */*' } });
      expect(html).toMatchObject({ body: '<p>Internal server error</p>' });
      expect(html.headers['content-type']).toBe('text/html');
      expect((await gateway.call('/x', { headers: { accept: 'image/png' } })).body).toBe('{}');
    });
  });
});

describe('limits of a request', () => {
  it('given a body past 10 MB, answers 413 in plain text, customised or not, and runs nothing', async () => {
    const test = failing({ responseType: 'REQUEST_TOO_LARGE', statusCode: '400' });
    await withServed(test, async (gateway) => {
      for (const call of ['call', 'callHttp2'] as const) {
        const reply = await gateway[call]('/x', { method: 'POST', body: Buffer.alloc(10_485_761) });
        expect(reply).toMatchObject({ status: 413, body: 'HTTP content length exceeded 10485760 bytes.' });
      }
    });
    expect(test.invocations).toHaveLength(0);
  });

  it('given a body that Lambda would not take, answers 413', async () => {
    const test = failing();
    await withServed(test, async (gateway) => {
      const reply = await gateway.call('/x', { method: 'POST', body: 'x'.repeat(6_291_456) });
      expect(reply).toMatchObject({ status: 413, body: '{"message":"Request Too Long"}' });
    });
  });

  it('given 3 MB, hands it on', async () => {
    const test = failing();
    const body = 'é'.repeat(1_500_000);
    test.invoke = (event) => ({ statusCode: 200, body: String((event['body'] as string).length) });
    await withServed(test, async (gateway) => {
      expect((await gateway.callHttp2('/x', { method: 'POST', body })).body).toBe('1500000');
    });
  });

  it('given more than 20,480 bytes of headers or 10,240 of URL, refuses', async () => {
    const test = failing();
    await withServed(test, async (gateway) => {
      expect((await gateway.call('/x', { headers: { long: 'x'.repeat(20_480) } })).status).toBe(431);
      expect((await gateway.call(`/${'x'.repeat(10_240)}`)).status).toBe(414);
    });
  });

  it('given a client that leaves in the middle of its request, logs it and runs nothing', async () => {
    const test = failing();
    test.live = liveStage(snapshotOf(method(bufferedIntegration)), {
      accessLogSettings: {
        destinationArn: 'arn:aws:logs:us-east-1:1:log-group:/aws/apigateway/access',
        format: '$context.status',
      },
    });
    await withServed(test, async (gateway) => {
      const abort = new AbortController();
      const body = new ReadableStream({
        start: (controller) => {
          controller.enqueue(new TextEncoder().encode('half'));
        },
      });
      const url = `http://127.0.0.1:${String(gateway.h1Port)}/v1/x`;
      const init = { method: 'POST', body, duplex: 'half', signal: abort.signal } as RequestInit;
      const reply = fetch(url, init);
      await until(() => gateway.received === 1);
      abort.abort();
      await expect(reply).rejects.toThrow();
      await until(() => test.written.length > 0);
    });
    expect(test.messages('/aws/apigateway/access')).toEqual(['499']);
    expect(test.invocations).toHaveLength(0);
  });

  it('given a disabled default endpoint, answers Forbidden', async () => {
    const test = failing();
    const snapshot = snapshotOf(method(bufferedIntegration));
    test.live = liveStage({ ...snapshot, restApi: { ...snapshot.restApi, disableExecuteApiEndpoint: true } });
    await withServed(test, async (gateway) => {
      expect(await gateway.call('/x')).toMatchObject({ status: 403, body: '{"message":"Forbidden"}' });
    });
  });
});

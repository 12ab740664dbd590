import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Integration } from '@aws-sdk/client-api-gateway';
import { describe, expect, it } from '@jest/globals';
import {
  TestRegion,
  liveStage,
  method,
  snapshotOf,
  until,
  withAccessLog,
  withServed,
  type Served,
} from './support.js';

/** Serves an endpoint, and behind it an API whose integration points there. */
async function withEndpoint(
  listener: RequestListener,
  more: Partial<Integration>,
  run: (gateway: Served, test: TestRegion) => Promise<void>,
): Promise<void> {
  const endpoint = createServer(listener);
  await new Promise<void>((resolve) => endpoint.listen(0, '127.0.0.1', resolve));
  const { port } = endpoint.address() as AddressInfo;
  const test = new TestRegion();
  const uri = `http://\${stageVariables.host}:${String(port)}/base/{proxy}`;
  const integration: Integration = { type: 'HTTP_PROXY', httpMethod: 'ANY', uri, ...more };
  const stage = {
    variables: { host: '127.0.0.1' },
    ...withAccessLog('$context.status $context.integration.responseTransferMode'),
  };
  test.live = liveStage(snapshotOf(method(integration)), stage);
  try {
    await withServed(test, (gateway) => run(gateway, test));
  } finally {
    endpoint.closeAllConnections();
    await new Promise((resolve) => endpoint.close(resolve));
  }
}

describe('an HTTP proxy integration', () => {
  it.each(['BUFFERED', 'STREAM'] as const)(
    'under %s, hands request and response through',
    async (responseTransferMode) => {
      let seen: { url?: string; method?: string; headers: Record<string, unknown>; body: string } = {
        headers: {},
        body: '',
      };
      const listener: RequestListener = (request, response) => {
        let body = '';
        request.on('data', (part: Buffer) => (body += part.toString()));
        request.on('end', () => {
          seen = { url: request.url ?? '', method: request.method ?? '', headers: request.headers, body };
          response.writeHead(202, { 'x-answer': 'yes', 'set-cookie': ['a=1', 'b=2'], server: 'endpoint' });
          response.end('answer');
        });
      };
      const requestParameters = {
        'integration.request.path.proxy': 'method.request.path.proxy',
        'integration.request.header.x-stage': 'context.stage',
        'integration.request.querystring.fixed': "'1'",
      };
      await withEndpoint(listener, { responseTransferMode, requestParameters }, async (gateway) => {
        const reply = await gateway.call('/a/b?q=1&q=2', {
          method: 'POST',
          body: 'question',
          headers: { 'x-one': '1' },
        });
        expect(reply).toMatchObject({ status: 202, body: 'answer' });
        expect(reply.headers).toMatchObject({
          'x-answer': 'yes',
          'set-cookie': ['a=1', 'b=2'],
          'x-amzn-remapped-server': 'endpoint',
        });
      });
      expect(seen).toMatchObject({ url: '/base/a/b?q=1&q=2&fixed=1', method: 'POST', body: 'question' });
      expect(seen.headers).toMatchObject({
        'x-one': '1',
        'x-stage': 'v1',
        'x-forwarded-for': '127.0.0.1',
        'x-amzn-apigateway-api-id': 'abc123',
      });
      expect(seen.headers['host']).toMatch(/^127\.0\.0\.1:/);
    },
  );

  it('given an endpoint that is not there, answers 504', async () => {
    const uri = 'http://127.0.0.1:1/{proxy}';
    await withEndpoint(
      () => undefined,
      { uri },
      async (gateway) => {
        const reply = await gateway.call('/x');
        expect(reply).toMatchObject({
          status: 504,
          body: '{"message": "Network error communicating with endpoint"}',
        });
      },
    );
  });

  it('given a URI that is none, answers 500', async () => {
    await withEndpoint(
      () => undefined,
      { uri: 'ftp://127.0.0.1/' },
      async (gateway) => {
        expect((await gateway.call('/x')).status).toBe(500);
      },
    );
  });

  it('given silence, answers 504 at TimeoutInMillis and hangs up', async () => {
    let reached = false;
    let closed = false;
    const listener: RequestListener = (_, response) => {
      reached = true;
      response.on('close', () => (closed = true));
    };
    await withEndpoint(listener, { timeoutInMillis: 50 }, async (gateway, test) => {
      const reply = gateway.call('/x');
      await until(() => reached);
      test.clock.advance(50);
      expect((await reply).status).toBe(504);
      await until(() => closed);
    });
  });

  it.each([
    ['BUFFERED', 504],
    ['STREAM', undefined],
  ] as const)(
    'under %s, given an endpoint that breaks off, never ends cleanly with half an answer',
    async (responseTransferMode, status) => {
      const listener: RequestListener = (_, response) => {
        response.writeHead(200, { 'transfer-encoding': 'chunked' });
        response.write('half', () => response.destroy());
      };
      await withEndpoint(listener, { responseTransferMode }, async (gateway) => {
        const reply = await gateway.call('/x').catch(() => undefined);
        expect(reply?.status).toBe(status);
      });
    },
  );

  it('under STREAM, given a client that leaves, hangs up on the endpoint', async () => {
    let closed = false;
    const listener: RequestListener = (_, response) => {
      response.on('close', () => (closed = true));
      response.write('first');
    };
    await withEndpoint(listener, { responseTransferMode: 'STREAM' }, async (gateway, test) => {
      const response = await fetch(`http://127.0.0.1:${String(gateway.h1Port)}/v1/x`);
      const reader = response.body?.getReader();
      expect(Buffer.from((await reader?.read())?.value ?? []).toString()).toBe('first');
      await reader?.cancel();
      await until(() => closed);
      await until(() => test.written.length === 1);
      expect(test.messages('/aws/apigateway/access')).toEqual(['200 STREAMED']);
    });
  });
});

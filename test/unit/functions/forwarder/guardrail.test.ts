import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { forwarderAt, proxyEvent, type ForwarderUnderTest } from '../../../support/forwarder.js';
import {
  startUpstream,
  type ReceivedRequest,
  type UpstreamServer,
} from '../../../support/upstream-server.js';

const CONFIG = { guardrailIdentifier: 'gr-gateway', guardrailVersion: '3' };

let upstream: UpstreamServer;
let forwarder: ForwarderUnderTest;

beforeAll(async () => {
  upstream = await startUpstream((_, response) => response.end('{}'));
});
afterAll(async () => {
  await upstream[Symbol.asyncDispose]();
});
beforeEach(() => {
  forwarder = forwarderAt(upstream.url, { GUARDRAIL_ID: 'gr-gateway', GUARDRAIL_VERSION: '3' });
});

async function received(request: Parameters<typeof proxyEvent>[0]): Promise<ReceivedRequest> {
  await forwarder.call(proxyEvent(request));
  const last = upstream.requests.at(-1);
  if (last === undefined) throw new Error('Nothing was sent.');
  return last;
}

describe('the gateway’s guardrail', () => {
  it.each(['/model/a.b/invoke', '/model/a.b/invoke-with-response-stream', '/openai/v1/chat/completions'])(
    'given a client that names none, goes into the headers of %s',
    async (path) => {
      const { headers, body } = await received({ path, body: '{"a":1}' });
      expect(headers).toMatchObject({
        'x-amzn-bedrock-guardrailidentifier': 'gr-gateway',
        'x-amzn-bedrock-guardrailversion': '3',
      });
      expect(body.toString()).toBe('{"a":1}');
    },
  );

  it('given a client that names its own, stays away from the headers', async () => {
    const { headers } = await received({
      path: '/model/a.b/invoke',
      headers: { 'X-Amzn-Bedrock-GuardrailIdentifier': 'gr-own', 'X-Amzn-Bedrock-GuardrailVersion': '1' },
    });
    expect(headers).toMatchObject({
      'x-amzn-bedrock-guardrailidentifier': 'gr-own',
      'x-amzn-bedrock-guardrailversion': '1',
    });
  });

  it.each(['converse', 'converse-stream'])(
    'goes into the body of %s, whose other bytes stay',
    async (action) => {
      const body = ' {\n "messages" : [] , "n": 1.0, "big": 12345678901234567890, "s": "\\u00e9 {" } ';
      const sent = await received({ path: `/model/a.b/${action}`, body });
      expect(sent.body.toString()).toBe(body.replace('{', `{"guardrailConfig":${JSON.stringify(CONFIG)},`));
      expect(JSON.parse(sent.body.toString())).toMatchObject({ guardrailConfig: CONFIG, messages: [] });
      expect(sent.headers['content-length']).toBe(String(sent.body.length));
    },
  );

  it('goes into an empty object', async () => {
    expect((await received({ body: '{}' })).body.toString()).toBe(
      JSON.stringify({ guardrailConfig: CONFIG }),
    );
  });

  it('given a client that names its own, stays away from the body', async () => {
    const body = '{"guardrailConfig":{"guardrailIdentifier":"gr-own","guardrailVersion":"1"}}';
    expect((await received({ body })).body.toString()).toBe(body);
  });

  it.each([
    '{"guardrailConfig":null}',
    '{"guardrailConfig":{}}',
    '[]',
    '"text"',
    'null',
    '{',
    '',
    '{"a":1}{"b":2}',
  ])('given the body %j, which could go round it, is not sent at all: 400', async (body) => {
    const before = upstream.requests.length;
    const answer = await forwarder.call(proxyEvent({ body }));
    expect(answer.metadata.statusCode).toBe(400);
    expect(upstream.requests).toHaveLength(before);
  });

  it('has no place in counting tokens', async () => {
    const { headers, body } = await received({ path: '/model/a.b/count-tokens', body: '{"input":{}}' });
    expect(headers['x-amzn-bedrock-guardrailidentifier']).toBeUndefined();
    expect(body.toString()).toBe('{"input":{}}');
  });

  it('given none is configured, leaves every request alone', async () => {
    forwarder = forwarderAt(upstream.url);
    expect((await received({ body: 'not json' })).body.toString()).toBe('not json');
  });
});

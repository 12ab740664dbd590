import { afterEach, describe, expect, it } from '@jest/globals';
import { forwarderAt, proxyEvent } from '../../../support/forwarder.js';
import { startUpstream, type Respond, type UpstreamServer } from '../../../support/upstream-server.js';

const ANSWER = {
  output: {
    message: { role: 'assistant', content: [{ text: 'Hello ' }, { reasoningContent: {} }, { text: 'you' }] },
  },
  stopReason: 'end_turn',
  usage: { inputTokens: 3, outputTokens: 2 },
};

let upstream: UpstreamServer;
afterEach(async () => {
  await upstream[Symbol.asyncDispose]();
});

async function gateway(environment: Record<string, string> = {}, respond: Respond = answerWith(ANSWER)) {
  upstream = await startUpstream(respond);
  return forwarderAt(upstream.url, { DEFAULT_MODEL_ID: 'amazon.nova-lite-v1:0', ...environment });
}

function answerWith(document: unknown): Respond {
  return (_, response) =>
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(document));
}

function invoke(body: string) {
  return proxyEvent({ path: '/invoke', body });
}

describe('POST /invoke', () => {
  it('given a prompt, asks the default model by Converse and answers in the short form', async () => {
    const forwarder = await gateway();
    const answer = await forwarder.call(invoke('{"prompt":"Who? æ \\"x\\""}'));

    expect(upstream.requests).toMatchObject([
      { method: 'POST', url: '/model/amazon.nova-lite-v1%3A0/converse' },
    ]);
    expect(JSON.parse(String(upstream.requests[0]?.body))).toEqual({
      messages: [{ role: 'user', content: [{ text: 'Who? æ "x"' }] }],
    });
    expect(answer.metadata).toMatchObject({
      statusCode: 200,
      headers: { 'content-type': 'application/json' },
    });
    expect(JSON.parse(answer.body.toString())).toEqual({
      request_id: 'request-1',
      model_id: 'amazon.nova-lite-v1:0',
      latency_ms: expect.any(Number),
      response: 'Hello you',
      guardrail_status: 'NOT_CONFIGURED',
    });
    expect(forwarder.logged).toMatchObject([
      {
        route: 'invoke',
        operation: 'Converse',
        status: 200,
        inputTokens: 3,
        outputTokens: 2,
        tenant: undefined,
      },
    ]);
  });

  it('given a model, asks that one', async () => {
    const forwarder = await gateway();
    const arn = 'arn:aws:bedrock:us-east-1::foundation-model/a.b';
    const answer = await forwarder.call(invoke(JSON.stringify({ prompt: 'Hi', model_id: arn })));
    expect(upstream.requests[0]?.url).toBe(`/model/${encodeURIComponent(arn)}/converse`);
    expect(JSON.parse(answer.body.toString())).toMatchObject({ model_id: arn });
  });

  it.each([
    ['end_turn', 'NONE'],
    ['guardrail_intervened', 'GUARDRAIL_INTERVENED'],
  ])('given a guardrail and the stop reason %s, says %s', async (stopReason, status) => {
    const forwarder = await gateway({ GUARDRAIL_ID: 'gr1' }, answerWith({ ...ANSWER, stopReason }));
    const answer = await forwarder.call(invoke('{"prompt":"Hi"}'));
    expect(JSON.parse(answer.body.toString())).toMatchObject({ guardrail_status: status });
    expect(JSON.parse(String(upstream.requests[0]?.body))).toMatchObject({
      guardrailConfig: { guardrailIdentifier: 'gr1', guardrailVersion: 'DRAFT' },
    });
  });

  it.each([
    '',
    '{',
    '[]',
    '"Hi"',
    'null',
    '{}',
    '{"prompt":5}',
    '{"prompt":"Hi","model_id":"a b"}',
    '{"prompt":"Hi","model_id":"\\ud800"}',
  ])('given the body %j, answers 400 and asks nobody', async (body) => {
    const forwarder = await gateway();
    const answer = await forwarder.call(invoke(body));
    expect(answer.metadata).toMatchObject({
      statusCode: 400,
      headers: { 'x-amzn-errortype': 'ValidationException' },
    });
    expect(upstream.requests).toEqual([]);
  });

  it('given no model and no default, answers 400', async () => {
    const forwarder = await gateway({ DEFAULT_MODEL_ID: '' });
    expect((await forwarder.call(invoke('{"prompt":"Hi"}'))).metadata.statusCode).toBe(400);
  });

  it.each([
    ['a model that is not allowed', { ALLOWED_MODELS: 'anthropic.*' }],
    ['a runtime service that is not allowed', { ALLOWED_SERVICES: 'bedrock' }],
  ])('given %s, answers 403', async (_, environment) => {
    const forwarder = await gateway(environment);
    expect((await forwarder.call(invoke('{"prompt":"Hi"}'))).metadata.statusCode).toBe(403);
    expect(upstream.requests).toEqual([]);
  });

  it('given an error of the service, passes it on', async () => {
    const forwarder = await gateway({}, (_, response) =>
      response.writeHead(429, { 'x-amzn-errortype': 'ThrottlingException' }).end('{"message":"Slow down"}'),
    );
    const answer = await forwarder.call(invoke('{"prompt":"Hi"}'));
    expect(answer.metadata).toMatchObject({
      statusCode: 429,
      headers: { 'x-amzn-errortype': 'ThrottlingException' },
    });
    expect(answer.body.toString()).toBe('{"message":"Slow down"}');
  });

  it('given an answer that breaks off, is a 503, for nothing was said yet', async () => {
    const forwarder = await gateway({}, (_, response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('{', () => response.destroy());
    });
    expect((await forwarder.call(invoke('{"prompt":"Hi"}'))).metadata.statusCode).toBe(503);
  });

  it('given an answer that is not what Converse says, is a 500 without its words', async () => {
    const forwarder = await gateway({}, answerWith({ secret: 'words' }));
    const answer = await forwarder.call(invoke('{"prompt":"Hi"}'));
    expect(answer.metadata.statusCode).toBe(500);
    expect(answer.body.toString()).not.toContain('words');
  });
});

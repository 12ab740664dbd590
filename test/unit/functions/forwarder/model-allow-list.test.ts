import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { modelAllowList } from '../../../../src/functions/forwarder/model-allow-list.js';
import { forwarderAt, proxyEvent } from '../../../support/forwarder.js';

const NOWHERE = 'http://127.0.0.1:9';
const PROFILE = 'arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.anthropic.claude-3';

describe('the list of allowed models', () => {
  it.each([
    ['amazon.nova-lite-v1:0', 'amazon.nova-lite-v1:0', true],
    ['amazon.nova-*', 'amazon.nova-lite-v1:0', true],
    ['amazon.*', 'anthropic.claude-3', false],
    ['amazon.nova', 'amazon.nova-lite-v1:0', false],
    ['amazon.nova', 'eu.amazon.nova', false],
    ['amazonXnova', 'amazon.nova', false],
    ['amazon.nova', 'amazonXnova', false],
    ['anthropic.claude-3', 'arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-3', true],
    ['us.anthropic.claude-3', PROFILE, true],
    ['arn:aws:bedrock:*:inference-profile/us.anthropic.*', PROFILE, true],
    ['anthropic.claude-3', 'arn:aws:bedrock:us-east-1:1:custom-model/anthropic.claude-3', false],
    ['anthropic.claude-3', 'x/anthropic.claude-3', false],
    ['*', 'anything', true],
  ])('with %s, answers for %s: %s', (pattern, model, allowed) => {
    expect(modelAllowList([pattern])(model)).toBe(allowed);
  });

  it('when empty, allows nothing', () => {
    expect(modelAllowList([])('amazon.nova')).toBe(false);
    expect(modelAllowList([])('')).toBe(false);
  });

  it('given patterns without stars, allows those texts and no others', () => {
    const text = fc.string({ minLength: 1 }).filter((value) => !/[*/,]/.test(value));
    fc.assert(
      fc.property(fc.array(text, { minLength: 1 }), text, (patterns, model) => {
        expect(modelAllowList(patterns)(model)).toBe(patterns.includes(model));
      }),
      { verbose: 1 },
    );
  });
});

describe('a request for a model that is not allowed', () => {
  const environment = { ALLOWED_MODELS: 'amazon.nova-*,anthropic.*' };

  it.each([
    ['in the path', { path: '/model/meta.llama3/converse' }],
    ['in the path, encoded', { path: '/model/meta%2Ellama3/converse' }],
    ['in the body of an asynchronous call', { path: '/async-invoke', body: '{"modelId":"meta.llama3"}' }],
    [
      'deep in the body',
      {
        path: '/retrieveAndGenerate',
        body: '{"retrieveAndGenerateConfiguration":{"knowledgeBaseConfiguration":{"modelArn":"meta.llama3"}}}',
      },
    ],
    ['in the body, name escaped', { path: '/rerank', body: '{"a":[{"model\\u0041rn":"meta.llama3"}]}' }],
    ['in the manner of OpenAI', { path: '/openai/v1/chat/completions', body: '{"model":"meta.llama3"}' }],
    ['at mantle', { path: '/v1/responses', body: '{"model":"meta.llama3"}' }],
  ])('%s is refused with 403, and no connection is made', async (_, request) => {
    const forwarder = forwarderAt(NOWHERE, environment);
    const answer = await forwarder.call(proxyEvent(request));
    expect(answer.metadata.statusCode).toBe(403);
    expect(answer.metadata.headers['x-amzn-errortype']).toBe('AccessDeniedException');
    expect(forwarder.opened).toEqual([]);
  });

  it.each(['converse/', 'Converse', 'converse/x', '%63onversex', 'invoke-with-bidirectional-stream'])(
    'is not let through by an operation written %s',
    async (action) => {
      const forwarder = forwarderAt(NOWHERE, environment);
      const answer = await forwarder.call(proxyEvent({ path: `/model/meta.llama3/${action}` }));
      expect([400, 403]).toContain(answer.metadata.statusCode);
      expect(forwarder.opened).toEqual([]);
    },
  );

  it('is let through when it is allowed', async () => {
    const forwarder = forwarderAt(NOWHERE, environment);
    await forwarder.call(proxyEvent({ path: '/model/amazon.nova-lite-v1%3A0/converse' }));
    await forwarder.call(proxyEvent({ path: '/async-invoke', body: '{"modelId":"amazon.nova-reel-v1:0"}' }));
    expect(forwarder.opened).toHaveLength(2);
  });
});

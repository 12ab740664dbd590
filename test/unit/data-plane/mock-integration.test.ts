import type { Integration } from '@aws-sdk/client-api-gateway';
import { describe, expect, it } from '@jest/globals';
import { TestRegion, liveStage, method, snapshotOf, withServed } from './support.js';

const MOCK: Integration = {
  type: 'MOCK',
  requestTemplates: { 'application/json': '{"statusCode": 200}' },
  integrationResponses: {
    '200': {
      statusCode: '200',
      responseTemplates: { 'application/json': '{"stage":"$context.stage"}' },
      responseParameters: { 'method.response.header.Access-Control-Allow-Origin': "'*'" },
    },
  },
};

function mock(more: Partial<Integration>): TestRegion {
  const test = new TestRegion();
  test.live = liveStage(snapshotOf(method({ ...MOCK, ...more })));
  return test;
}

describe('a mock integration', () => {
  it('given the usual template, answers with status, headers and body of its response', async () => {
    await withServed(mock({}), async (gateway) => {
      const reply = await gateway.call('/x');
      expect(reply).toMatchObject({ status: 200, body: '{"stage":"v1"}' });
      expect(reply.headers['access-control-allow-origin']).toBe('*');
    });
  });

  it('given several responses, selects by pattern and falls back to the one without', async () => {
    const integrationResponses = {
      '400': { statusCode: '400', selectionPattern: '4\\d{2}' },
      '200': { statusCode: '200' },
    };
    for (const [requested, status] of [
      [404, 400],
      [503, 200],
    ] as const) {
      const requestTemplates = { 'application/json': `{"statusCode": ${String(requested)}}` };
      await withServed(mock({ integrationResponses, requestTemplates }), async (gateway) => {
        expect((await gateway.call('/x')).status).toBe(status);
      });
    }
  });

  it.each([
    ['no status', { requestTemplates: { 'application/json': '{}' } }, 500],
    ['no response to choose', { integrationResponses: {} }, 500],
    ['no template for the type', { requestTemplates: { 'text/plain': '{"statusCode": 200}' } }, 415],
    ['VTL', { requestTemplates: { 'application/json': '#set($a = 1){"statusCode": 200}' } }, 501],
    [
      'VTL input',
      { requestTemplates: { 'application/json': '{"statusCode": 200, "a": $input.json(\'$\')}' } },
      501,
    ],
    ['another type', { type: 'AWS' as const }, 501],
  ])('given %s, answers %j with %d', async (_, more, status) => {
    await withServed(mock(more), async (gateway) => {
      const reply = await gateway.call('/x');
      expect(reply.status).toBe(status);
      if (status === 501) expect(reply.headers['x-amzn-errortype']).toBe('NotImplementedHere');
    });
  });
});

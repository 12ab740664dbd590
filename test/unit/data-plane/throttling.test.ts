import type { ApiKey, UsagePlan } from '@aws-sdk/client-api-gateway';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { usageTable } from '../../../src/local/control-plane/apigateway/usage-ledger.js';
import { TokenBuckets } from '../../../src/local/data-plane/token-bucket.js';
import {
  TestRegion,
  bufferedIntegration,
  liveStage,
  method,
  snapshotOf,
  withServed,
  type Served,
} from './support.js';

async function statuses(
  gateway: Served,
  count: number,
  path = '/x',
  headers: Record<string, string> = {},
): Promise<number[]> {
  const all: number[] = [];
  for (let index = 0; index < count; index++) all.push((await gateway.call(path, { headers })).status);
  return all;
}

describe('token buckets', () => {
  it('given any pattern of requests, let through at most the burst and what was refilled', () => {
    const pauses = fc.array(fc.integer({ min: 0, max: 500 }), { maxLength: 200 });
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 1, max: 50 }),
        pauses,
        (burst, ratePerSecond, gaps) => {
          const buckets = new TokenBuckets();
          let now = 0;
          let passed = 0;
          for (const gap of gaps) {
            now += gap;
            if (buckets.take('key', { burst, ratePerSecond }, now)) passed += 1;
          }
          expect(passed).toBeLessThanOrEqual(burst + (now / 1000) * ratePerSecond + 1e-6);
        },
      ),
    );
  });
});

describe('the throttle of a stage', () => {
  it('given more than the burst, answers 429, and goes on as tokens come back', async () => {
    const test = new TestRegion();
    const methodSettings = { '*/*': { throttlingBurstLimit: 2, throttlingRateLimit: 1 } };
    test.live = liveStage(snapshotOf(method(bufferedIntegration)), { methodSettings });
    await withServed(test, async (gateway) => {
      expect(await statuses(gateway, 3)).toEqual([200, 200, 429]);
      const refused = await gateway.call('/x');
      expect(refused.body).toBe('{"message":"Too Many Requests"}');
      expect(refused.headers['x-amzn-errortype']).toBe('TooManyRequestsException');
      test.clock.advance(1000);
      expect(await statuses(gateway, 2)).toEqual([200, 429]);
    });
  });

  it('given new settings on the stage, follows them without a deployment', async () => {
    const test = new TestRegion();
    const snapshot = snapshotOf(method(bufferedIntegration));
    test.live = liveStage(snapshot, {
      methodSettings: { '*/*': { throttlingBurstLimit: 0, throttlingRateLimit: 0 } },
    });
    await withServed(test, async (gateway) => {
      expect(await statuses(gateway, 1)).toEqual([429]);
      test.live = liveStage(snapshot, {});
      expect(await statuses(gateway, 1)).toEqual([200]);
    });
  });

  it.each(['{proxy+}/GET', '/{proxy+}/GET', '~1{proxy+}/GET', '{proxy+}/ANY'])(
    'given settings of one method (%s), they hold for that one',
    async (key) => {
      const test = new TestRegion();
      const methodSettings = {
        '*/*': { throttlingBurstLimit: 100, throttlingRateLimit: 100 },
        [key]: { throttlingBurstLimit: 1, throttlingRateLimit: 1 },
      };
      test.live = liveStage(snapshotOf(method(bufferedIntegration)), { methodSettings });
      await withServed(test, async (gateway) => {
        expect(await statuses(gateway, 2)).toEqual([200, 429]);
      });
    },
  );
});

const KEY: ApiKey = { id: 'key1', value: 'a'.repeat(30), enabled: true };
const PLAN: UsagePlan = { id: 'plan1', apiStages: [{ apiId: 'abc123', stage: 'v1' }] };

function withKeys(plan: UsagePlan = PLAN, key: ApiKey = KEY): TestRegion {
  const test = new TestRegion();
  test.live = liveStage(snapshotOf(method(bufferedIntegration, { apiKeyRequired: true })));
  test.calls.set('GetApiKeys', () => ({ items: [key] }));
  test.calls.set('GetApiKey', () => key);
  test.calls.set('GetUsagePlans', ({ keyId }) => ({ items: keyId === key.id ? [plan] : [] }));
  return test;
}

const withKey = { 'x-api-key': 'a'.repeat(30) };

describe('a method that requires an API key', () => {
  it('given a key of a plan of this stage, lets it through and tells the function which', async () => {
    const test = withKeys();
    await withServed(test, async (gateway) => {
      expect(await statuses(gateway, 2, '/x', withKey)).toEqual([200, 200]);
    });
    const { identity } = test.lastEvent()['requestContext'] as { identity: unknown };
    expect(identity).toMatchObject({ apiKeyId: 'key1', apiKey: KEY.value });
  });

  it.each([
    ['no key', withKeys(), {}],
    ['an unknown key', withKeys(), { 'x-api-key': 'b'.repeat(30) }],
    ['a disabled key', withKeys(PLAN, { ...KEY, enabled: false }), withKey],
    ['a key in no plan', withKeys({ ...PLAN, apiStages: [] }), withKey],
    [
      'a key in a plan of another stage',
      withKeys({ ...PLAN, apiStages: [{ apiId: 'abc123', stage: 'v2' }] }),
      withKey,
    ],
  ])('given %s, answers 403 Forbidden', async (_, test, headers) => {
    await withServed(test, async (gateway) => {
      const reply = await gateway.call('/x', { headers });
      expect(reply).toMatchObject({ status: 403, body: '{"message":"Forbidden"}' });
      expect(reply.headers['x-amzn-errortype']).toBe('ForbiddenException');
    });
    expect(test.invocations).toHaveLength(0);
  });

  it('given a key that is revoked after its first use, refuses it at once', async () => {
    const test = withKeys();
    await withServed(test, async (gateway) => {
      expect(await statuses(gateway, 1, '/x', withKey)).toEqual([200]);
      test.calls.set('GetApiKey', () => ({ ...KEY, enabled: false }));
      expect(await statuses(gateway, 1, '/x', withKey)).toEqual([403]);
      test.calls.set('GetApiKey', () => {
        throw new Error('Invalid API Key identifier specified');
      });
      test.calls.set('GetApiKeys', () => ({ items: [] }));
      expect(await statuses(gateway, 1, '/x', withKey)).toEqual([403]);
    });
  });

  it('given a control plane that fails, refuses', async () => {
    const test = withKeys();
    test.calls.delete('GetApiKeys');
    await withServed(test, async (gateway) => {
      expect((await gateway.call('/x', { headers: withKey })).status).toBe(502);
    });
    expect(test.invocations).toHaveLength(0);
  });

  it('given keys over several pages, finds the one', async () => {
    const test = withKeys();
    test.calls.set('GetApiKeys', ({ position }) =>
      position
        ? { items: [KEY] }
        : { items: [{ id: 'other', value: 'c'.repeat(30), enabled: true }], position: 'next' },
    );
    await withServed(test, async (gateway) => {
      expect(await statuses(gateway, 1, '/x', withKey)).toEqual([200]);
    });
  });

  it('given a throttle of the plan, answers 429 Too Many Requests for this key', async () => {
    const test = withKeys({ ...PLAN, throttle: { rateLimit: 1, burstLimit: 2 } });
    await withServed(test, async (gateway) => {
      expect(await statuses(gateway, 3, '/x', withKey)).toEqual([200, 200, 429]);
    });
  });

  it('given a throttle of the method in the plan, that one counts', async () => {
    const throttle = { '/{proxy+}/GET': { rateLimit: 1, burstLimit: 1 } };
    const test = withKeys({ ...PLAN, apiStages: [{ apiId: 'abc123', stage: 'v1', throttle }] });
    await withServed(test, async (gateway) => {
      expect(await statuses(gateway, 2, '/x', withKey)).toEqual([200, 429]);
    });
  });

  it('given a quota, answers 429 Limit Exceeded until the next period, and counts what it let through', async () => {
    const test = withKeys({ ...PLAN, quota: { limit: 2, period: 'DAY' } });
    await withServed(test, async (gateway) => {
      expect(await statuses(gateway, 2, '/x', withKey)).toEqual([200, 200]);
      const refused = await gateway.call('/x', { headers: withKey });
      expect(refused).toMatchObject({ status: 429, body: '{"message":"Limit Exceeded"}' });
      expect(refused.headers['x-amzn-errortype']).toBe('LimitExceededException');
      test.clock.advance(24 * 3_600_000);
      expect(await statuses(gateway, 1, '/x', withKey)).toEqual([200]);
    });
    expect([...usageTable(test.region.state)]).toEqual([
      ['plan1/key1/2026-11-20', 2],
      ['plan1/key1/2026-11-21', 1],
    ]);
  });

  it.each([
    ['WEEK', Date.UTC(2026, 10, 21, 23), 3_600_000],
    ['MONTH', Date.UTC(2026, 10, 30, 23), 3_600_000],
  ] as const)('given a quota of a %s, days of the period add up', async (period, lastDay, toNext) => {
    const test = withKeys({ ...PLAN, quota: { limit: 1, period } });
    await withServed(test, async (gateway) => {
      expect(await statuses(gateway, 1, '/x', withKey)).toEqual([200]);
      test.clock.advance(lastDay - test.clock.now());
      expect(await statuses(gateway, 1, '/x', withKey)).toEqual([429]);
      test.clock.advance(toNext);
      expect(await statuses(gateway, 1, '/x', withKey)).toEqual([200]);
    });
  });

  it('given the key source AUTHORIZER, takes the key from the authorizer and ignores the header', async () => {
    const test = withKeys();
    const uri =
      'arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:123456789012:function:auth/invocations';
    const guarded = method(bufferedIntegration, {
      apiKeyRequired: true,
      authorizationType: 'CUSTOM',
      authorizerId: 'a',
    });
    const snapshot = snapshotOf(guarded, {
      authorizers: [
        { id: 'a', type: 'TOKEN', identitySource: 'method.request.header.Authorization', authorizerUri: uri },
      ],
    });
    test.live = liveStage({ ...snapshot, restApi: { ...snapshot.restApi, apiKeySource: 'AUTHORIZER' } });
    const policyDocument = { Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };
    test.invoke = (event) =>
      event['type'] === 'TOKEN'
        ? {
            principalId: 'p',
            policyDocument,
            usageIdentifierKey: event['authorizationToken'] === 'good' ? KEY.value : 'x',
          }
        : { statusCode: 200 };
    await withServed(test, async (gateway) => {
      expect(await statuses(gateway, 1, '/x', { authorization: 'good' })).toEqual([200]);
      expect(await statuses(gateway, 1, '/x', { authorization: 'bad', ...withKey })).toEqual([403]);
    });
  });
});

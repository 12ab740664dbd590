import { APIGateway, type CreateUsagePlanRequest } from '@aws-sdk/client-api-gateway';
import { afterEach, describe, expect, it } from '@jest/globals';
import { startTestAws, type RunningTestAws } from '../../support/local-aws.js';
import { movedClock } from '../../support/moved-clock.js';
import { mockApi } from './mock-api.js';

/** Noon of a Wednesday in the middle of a month, so that no period ends by chance. */
const noon = Date.UTC(2026, 10, 18, 12);
const day = 86_400_000;

let local: RunningTestAws;
let clock: ReturnType<typeof movedClock>;
let apiId: string;
afterEach(() => local.aws.stop());

/** A client that signs by the moved clock; the SDK itself goes by the `Date` of the last answer. */
function sdk(): APIGateway {
  const client = new APIGateway(local.client);
  client.middlewareStack.add(
    (next) => (args) => {
      client.config.systemClockOffset = clock.offset();
      return next(args);
    },
    { step: 'initialize' },
  );
  return client;
}

/** An API that asks for keys, on stage `v1`. */
async function keyedApi(keyDelay?: number): Promise<void> {
  clock = movedClock(noon);
  local = await startTestAws({ clock, ...(keyDelay !== undefined && { keyDelay }) });
  const { apiId: id, rootId } = await mockApi(sdk());
  apiId = id;
  const method = { restApiId: id, resourceId: rootId, httpMethod: 'GET' };
  await sdk().putMethodResponse({ ...method, statusCode: '200' });
  await sdk().putIntegrationResponse({ ...method, statusCode: '200' });
  await sdk().updateMethod({
    ...method,
    patchOperations: [{ op: 'replace', path: '/apiKeyRequired', value: 'true' }],
  });
  await sdk().createDeployment({ restApiId: id, stageName: 'v1' });
}

async function plan(limits: Partial<CreateUsagePlanRequest>): Promise<string> {
  const stages = [{ apiId, stage: 'v1' }];
  const { id = '' } = await sdk().createUsagePlan({ name: 'plan', apiStages: stages, ...limits });
  return id;
}

async function key(usagePlanId?: string, name = 'tenant'): Promise<{ id: string; value: string }> {
  const { id = '', value = '' } = await sdk().createApiKey({ name, enabled: true });
  if (usagePlanId !== undefined) {
    await sdk().createUsagePlanKey({ usagePlanId, keyId: id, keyType: 'API_KEY' });
  }
  return { id, value };
}

async function call(value?: string): Promise<{ status: number; message: string; type: string | null }> {
  const headers: Record<string, string> = value === undefined ? {} : { 'x-api-key': value };
  const response = await fetch(`${local.url}/_aws/execute-api/${apiId}/v1/`, { headers });
  const message = /"message":"([^"]*)"/.exec(await response.text())?.[1] ?? '';
  return { status: response.status, message, type: response.headers.get('x-amzn-errortype') };
}

async function statuses(value: string, count: number): Promise<number[]> {
  const all: number[] = [];
  for (let index = 0; index < count; index++) all.push((await call(value)).status);
  return all;
}

const limitExceeded = { status: 429, message: 'Limit Exceeded', type: 'LimitExceededException' };

describe('given an API that asks for keys', () => {
  it('when a key is missing, unknown, disabled or in no plan of the stage, then 403 Forbidden', async () => {
    await keyedApi();
    const planId = await plan({});
    const { id, value } = await key(planId);
    const forbidden = { status: 403, message: 'Forbidden', type: 'ForbiddenException' };
    expect((await call(value)).status).toBe(200);
    expect(await call()).toEqual(forbidden);
    expect(await call('x'.repeat(30))).toEqual(forbidden);
    expect(await call((await key()).value)).toEqual(forbidden);
    const disable = [{ op: 'replace' as const, path: '/enabled', value: 'false' }];
    await sdk().updateApiKey({ apiKey: id, patchOperations: disable });
    expect(await call(value)).toEqual(forbidden);
  });

  it('when a plan is detached from the stage, then its keys are refused', async () => {
    await keyedApi();
    const usagePlanId = await plan({});
    const { value } = await key(usagePlanId);
    const patchOperations = [{ op: 'remove' as const, path: '/apiStages', value: `${apiId}:v1` }];
    await sdk().updateUsagePlan({ usagePlanId, patchOperations });
    expect((await call(value)).status).toBe(403);
  });

  it('when a key may call 100 times a day, then request 101 gets 429 Limit Exceeded until the next day', async () => {
    await keyedApi();
    const { value } = await key(await plan({ quota: { limit: 100, period: 'DAY' } }));
    expect(await statuses(value, 100)).toEqual(Array(100).fill(200));
    expect(await call(value)).toEqual(limitExceeded);
    clock.advance(day);
    expect((await call(value)).status).toBe(200);
  });

  it('when rate is 10 and burst 20, then in 10 s of far too many requests 120 are accepted', async () => {
    await keyedApi();
    const { value } = await key(await plan({ throttle: { rateLimit: 10, burstLimit: 20 } }));
    let accepted = 0;
    for (let tick = 0; tick < 400; tick++) {
      clock.moveTo(noon + tick * 25);
      const { status } = await call(value);
      if (status === 200) accepted += 1;
      else expect(status).toBe(429);
    }
    // 20 at once, then 10 in each of the 9.975 s until the last request.
    expect(accepted).toBe(20 + 99);
  });

  it('when two keys share a plan, then each has its own rate and its own quota', async () => {
    await keyedApi();
    const planId = await plan({
      throttle: { rateLimit: 1, burstLimit: 2 },
      quota: { limit: 3, period: 'DAY' },
    });
    const [one, other] = [await key(planId, 'one'), await key(planId, 'other')];
    expect(await statuses(one.value, 3)).toEqual([200, 200, 429]);
    expect(await statuses(other.value, 3)).toEqual([200, 200, 429]);
    clock.advance(5_000);
    expect((await call(one.value)).status).toBe(200);
    expect(await call(one.value)).toEqual(limitExceeded);
  });

  it('when a plan limits a method, then that limit holds there instead of the plan', async () => {
    await keyedApi();
    const throttle = { '//GET': { rateLimit: 1, burstLimit: 1 } };
    const planId = await plan({
      throttle: { rateLimit: 100, burstLimit: 100 },
      apiStages: [{ apiId, stage: 'v1', throttle }],
    });
    const { value } = await key(planId);
    expect(await statuses(value, 2)).toEqual([200, 429]);
    const base = `/apiStages/${apiId}:v1/throttle/~1/GET`;
    await sdk().updateUsagePlan({ usagePlanId: planId, patchOperations: [{ op: 'remove', path: base }] });
    expect(await statuses(value, 3)).toEqual([200, 200, 200]);
  });

  it.each([
    ['WEEK', 3.5 * day],
    ['MONTH', 12.5 * day],
  ] as const)(
    'when the quota has an offset, then it is taken off the first %s only',
    async (period, rest) => {
      await keyedApi();
      const { value } = await key(await plan({ quota: { limit: 5, offset: 3, period } }));
      expect(await statuses(value, 3)).toEqual([200, 200, 429]);
      clock.advance(rest - 1);
      expect(await call(value)).toEqual(limitExceeded);
      clock.advance(1);
      expect(await statuses(value, 6)).toEqual([200, 200, 200, 200, 200, 429]);
    },
  );

  it('when new keys take their time, then one works once it has passed', async () => {
    await keyedApi(60_000);
    const { value } = await key(await plan({}));
    expect((await call(value)).status).toBe(403);
    clock.advance(59_000);
    expect((await call(value)).status).toBe(403);
    clock.advance(1_000);
    expect((await call(value)).status).toBe(200);
  });
});

describe('given keys that were used', () => {
  const usage = (usagePlanId: string, startDate: string, endDate: string, more: object = {}) =>
    sdk().getUsage({ usagePlanId, startDate, endDate, ...more });

  it('when usage is asked for, then each key has a day of requests and what was left after it', async () => {
    await keyedApi();
    const planId = await plan({ quota: { limit: 10, period: 'WEEK' } });
    const [one, other] = [await key(planId, 'one'), await key(planId, 'other')];
    await statuses(one.value, 3);
    clock.advance(day);
    await statuses(one.value, 2);
    await statuses(other.value, 1);
    expect(await usage(planId, '2026-11-17', '2026-11-30')).toMatchObject({
      usagePlanId: planId,
      startDate: '2026-11-17',
      endDate: '2026-11-30',
      items: {
        [one.id]: [
          [0, 10],
          [3, 7],
          [2, 5],
        ],
        [other.id]: [
          [0, 10],
          [0, 10],
          [1, 9],
        ],
      },
    });
    const { items } = await usage(planId, '2026-11-19', '2026-11-19', { keyId: other.id });
    expect(items).toEqual({ [other.id]: [[1, 9]] });
  });

  it('when usage is asked for in pages, then every key comes once', async () => {
    await keyedApi();
    const planId = await plan({});
    const ids: string[] = [];
    for (let count = 0; count < 5; count++) ids.push((await key(planId)).id);
    const seen: string[] = [];
    let position: string | undefined;
    do {
      const answer = await usage(planId, '2026-11-18', '2026-11-18', { limit: 2, position });
      seen.push(...Object.keys(answer.items ?? {}));
      position = answer.position;
    } while (position !== undefined);
    expect(seen).toEqual(ids.sort());
  });

  it.each([
    ['2026-11-18', '2026-11-17'],
    ['18.11.2026', '2026-11-18'],
    ['2026-02-30', '2026-11-18'],
    ['2026-11-18', 'today'],
  ])('when usage is asked for from %s to %s, then it is a bad request', async (from, to) => {
    await keyedApi();
    await expect(usage(await plan({}), from, to)).rejects.toMatchObject({ name: 'BadRequestException' });
  });

  it('when a key is extended, then it may call so often more, until the period ends', async () => {
    await keyedApi();
    const usagePlanId = await plan({ quota: { limit: 2, period: 'DAY' } });
    const { id, value } = await key(usagePlanId);
    expect(await statuses(value, 3)).toEqual([200, 200, 429]);
    const patchOperations = [{ op: 'replace' as const, path: '/remaining', value: '3' }];
    const extended = await sdk().updateUsage({ usagePlanId, keyId: id, patchOperations });
    expect(extended.items).toEqual({ [id]: [[2, 3]] });
    expect(await statuses(value, 4)).toEqual([200, 200, 200, 429]);
    clock.advance(day);
    expect(await statuses(value, 3)).toEqual([200, 200, 429]);
  });

  it('when what cannot be extended is, then it is refused', async () => {
    await keyedApi();
    const limited = await plan({ quota: { limit: 2, period: 'DAY' } });
    const unlimited = await plan({});
    const { id } = await key(limited);
    const extend = (usagePlanId: string, keyId: string, path = '/remaining', value = '3') =>
      sdk().updateUsage({ usagePlanId, keyId, patchOperations: [{ op: 'replace', path, value }] });
    await expect(extend('absent', id)).rejects.toMatchObject({ message: 'Invalid Usage Plan ID specified' });
    await expect(extend(limited, 'absent')).rejects.toMatchObject({ name: 'NotFoundException' });
    await expect(extend(limited, id, '/used')).rejects.toMatchObject({ name: 'BadRequestException' });
    await expect(extend(limited, id, '/remaining', '-1')).rejects.toMatchObject({
      name: 'BadRequestException',
    });
    await sdk().createUsagePlanKey({ usagePlanId: limited, keyId: (await key()).id, keyType: 'API_KEY' });
    await expect(extend(unlimited, id)).rejects.toMatchObject({ name: 'NotFoundException' });
  });
});

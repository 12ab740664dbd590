import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { GatewayError } from '../../../src/gateway/errors.js';
import { findOrCreatePlan } from '../../../src/gateway/plan/find-or-create-plan.js';
import { parseLimits } from '../../../src/gateway/plan/limits.js';
import { intercepted, Killed, killedAt, type Around } from '../../support/intercepted.js';
import { interleaved } from '../../support/interleaving.js';
import { startTestGateway, type TestGateway } from '../../support/test-gateway.js';

let test: TestGateway;
beforeEach(async () => {
  test = await startTestGateway();
});
afterEach(() => test.local.aws.stop());

const limits = parseLimits({ rate: 10, burst: 20, quota: '100/day', routes: ['GET /=1:2'] });
const find = (around: Around = (_call, run) => run()) =>
  findOrCreatePlan(intercepted('usagePlans', test.connection.usagePlans, around), test.gateway, limits);
const plans = async () => (await test.sdk.getUsagePlans({ limit: 500 })).items ?? [];

describe('the shared plan of some limits', () => {
  it('given none, when it is wanted twice, then one is made, attached, limited and used again', async () => {
    const made = await find();
    expect(await find()).toEqual(made);
    expect(await plans()).toMatchObject([
      {
        id: made.id,
        name: expect.stringMatching(/^aigw-gateway-10rps-20burst-100day-routes\w{8}$/),
        throttle: { rateLimit: 10, burstLimit: 20 },
        quota: { limit: 100, period: 'DAY' },
        apiStages: [{ ...{ stage: 'v1' }, throttle: { '//GET': { rateLimit: 1, burstLimit: 2 } } }],
      },
    ]);
  });

  it('given it was detached, when it is wanted, then it is attached again with the limits of its routes', async () => {
    const { id } = await find();
    const { apiId } = test.gateway.stage;
    const patchOperations = [{ op: 'remove' as const, path: '/apiStages', value: `${apiId}:v1` }];
    await test.sdk.updateUsagePlan({ usagePlanId: id, patchOperations });
    expect(await find()).toMatchObject({ id, stages: [{ apiId, routes: [{ method: 'GET', path: '/' }] }] });
  });

  it('given one of its name with other limits, when it is wanted, then that one is left alone', async () => {
    const { id } = await find();
    const patchOperations = [{ op: 'replace' as const, path: '/throttle/rateLimit', value: '7' }];
    await test.sdk.updateUsagePlan({ usagePlanId: id, patchOperations });
    expect((await find()).id).not.toBe(id);
  });

  it('given it is killed at any call, before or after, when run again, then there is one plan', async () => {
    for (const moment of ['before', 'after'] as const) {
      for (let call = 0; call < 3; call++) {
        await expect(find(killedAt(call, moment))).rejects.toThrow(Killed);
        await find();
        expect(await plans()).toHaveLength(1);
        for (const { id, apiStages = [] } of await plans()) await removePlan(id, apiStages);
      }
    }
  });

  it('given the answer to the creation is lost, then it is found instead of made twice', async () => {
    let lost = 0;
    const losing: Around = async (call, run) => {
      const answer = await run();
      if (call === 'usagePlans.create' && lost++ === 0) throw new GatewayError('service', 'reset');
      return answer;
    };
    await find(losing);
    expect(lost).toBe(1);
    expect(await plans()).toHaveLength(1);
  });

  it('given two operators in any order, then both have a plan with these limits, and later ones share one', async () => {
    for (let seed = 0; seed < 20; seed++) {
      const ends = await interleaved(seed, [find, find]);
      expect(ends.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled']);
    }
    const first = [...(await plans()).map(({ id }) => id ?? '')].sort()[0];
    expect((await find()).id).toBe(first);
    expect((await plans()).length).toBeLessThanOrEqual(2);
  });

  it('given the account has all its plans, when another is wanted, then it is refused before AWS does', async () => {
    for (let count = 0; count < 3; count++) await test.sdk.createUsagePlan({ name: `other ${count}` });
    const wanted = findOrCreatePlan(test.connection.usagePlans, { ...test.gateway, planQuota: 3 }, limits);
    await expect(wanted).rejects.toMatchObject({ kind: 'limit', message: /has 3 usage plans/ });
  });
});

async function removePlan(
  usagePlanId = '',
  stages: readonly { apiId?: string; stage?: string }[],
): Promise<void> {
  const patchOperations = stages.map(({ apiId = '', stage = '' }) => ({
    op: 'remove' as const,
    path: '/apiStages',
    value: `${apiId}:${stage}`,
  }));
  await test.sdk.updateUsagePlan({ usagePlanId, patchOperations });
  await test.sdk.deleteUsagePlan({ usagePlanId });
}

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createPlan, setPlan } from '../../../src/gateway/plan/change-plan.js';
import { emptyPlan } from '../../../src/gateway/plan/empty-plan.js';
import { parseLimits } from '../../../src/gateway/plan/limits.js';
import { listPlans } from '../../../src/gateway/plan/list-plans.js';
import { parsePlanWish } from '../../../src/gateway/plan/plan-wish.js';
import { removePlan } from '../../../src/gateway/plan/remove-plan.js';
import { writeRecord } from '../../../src/gateway/tenant/tenant-record.js';
import { recordedProgress } from '../../support/fakes/time-and-progress.js';
import { intercepted, Killed, killedAt, type Around } from '../../support/intercepted.js';
import { startTestGateway, type TestGateway } from '../../support/test-gateway.js';

let test: TestGateway;
beforeEach(async () => {
  test = await startTestGateway();
});
afterEach(() => test.local.aws.stop());

const gold = { name: 'gold', limits: parseLimits({ rate: 10, burst: 20, quota: '100/day' }) };
const create = (request: Parameters<typeof createPlan>[2] = gold) =>
  createPlan(test.connection.usagePlans, test.gateway, request);
const wish = (input: Partial<Parameters<typeof parsePlanWish>[0]>) =>
  parsePlanWish({ routes: [], withoutRoutes: [], ...input });

/** The calls a use case makes of usage plans, by name. */
function counted() {
  const calls: string[] = [];
  const around: Around = (call, run) => {
    calls.push(call.replace('usagePlans.', ''));
    return run();
  };
  return { calls, usagePlans: intercepted('usagePlans', test.connection.usagePlans, around) };
}

async function tenantIn(planId: string, plan: string, id: string): Promise<string> {
  const description = writeRecord({
    stack: 'gateway',
    kind: 'key',
    plan,
    description: '',
    tags: {},
    revision: '1',
  });
  const { id: keyId = '' } = await test.sdk.createApiKey({ name: id, enabled: true, description });
  await test.sdk.createUsagePlanKey({ usagePlanId: planId, keyId, keyType: 'API_KEY' });
  return keyId;
}

describe('given no plan of a name', () => {
  it('when it is created twice, then there is one, attached and limited', async () => {
    expect(await create()).toMatchObject({ outcome: 'created', plan: { name: 'gold', stages: [{}] } });
    expect(await create()).toMatchObject({ outcome: 'unchanged' });
    expect((await test.sdk.getUsagePlans({})).items).toHaveLength(1);
  });

  it('when it is created with other limits than it has, then that is a conflict', async () => {
    await create();
    const other = create({ ...gold, limits: parseLimits({ rate: 1 }) });
    await expect(other).rejects.toMatchObject({ kind: 'conflict', reason: /10\/s, burst 20; 100\/day/ });
  });
});

describe('given a plan with a name of its own', () => {
  it('when everything of it changes, then that is one UpdateUsagePlan, and none the second time', async () => {
    await create();
    const { calls, usagePlans } = counted();
    const all = wish({
      rate: '5',
      quota: '10/week',
      routes: ['GET /=1:2', 'ANY /{proxy+}=3'],
      description: 'for some',
    });
    const changed = await setPlan(usagePlans, test.gateway, 'gold', all);
    expect(changed).toMatchObject({
      outcome: 'changed',
      plan: {
        throttle: { rate: 5, burst: 20 },
        quota: { limit: 10, period: 'WEEK' },
        description: 'for some',
        stages: [
          {
            routes: [
              { path: '/{proxy+}', rate: 3 },
              { method: 'GET', path: '/', rate: 1, burst: 2 },
            ],
          },
        ],
      },
    });
    expect(await setPlan(usagePlans, test.gateway, 'gold', all)).toMatchObject({ outcome: 'unchanged' });
    expect(calls).toEqual(['list', 'update', 'list']);
  });

  it('when limits are lifted, then they are gone', async () => {
    await create({ ...gold, limits: parseLimits({ rate: 1, quota: '9/day', routes: ['GET /=1'] }) });
    const lifted = wish({ rate: 'none', quota: 'none', withoutRoutes: ['GET /'] });
    const { plan } = await setPlan(test.connection.usagePlans, test.gateway, 'gold', lifted);
    expect(plan).not.toHaveProperty('throttle');
    expect(plan).not.toHaveProperty('quota');
    expect(plan.stages).toMatchObject([{ routes: [] }]);
  });

  it('when it would get more than 20 routes, then that is refused before AWS is asked', async () => {
    const routes = Array.from({ length: 20 }, (_, n) => `GET /${n}=1`);
    await create({ ...gold, limits: parseLimits({ routes }) });
    const { calls, usagePlans } = counted();
    const more = setPlan(usagePlans, test.gateway, 'gold', wish({ routes: ['GET /x=1'] }));
    await expect(more).rejects.toMatchObject({ kind: 'limit' });
    expect(calls).toEqual(['list']);
  });

  it('when nothing is to change, or the plan is not there, then it says so', async () => {
    expect(() => wish({})).toThrow(/Nothing is to change/);
    const absent = setPlan(test.connection.usagePlans, test.gateway, 'silver', wish({ rate: '1' }));
    await expect(absent).rejects.toMatchObject({ kind: 'not-found' });
  });
});

it('given a shared plan, when its limits are to change, then it is refused: its name would lie', async () => {
  const { plan } = await create({ limits: gold.limits });
  const changed = setPlan(test.connection.usagePlans, test.gateway, plan.name, wish({ rate: '1' }));
  await expect(changed).rejects.toMatchObject({ kind: 'conflict' });
});

describe('given a plan that is to go', () => {
  const remove = () => removePlan(test.connection.usagePlans, test.gateway, 'gold');

  it('when a key is in it, then it stays', async () => {
    const { plan } = await create();
    await tenantIn(plan.id, 'gold', 'acme');
    await expect(remove()).rejects.toMatchObject({ kind: 'conflict', reason: /acme/ });
    expect((await test.sdk.getUsagePlan({ usagePlanId: plan.id })).apiStages).toHaveLength(1);
  });

  it('when it serves another stage too, then it stays', async () => {
    const { plan } = await create();
    const { apiId } = test.gateway.stage;
    await test.sdk.createDeployment({ restApiId: apiId, stageName: 'other' });
    const patchOperations = [{ op: 'add' as const, path: '/apiStages', value: `${apiId}:other` }];
    await test.sdk.updateUsagePlan({ usagePlanId: plan.id, patchOperations });
    await expect(remove()).rejects.toMatchObject({ kind: 'conflict' });
  });

  it('when it is empty, then it is detached and deleted, and once more is success', async () => {
    await create();
    expect(await remove()).toMatchObject({ outcome: 'removed', name: 'gold' });
    expect(await remove()).toMatchObject({ outcome: 'absent' });
    expect((await test.sdk.getUsagePlans({})).items ?? []).toEqual([]);
  });

  it('when its tenants are to move and the move is killed at any call, then run again all are in the other plan', async () => {
    const { plan: silver } = await create({ ...gold, name: 'silver' });
    let kills = 0;
    for (let call = 0, killed = true; killed; call++) {
      const { plan } = await create();
      const ids = [await tenantIn(plan.id, 'gold', `a${call}`), await tenantIn(plan.id, 'gold', `b${call}`)];
      const move = (around: Around = (_call, run) => run()) =>
        emptyPlan(
          {
            usagePlans: intercepted('usagePlans', test.connection.usagePlans, around),
            apiKeys: intercepted('apiKeys', test.connection.apiKeys, around),
            progress: recordedProgress(),
          },
          test.gateway,
          'gold',
          'silver',
        );
      killed = await move(killedAt(call, 'after')).then(
        () => false,
        (error: unknown) => error instanceof Killed,
      );
      kills += killed ? 1 : 0;
      await move();
      const inSilver = (await test.connection.usagePlans.keys(silver.id)).map(({ id }) => id);
      expect(inSilver).toEqual(expect.arrayContaining(ids));
      expect(await test.connection.usagePlans.keys(plan.id)).toEqual([]);
      expect(await move()).toBe(0);
    }
    expect(kills).toBeGreaterThan(8);
    const tools = { ...test.connection, progress: recordedProgress() };
    const { plans } = await listPlans(tools, test.gateway, false);
    expect(plans).toMatchObject([
      { name: 'gold', tenants: [] },
      { name: 'silver', attached: true, tenants: expect.arrayContaining(['a0', 'b0']) },
    ]);
  });
});

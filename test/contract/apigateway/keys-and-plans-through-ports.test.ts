import { APIGateway } from '@aws-sdk/client-api-gateway';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { connect } from '../../../src/aws/connect.js';
import type { Connection } from '../../../src/gateway/connection.js';
import { parseLimits } from '../../../src/gateway/plan/limits.js';
import { describeOnEachControlPlane } from '../../support/control-planes.js';
import { startJsonRelay } from '../../support/json-relay.js';
import { deployedMockApi } from './mock-api.js';

const value = 'aigwA1b2C3d4E5f6G7h8I9j0';

describeOnEachControlPlane('Keys, plans and plan keys, as use cases see them', (plane) => {
  const moto = process.env.AIGW_TEST_MOTO_URL;
  let relay: Awaited<ReturnType<typeof startJsonRelay>> | undefined;
  beforeAll(async () => {
    // Use cases refuse answers that call themselves HTML, as all of moto's do.
    if (plane.name === 'moto' && moto !== undefined) relay = await startJsonRelay(moto);
  });
  afterAll(() => relay?.stop());
  const connection = (): Connection => {
    const { endpoint, region, credentials } = plane.client();
    return connect({ endpoint: relay?.url ?? endpoint, region, credentials });
  };
  const stage = async () => {
    const { apiId } = await deployedMockApi(new APIGateway(plane.client()));
    return { apiId, stageName: 'v1' };
  };
  const newPlan = async (name = 'gold') => ({
    name,
    description: 'the good one',
    limits: parseLimits({ rate: 10, burst: 20, quota: '100/day' }),
    stage: await stage(),
    tags: { 'aigw:stack': 'gateway' },
  });
  const newKey = { name: 'acme', value, description: 'a tenant', enabled: true, tags: { team: 'a' } };

  it('given a plan, when it is made, then it is found and listed with limits and stage', async () => {
    const wanted = await newPlan();
    const { usagePlans } = connection();
    const made = await usagePlans.create(wanted);
    expect(made).toMatchObject({
      name: 'gold',
      description: 'the good one',
      throttle: { rate: 10, burst: 20 },
      quota: { limit: 100, period: 'DAY' },
      stages: [{ ...wanted.stage, routes: [] }],
    });
    expect(await usagePlans.find(made.id)).toEqual(made);
    expect(await usagePlans.list()).toEqual([made]);
    expect(await usagePlans.find('absent')).toBeUndefined();
  });

  it('given a plan, when all of it changes in one update, then it is so', async () => {
    const wanted = await newPlan();
    const { usagePlans } = connection();
    const { id } = await usagePlans.create(wanted);
    const changed = await usagePlans.update(id, {
      name: 'silver',
      description: 'the other one',
      throttle: { rate: 5, burst: 6 },
      quota: { limit: 7, period: 'MONTH' },
    });
    expect(changed).toMatchObject({
      name: 'silver',
      description: 'the other one',
      throttle: { rate: 5, burst: 6 },
      quota: { limit: 7, period: 'MONTH' },
    });
    const lifted = await usagePlans.update(id, { throttle: 'none', quota: 'none' });
    expect(lifted).not.toHaveProperty('throttle');
    expect(lifted).not.toHaveProperty('quota');
  });

  it('given a plan, when it is detached and removed, then it is gone', async () => {
    const wanted = await newPlan();
    const { usagePlans } = connection();
    const { id } = await usagePlans.create(wanted);
    expect((await usagePlans.update(id, { detach: [wanted.stage] })).stages).toEqual([]);
    await usagePlans.remove(id);
    expect(await usagePlans.list()).toEqual([]);
  });

  it('given a key and a plan, when the key is put in and taken out, then the plan and the key say so', async () => {
    const { usagePlans, apiKeys } = connection();
    const plan = await usagePlans.create(await newPlan());
    const key = await apiKeys.create(newKey);
    await usagePlans.addKey(plan.id, key.id);
    expect(await usagePlans.keys(plan.id)).toEqual([{ id: key.id, name: 'acme' }]);
    expect((await usagePlans.list(key.id)).map(({ id }) => id)).toEqual([plan.id]);
    await usagePlans.removeKey(plan.id, key.id);
    expect(await usagePlans.keys(plan.id)).toEqual([]);
  });

  it('given a key, when it is described, disabled and removed, then it is so, and its value comes only on request', async () => {
    const { apiKeys } = connection();
    const key = await apiKeys.create(newKey);
    expect(key).toMatchObject({ name: 'acme', description: 'a tenant', enabled: true });
    expect(JSON.stringify([key, await apiKeys.list(''), await apiKeys.find(key.id)])).not.toContain(value);
    expect(await apiKeys.value(key.id)).toBe(value);
    await apiKeys.describe(key.id, 'described');
    await apiKeys.enable(key.id, false);
    expect(await apiKeys.find(key.id)).toMatchObject({ description: 'described', enabled: false });
    expect((await apiKeys.list('ac')).map(({ id }) => id)).toEqual([key.id]);
    expect(await apiKeys.list('zz')).toEqual([]);
    await apiKeys.remove(key.id);
    await apiKeys.remove(key.id);
    expect(await apiKeys.find(key.id)).toBeUndefined();
  });

  it('given a value in use, when a key is made with it, then it is a conflict that does not tell it', async () => {
    const { apiKeys } = connection();
    await apiKeys.create(newKey);
    const again = apiKeys.create({ ...newKey, name: 'other' });
    await expect(again).rejects.toMatchObject({ kind: 'conflict' });
    await expect(again).rejects.not.toMatchObject({ message: expect.stringContaining(value) });
  });

  plane.itOnlyLocally(
    'fails with a page of HTML',
    'given a plan and a key that are gone, when they are removed, then that is success',
    async () => {
      const { usagePlans } = connection();
      await usagePlans.remove('absent');
      await usagePlans.removeKey('absent', 'absent');
      const { id } = await usagePlans.create(await newPlan());
      await usagePlans.removeKey(id, 'absent');
    },
  );

  plane.itOnlyLocally(
    'lets a key be in a plan twice, and knows no import and no usage',
    'given keys in a file, when it is imported twice, then each is there once, in its plan, with its usage',
    async () => {
      const { usagePlans, apiKeys } = connection();
      const plan = await usagePlans.create(await newPlan());
      const csv = `Name,Key,Description,Enabled,UsagePlanIds\nacme,${value},a tenant,TRUE,${plan.id}\n`;
      const first = await apiKeys.importCsv(csv);
      expect(await apiKeys.importCsv(csv)).toEqual(first);
      const [id = ''] = first.ids;
      await usagePlans.addKey(plan.id, id);
      expect(await usagePlans.keys(plan.id)).toEqual([{ id, name: 'acme' }]);
      const today = new Date().toISOString().slice(0, 10);
      const usage = await usagePlans.usage(plan.id, { from: today, to: today });
      expect([...usage]).toEqual([[id, [{ day: today, used: 0, remaining: 100 }]]]);
      await usagePlans.setRemaining(plan.id, id, 5);
      const extended = await usagePlans.usage(plan.id, { from: today, to: today }, id);
      expect([...extended]).toEqual([[id, [{ day: today, used: 0, remaining: 5 }]]]);
    },
  );
});

import { beforeEach, describe, expect, it } from '@jest/globals';
import { parseLimits } from '../../../src/gateway/plan/limits.js';
import { addTenant, type AddedTenant } from '../../../src/gateway/tenant/add-tenant.js';
import { inProcessTenants, type InProcessTenants } from '../../support/in-process-tenants.js';
import { Killed, killedAt, type Around } from '../../support/intercepted.js';
import { addManyKilledAtRandom } from '../../support/killed-tenants.js';

let world: InProcessTenants;
beforeEach(async () => {
  world = await inProcessTenants();
});

const wanted = { plan: parseLimits({ rate: 10, quota: '100/day' }), tags: { team: 'a' } };
const add = (around?: Around, auth: 'key' | 'both' = 'key', id = 'acme'): Promise<AddedTenant> =>
  addTenant(world.tools(around), { id, auth, ...wanted });

/** One key of each kind, in one plan; nothing else with that name. */
function expectWhole(id: string, kinds: readonly string[]): void {
  const keys = world.standing().filter(({ name }) => name === id);
  expect(keys.map(({ record }) => record?.kind).sort()).toEqual([...kinds].sort());
  for (const key of keys) {
    expect(key).toMatchObject({ enabled: true, plans: ['aigw-gateway-10rps-10burst-100day'] });
  }
}

async function expectSettled(auth: 'key' | 'both', id: string): Promise<void> {
  expectWhole(id, auth === 'both' ? ['key', 'jwt'] : ['key']);
  world.mutations.length = 0;
  expect(await add(undefined, auth, id)).toMatchObject({ outcome: 'present' });
  expect(world.mutations).toEqual([]);
}

async function callsOf(auth: 'key' | 'both'): Promise<number> {
  let calls = 0;
  await add((_call, run) => (calls++, run()), auth);
  return calls;
}

describe.each(['key', 'both'] as const)('adding a tenant with --auth %s', (auth) => {
  it('given it is killed at any call, before or after it, when run again, then it is whole, and a third run writes nothing', async () => {
    const calls = await callsOf(auth);
    expect(calls).toBeGreaterThan(7);
    for (let call = 0; call < calls; call++) {
      for (const moment of ['before', 'after'] as const) {
        world = await inProcessTenants();
        await expect(add(killedAt(call, moment), auth)).rejects.toThrow(Killed);
        const { outcome, newKey } = await add(undefined, auth);
        // A key that was never in its plan has never been shown.
        if (outcome !== 'present' && auth === 'key') expect(newKey?.value).toMatch(/^aigw/);
        await expectSettled(auth, 'acme');
      }
    }
  });

  it('given each change is done, but the client stops waiting for the answer, then it is whole all the same', async () => {
    const waitedInVain = new Set<string>();
    world.network.timesOut = (operation) => {
      const isFirst = !waitedInVain.has(operation);
      waitedInVain.add(operation);
      return isFirst;
    };
    const { newKey } = await add(undefined, auth);
    expect([...waitedInVain].sort()).toEqual(['CreateApiKey', 'CreateUsagePlan', 'CreateUsagePlanKey']);
    expect(world.standing().map(({ value }) => value)).toContain(newKey?.value);
    await expectSettled(auth, 'acme');
  });

  it('given every answer to a change is lost and the request repeated, then it is whole all the same', async () => {
    world.network.losesAnswer = () => true;
    const { newKey } = await add(undefined, auth);
    expect(world.standing().map(({ value }) => value)).toContain(newKey?.value);
    await expectSettled(auth, 'acme');
  });
});

describe('adding tenants', () => {
  it('given 100 runs killed at random, some of them several times, when run to the end, then each is whole', async () => {
    await addManyKilledAtRandom(100, 1);
  });

  it('given a tenant, when it is added with other limits, then that is a conflict and nothing changes', async () => {
    await add();
    world.mutations.length = 0;
    const other = { id: 'acme', plan: parseLimits({ rate: 20 }) };
    await expect(addTenant(world.tools(), other)).rejects.toMatchObject({ kind: 'conflict' });
    expect(world.mutations).toEqual([]);
  });

  it('given no limits, then it shares the plan that limits nothing', async () => {
    const { plan } = await addTenant(world.tools(), { id: 'free' });
    expect(plan.name).toBe('aigw-gateway-unlimited');
  });
});

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { importTenants } from '../../src/gateway/tenant-file/import-tenants.js';
import {
  bulkTools,
  keptInMemory,
  keysStanding,
  noting,
  otherTenants,
  someTenants,
  syncAll,
} from '../support/bulk.js';
import { Killed, killedAt } from '../support/intercepted.js';
import { interleaved } from '../support/interleaving.js';
import { startTestGateway, type TestGateway } from '../support/test-gateway.js';

let test: TestGateway;
beforeEach(async () => {
  test = await startTestGateway();
});
afterEach(() => test.local.aws.stop());

describe('an import', () => {
  it('given it is killed at any call, before or after, when run again, then what an undisturbed run leaves is there', async () => {
    await importTenants(bulkTools(test), someTenants());
    const undisturbed = await keysStanding(test);
    let kills = 0;
    for (const moment of ['before', 'after'] as const) {
      for (let call = 0, killed = true; killed; call++) {
        await test.local.aws.stop();
        test = await startTestGateway();
        const keeper = keptInMemory();
        killed = await importTenants(bulkTools(test, killedAt(call, moment)), someTenants(), keeper).then(
          () => false,
          isKilled,
        );
        kills += killed ? 1 : 0;
        await importTenants(bulkTools(test), someTenants(), keeper);
        expect(await keysStanding(test)).toEqual(undisturbed);
        const { items = [] } = await test.sdk.getApiKeys({ includeValues: true, nameQuery: 'acme' });
        expect(items[0]?.value).toBe(keeper.kept.get('acme'));
        expect((await test.sdk.getUsagePlans({})).items).toHaveLength(3);
      }
    }
    expect(kills).toBeGreaterThan(10);
  });
});

describe('a sync', () => {
  it('given it is killed at any call, before or after, when run again, then what an undisturbed run leaves is there', async () => {
    await syncAll(test, someTenants());
    await syncAll(test, otherTenants());
    const undisturbed = await keysStanding(test);
    let kills = 0;
    for (const moment of ['before', 'after'] as const) {
      for (let call = 0, killed = true; killed; call++) {
        await syncAll(test, someTenants());
        killed = await syncAll(test, otherTenants(), true, killedAt(call, moment)).then(
          () => false,
          isKilled,
        );
        kills += killed ? 1 : 0;
        await syncAll(test, otherTenants());
        expect(await keysStanding(test)).toEqual(undisturbed);
        const writes: string[] = [];
        await syncAll(test, otherTenants(), true, noting(writes));
        expect(writes).toEqual([]);
      }
    }
    expect(kills).toBeGreaterThan(40);
  });

  it('given two syncs of different files at once, in any order, then one of them holds, or it is said that none does', async () => {
    const [one, other] = [someTenants(), otherTenants()];
    await syncAll(test, one);
    await syncAll(test, other);
    const asOther = await keysStanding(test);
    await syncAll(test, one);
    const asOne = await keysStanding(test);
    for (let seed = 0; seed < 100; seed++) {
      const ends = await interleaved(seed, [
        (around) => syncAll(test, one, true, around),
        (around) => syncAll(test, other, true, around),
      ]);
      const standing = JSON.stringify(await keysStanding(test));
      const holds = [asOne, asOther].some((state) => JSON.stringify(state) === standing);
      const told = ends.some(({ status }) => status === 'rejected');
      expect({ seed, holds: holds || told }).toEqual({ seed, holds: true });
      for (const end of ends) {
        if (end.status === 'rejected') expect(end.reason).toMatchObject({ name: 'GatewayError' });
      }
      await syncAll(test, one);
      expect(JSON.stringify(await keysStanding(test))).toBe(JSON.stringify(asOne));
    }
  });
});

function isKilled(error: unknown): boolean {
  if (error instanceof Killed) return true;
  throw error;
}

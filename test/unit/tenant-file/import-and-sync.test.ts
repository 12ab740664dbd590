import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { exportTenants } from '../../../src/gateway/tenant-file/export-tenants.js';
import { assertRoomForKeys } from '../../../src/gateway/tenant-file/import-keys.js';
import { importTenants } from '../../../src/gateway/tenant-file/import-tenants.js';
import { syncTenants, type SyncOutlook } from '../../../src/gateway/tenant-file/sync-tenants.js';
import type { TenantEntry } from '../../../src/gateway/tenant-file/tenant-entry.js';
import {
  bulkTools,
  entriesOf,
  keptInMemory,
  keysStanding,
  noting,
  otherTenants,
  someTenants,
  syncAll,
} from '../../support/bulk.js';
import type { Around } from '../../support/intercepted.js';
import { startTestGateway, type TestGateway } from '../../support/test-gateway.js';

let test: TestGateway;
beforeEach(async () => {
  test = await startTestGateway();
});
afterEach(() => test.local.aws.stop());

const sync = (
  entries: readonly TenantEntry[],
  { prune = false, around }: { prune?: boolean; around?: Around } = {},
  outlooks: SyncOutlook[] = [],
) => syncAll(test, entries, prune, around, outlooks);

describe('an import', () => {
  it('given no tenants, when a file is imported twice, then all are there once, and the second time nothing is written', async () => {
    const keeper = keptInMemory();
    const first = await importTenants(bulkTools(test), someTenants(), keeper);
    expect(first).toMatchObject({
      added: ['acme', 'both', 'tokens', 'sleeping'],
      unchanged: 0,
      contested: [],
    });
    const standing = await keysStanding(test);
    expect(standing).toHaveLength(5);
    expect(standing[0]).toMatch(
      /^acme true \[aigw stack=gateway kind=key plan=\S+ tag:env=prod tag:team=a text=Acme%20Inc\] aigw-gateway-10rps-10burst-100day$/,
    );
    expect(standing).toContainEqual(expect.stringMatching(/^sleeping false .* aigw-gateway-5rps-5burst$/));
    const { items = [] } = await test.sdk.getApiKeys({ includeValues: true, nameQuery: 'acme' });
    expect(items[0]?.value).toBe(keeper.kept.get('acme'));
    const writes: string[] = [];
    const second = await importTenants(bulkTools(test, noting(writes)), someTenants(), keeper);
    expect(second).toMatchObject({ added: [], unchanged: 4, different: [] });
    expect(writes).toEqual([]);
  });

  it('given tenants that are otherwise, when a file is imported, then they are left alone and named', async () => {
    await importTenants(bulkTools(test), entriesOf('acme,10,,key,,,'));
    const before = await keysStanding(test);
    const { different } = await importTenants(bulkTools(test), entriesOf('acme,20,,key,,,'));
    expect(different).toEqual(['acme']);
    expect(await keysStanding(test)).toEqual(before);
  });

  it('given the account has 10,000 keys, when more are imported, then that is foretold', () => {
    expect(() => {
      assertRoomForKeys(9_999, 2);
    }).toThrow(/2 more API keys are too many/);
    assertRoomForKeys(9_999, 1);
  });
});

describe('a sync', () => {
  it('given a file, when it is synced and exported, then the export is the file, and another sync changes nothing', async () => {
    expect(await sync(someTenants())).toMatchObject({
      outcome: 'synced',
      added: ['acme', 'both', 'tokens', 'sleeping'],
    });
    const exported = await exportTenants(bulkTools(test));
    expect(exported).toEqual(someTenants().sort((one, other) => (one.id < other.id ? -1 : 1)));
    const writes: string[] = [];
    expect(await sync(exported, { around: noting(writes) })).toMatchObject({ outcome: 'unchanged' });
    expect(writes).toEqual([]);
  });

  it('given changes, then the outlook shows them first, and without pruning nothing is removed', async () => {
    await sync(someTenants());
    const outlooks: SyncOutlook[] = [];
    await sync(otherTenants(), {}, outlooks);
    expect(outlooks).toMatchObject([
      {
        differences: [
          {
            id: 'acme',
            action: 'change',
            fields: [
              {
                field: 'plan',
                is: 'aigw-gateway-10rps-10burst-100day',
                wanted: 'aigw-gateway-20rps-20burst-100week',
              },
              { field: 'description', is: 'Acme Inc', wanted: 'Acme Corp' },
              { field: 'tags', is: 'env=prod; team=a', wanted: 'team=b' },
              { field: 'suspended', is: 'false', wanted: 'true' },
            ],
          },
          { id: 'sleeping', action: 'change', fields: [{ field: 'suspended', is: 'true', wanted: 'false' }] },
          { id: 'new', action: 'add' },
        ],
        kept: ['tokens'],
      },
    ]);
    const names = (await keysStanding(test)).map((line) => line.split(' ', 2).join(' '));
    expect(names).toEqual([
      'acme false',
      'both true',
      'both true',
      'new true',
      'sleeping true',
      'tokens true',
    ]);
  });

  it('given pruning, then tenants and keys that the file does not have are removed, and last', async () => {
    await sync(someTenants());
    const writes: string[] = [];
    expect(await sync(otherTenants(), { prune: true, around: noting(writes) })).toMatchObject({
      changed: ['acme', 'both', 'sleeping'],
      removed: ['tokens'],
    });
    const names = (await keysStanding(test)).map((line) => line.split(' ', 2).join(' '));
    expect(names).toEqual(['acme false', 'both true', 'new true', 'sleeping true']);
    // Who comes in, comes in before anybody moves; who goes, goes last.
    const order = ['importCsv', 'enable', 'describe', 'removeKey', 'addKey', 'enable', 'remove', 'remove'];
    expect(writes.filter((call) => order.includes(call))).toEqual(order);
  });

  it('given the answer is no, then nothing is written', async () => {
    const writes: string[] = [];
    const declined = syncTenants(bulkTools(test, noting(writes)), {
      entries: someTenants(),
      prune: false,
      approve: () => Promise.resolve(false),
    });
    await expect(declined).rejects.toMatchObject({ kind: 'declined' });
    expect(writes).toEqual([]);
  });

  it('given a plan that does not exist, then it is said before anything is done', async () => {
    const entries = someTenants().map((entry) => ({ ...entry, plan: { name: 'gold' } }));
    await expect(sync(entries)).rejects.toMatchObject({ kind: 'not-found', message: /No usage plan "gold"/ });
    expect(await keysStanding(test)).toEqual([]);
  });
});

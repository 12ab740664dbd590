import type { BulkTools } from '../../src/gateway/tenant-file/bulk-tools.js';
import { readTenantCsv } from '../../src/gateway/tenant-file/tenant-csv.js';
import type { TenantEntry } from '../../src/gateway/tenant-file/tenant-entry.js';
import { derivedKey } from '../../src/gateway/tenant/tenant-key.js';
import {
  syncTenants,
  type SyncOutlook,
  type SyncResult,
} from '../../src/gateway/tenant-file/sync-tenants.js';
import type { KeyKeeper } from '../../src/gateway/tenant-file/import-tenants.js';
import { fakeClock, recordedProgress } from './fakes/time-and-progress.js';
import { intercepted, type Around } from './intercepted.js';
import type { TestGateway } from './test-gateway.js';

/** What work on many tenants needs, with something done around each call of AWS. */
export function bulkTools(test: TestGateway, around: Around = (_call, run) => run()): BulkTools {
  return {
    apiKeys: intercepted('apiKeys', test.connection.apiKeys, around),
    usagePlans: intercepted('usagePlans', test.connection.usagePlans, around),
    clock: fakeClock(),
    progress: recordedProgress(),
    gateway: test.gateway,
    jwtKeyValue: (id) => Promise.resolve(derivedKey('secret', id)),
  };
}

/** Entries of a CSV with the usual columns. */
export function entriesOf(...lines: readonly string[]): TenantEntry[] {
  return readTenantCsv(['id,rate,quota,auth,description,tags,suspended', ...lines].join('\n'));
}

/** All that could be there twice or be left behind: each key with its state, what it says, and its plans. */
export async function keysStanding(test: TestGateway): Promise<string[]> {
  const { items = [] } = await test.sdk.getApiKeys({ limit: 500 });
  const lines = items.map(async ({ id, name, enabled, description = '' }) => {
    const { items: plans = [] } = await test.sdk.getUsagePlans({ keyId: id });
    const record = description.replace(/ rev=\w+/, '');
    return `${name} ${enabled} [${record}] ${plans.map((plan) => plan.name).join()}`;
  });
  return (await Promise.all(lines)).sort();
}

/** Tenants of all kinds. */
export const someTenants = () =>
  entriesOf(
    'acme,10,100/day,key,Acme Inc,team=a; env=prod,',
    'both,10,100/day,both,,,',
    'tokens,,,jwt,,,',
    'sleeping,5,,key,,,true',
  );

/** The same with everything changed that can be. */
export const otherTenants = () =>
  entriesOf(
    'acme,20,100/week,key,Acme Corp,team=b,true',
    'both,10,100/day,key,,,',
    'sleeping,5,,key,,,',
    'new,20,100/week,key,,,',
  );

/** A sync that is approved. @param outlooks gets what was shown before */
export function syncAll(
  test: TestGateway,
  entries: readonly TenantEntry[],
  prune = true,
  around?: Around,
  outlooks: SyncOutlook[] = [],
): Promise<SyncResult> {
  return syncTenants(bulkTools(test, around), {
    entries,
    prune,
    approve: (outlook) => {
      outlooks.push(outlook);
      return Promise.resolve(true);
    },
  });
}

/** Keeps keys as a file would. */
export function keptInMemory(): KeyKeeper & { readonly kept: Map<string, string> } {
  const kept = new Map<string, string>();
  return {
    kept,
    keep: (keys) => {
      for (const [id, key] of keys) kept.set(id, key);
      return Promise.resolve();
    },
  };
}

const reading = /^(list|find|value|keys|usage)$/;

/** Notes the names of calls that change something. */
export function noting(writes: string[]): Around {
  return (call, run) => {
    const name = call.split('.')[1] ?? '';
    if (!reading.test(name)) writes.push(name);
    return run();
  };
}

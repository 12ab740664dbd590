import { placeInPlan } from '../tenant/place-in-plan.js';
import { newRevision } from '../tenant/change-record.js';
import { makeTenantKey } from '../tenant/tenant-key.js';
import { assertRecordFits } from '../tenant/tenant-fields.js';
import type { KeyKind, TenantRecord } from '../tenant/tenant-record.js';
import { kindsOf, type Tenant, type TenantKey } from '../tenant/tenant.js';
import type { UsagePlan } from '../tenant/usage-plan-service.js';
import { withdrawKey } from '../tenant/withdraw-key.js';
import type { BulkTools } from './bulk-tools.js';
import { tenantDifferences, type Standing, type TenantDifference } from './differences.js';
import { assertRoomForKeys, importKeys, type KeyRow } from './import-keys.js';
import { assertPlansExist, plansOfEntries } from './plans-of-entries.js';
import { readStanding } from './read-standing.js';
import { planNameOf, type TenantEntry } from './tenant-entry.js';

/** Where the values of new keys are kept, so that they can be handed out: a file of the operator. */
export interface KeyKeeper {
  /** Values that an earlier run wrote down, by tenant. It may have been killed before or after it made the keys. */
  readonly kept: ReadonlyMap<string, string>;
  /** Writes values down, before the keys are made: afterwards it could be too late. */
  keep(keys: ReadonlyMap<string, string>): Promise<void>;
}

export interface ImportResult {
  /** Ids of tenants that were not there. */
  readonly added: readonly string[];
  /** Tenants whose keys an earlier run had made, but not put into their plan. */
  readonly completed: readonly string[];
  /** Tenants that were there as the file has them. */
  readonly unchanged: number;
  /** Tenants that were there otherwise: an import leaves them alone. */
  readonly different: readonly string[];
  /** Tenants that somebody else added at the same time: the keys made for them here were withdrawn. */
  readonly contested: readonly string[];
}

/**
 * Adds the tenants of a file that are not there yet. Killed anywhere and run again it adds what is missing; with a keeper it makes
 * the keys it had begun to make, and no others.
 */
export async function importTenants(
  tools: BulkTools,
  entries: readonly TenantEntry[],
  keeper?: KeyKeeper,
): Promise<ImportResult> {
  const standing = await readStanding(tools);
  const missing = entries.filter(({ id }) => !standing.tenants.has(id));
  const added = await addTenants(tools, missing, standing, keeper);
  const changes = tenantDifferences(entries, standing, tools.gateway.stackName).filter(
    ({ action }) => action === 'change',
  );
  const halfDone = changes.filter(isHalfDone).map(({ id }) => id);
  await placeTenants(tools, halfDone, standing);
  const different = changes.map(({ id }) => id).filter((id) => !halfDone.includes(id));
  return {
    ...added,
    completed: halfDone,
    unchanged: entries.length - missing.length - changes.length,
    different,
  };
}

/** Its keys are there, but not in their plan yet. */
function isHalfDone({ fields }: TenantDifference): boolean {
  return fields.every(({ field, is }) => field === 'plan' && is === 'none');
}

/** Puts the keys of tenants into the plan that their record names. */
async function placeTenants(
  tools: BulkTools,
  ids: readonly string[],
  { tenants, plans }: Standing,
): Promise<void> {
  for (const key of ids.flatMap((id) => tenants.get(id)?.keys ?? [])) {
    const plan = plans.get(key.record.plan);
    if (plan) await placeInPlan(tools, key.id, plan);
  }
}

/** Makes plans and keys of tenants that are not there, looks whether others did the same, and gives way where they did. */
export async function addTenants(
  tools: BulkTools,
  entries: readonly TenantEntry[],
  standing: Standing,
  keeper?: KeyKeeper,
): Promise<Pick<ImportResult, 'added' | 'contested'>> {
  if (entries.length === 0) return { added: [], contested: [] };
  assertPlansExist(entries, standing.plans);
  const keys = entries.reduce((sum, { auth }) => sum + kindsOf(auth).length, 0);
  assertRoomForKeys(standing.keyCount, keys);
  const values = valuesOf(entries, keeper?.kept ?? new Map());
  await keeper?.keep(values);
  const plans = await plansOfEntries(tools, entries, standing);
  const rows = await rowsOf(tools, entries, values, plans);
  const ids = await importKeys(tools, rows);
  return { added: entries.map(({ id }) => id), contested: await withdrawContested(tools, rows, ids) };
}

/** The value of each tenant's key: from the file, from an earlier run, or new. */
function valuesOf(
  entries: readonly TenantEntry[],
  kept: ReadonlyMap<string, string>,
): ReadonlyMap<string, string> {
  const clients = entries.filter(({ auth }) => auth !== 'jwt');
  return new Map(clients.map(({ id, key }) => [id, key ?? kept.get(id) ?? makeTenantKey()]));
}

async function rowsOf(
  { gateway, jwtKeyValue }: BulkTools,
  entries: readonly TenantEntry[],
  values: ReadonlyMap<string, string>,
  plans: ReadonlyMap<string, UsagePlan>,
): Promise<KeyRow[]> {
  const rows: KeyRow[] = [];
  for (const entry of entries) {
    const plan = planNameOf(entry, gateway.stackName);
    for (const kind of kindsOf(entry.auth)) {
      rows.push({
        tenantId: entry.id,
        value: kind === 'jwt' ? await jwtKeyValue(entry.id) : (values.get(entry.id) ?? makeTenantKey()),
        record: recordOf(entry, kind, plan, gateway.stackName),
        enabled: !entry.suspended,
        planId: plans.get(plan)?.id ?? '',
      });
    }
  }
  return rows;
}

/** What a key says of the tenant that an entry declares. */
export function recordOf(entry: TenantEntry, kind: KeyKind, plan: string, stack: string): TenantRecord {
  const { description, tags } = entry;
  const record = { stack, kind, plan, description, tags, revision: newRevision() };
  assertRecordFits(record);
  return record;
}

/**
 * Tenants that have a key beside the one made for them: somebody else added them at the same time. The own key, which nobody was
 * given, is withdrawn; where both do that, the next run of either makes a new one.
 *
 * @throws GatewayError `conflict` where somebody took the own key up meanwhile
 */
async function withdrawContested(
  tools: BulkTools,
  rows: readonly KeyRow[],
  ids: readonly string[],
): Promise<string[]> {
  const { tenants } = await readStanding(tools);
  const own = new Set(ids);
  const contested = rows.filter(({ tenantId, record }) =>
    keysOfKind(tenants.get(tenantId), record.kind).some(({ id }) => !own.has(id)),
  );
  for (const { tenantId, record } of contested) {
    const made = keysOfKind(tenants.get(tenantId), record.kind).filter(({ id }) => own.has(id));
    for (const key of made) await withdrawKey(tools, key);
  }
  return [...new Set(contested.map(({ tenantId }) => tenantId))];
}

function keysOfKind(tenant: Tenant | undefined, kind: KeyKind): TenantKey[] {
  return (tenant?.keys ?? []).filter((key) => key.kind === kind);
}

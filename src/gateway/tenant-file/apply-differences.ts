import { placeInPlan } from '../tenant/place-in-plan.js';
import { makeTenantKey } from '../tenant/tenant-key.js';
import { changeRecord } from '../tenant/change-record.js';
import { writeRecord } from '../tenant/tenant-record.js';
import { kindsOf, type Tenant, type TenantKey } from '../tenant/tenant.js';
import type { UsagePlan } from '../tenant/usage-plan-service.js';
import type { BulkTools } from './bulk-tools.js';
import type { Standing } from './differences.js';
import { importKeys, type KeyRow } from './import-keys.js';
import { recordOf } from './import-tenants.js';
import { plansOfEntries } from './plans-of-entries.js';
import { planNameOf, type TenantEntry } from './tenant-entry.js';

/** A tenant that is there, and what the file wants of it. */
interface Change {
  readonly tenant: Tenant;
  readonly entry: TenantEntry;
  readonly plan: UsagePlan;
}

/** Makes tenants that are there what the file says, each phase for all of them: nobody waits shut out for the work on others. */
export async function applyChanges(
  tools: BulkTools,
  entries: readonly TenantEntry[],
  standing: Standing,
  prune: boolean,
): Promise<void> {
  if (entries.length === 0) return;
  const plans = await plansOfEntries(tools, entries, standing);
  const changes = entries.flatMap((entry): Change[] => {
    const tenant = standing.tenants.get(entry.id);
    const plan = plans.get(planNameOf(entry, tools.gateway.stackName));
    return tenant && plan ? [{ tenant, entry, plan }] : [];
  });
  await addMissingKinds(tools, changes);
  const keys = changes.flatMap((change) => change.tenant.keys.map((key) => ({ key, change })));
  await forEachKey(tools, 'Letting tenants in', keys.filter(toEnable(true)), enable(tools, true));
  await forEachKey(tools, 'Changing tenants', keys, (work) => settle(tools, work, standing));
  await forEachKey(tools, 'Suspending tenants', keys.filter(toEnable(false)), enable(tools, false));
  if (prune) await forEachKey(tools, 'Removing keys', keys.filter(isSuperfluous), remove(tools));
}

/** One key of a tenant that is to change. */
interface KeyChange {
  readonly key: TenantKey;
  readonly change: Change;
}

async function forEachKey(
  { progress }: BulkTools,
  title: string,
  keys: readonly KeyChange[],
  work: (each: KeyChange) => Promise<void>,
): Promise<void> {
  if (keys.length === 0) return;
  await progress.step(title, async (step) => {
    for (const [at, each] of keys.entries()) {
      step.report(`${at} of ${keys.length} keys`);
      await work(each);
    }
    step.conclude(`${title}: ${keys.length} keys`);
  });
}

function toEnable(enabled: boolean): (each: KeyChange) => boolean {
  return ({ key, change }) => change.entry.suspended !== enabled && key.enabled !== enabled;
}

function enable({ apiKeys }: BulkTools, enabled: boolean): (each: KeyChange) => Promise<void> {
  return ({ key }) => apiKeys.enable(key.id, enabled);
}

function isSuperfluous({ key, change }: KeyChange): boolean {
  return !kindsOf(change.entry.auth).includes(key.kind);
}

function remove({ apiKeys }: BulkTools): (each: KeyChange) => Promise<void> {
  return ({ key }) => apiKeys.remove(key.id);
}

/** Writes what the key says of its tenant, then puts it into its plan: whoever is killed between them finds it in the wrong place. */
async function settle(tools: BulkTools, { key, change }: KeyChange, standing: Standing): Promise<void> {
  const { entry, plan } = change;
  await writeWanted(tools, key, entry, plan.name);
  const inPlans = standing.memberships.get(key.id) ?? [];
  if (inPlans.length === 1 && inPlans[0] === plan.name) return;
  await placeInPlan(tools, key.id, plan);
}

async function writeWanted(
  { apiKeys, gateway }: BulkTools,
  key: TenantKey,
  entry: TenantEntry,
  plan: string,
): Promise<void> {
  const wanted = recordOf(entry, key.kind, plan, gateway.stackName);
  const same = (record: TenantKey['record']) =>
    writeRecord({ ...wanted, revision: '' }) ===
    writeRecord({ ...record, revision: '', replaces: undefined });
  if (same(key.record)) return;
  await changeRecord(apiKeys, key, { ...key.record, ...wanted });
}

/** Gives tenants that get a second way to authenticate the key for it. */
async function addMissingKinds(tools: BulkTools, changes: readonly Change[]): Promise<void> {
  const rows: KeyRow[] = [];
  for (const { tenant, entry, plan } of changes) {
    for (const kind of kindsOf(entry.auth)) {
      if (tenant.keys.some((key) => key.kind === kind)) continue;
      rows.push({
        tenantId: entry.id,
        value: kind === 'jwt' ? await tools.jwtKeyValue(entry.id) : makeTenantKey(),
        record: recordOf(entry, kind, plan.name, tools.gateway.stackName),
        enabled: !entry.suspended,
        planId: plan.id,
      });
    }
  }
  if (rows.length > 0) await importKeys(tools, rows);
}

/** Removes tenants with all their keys. */
export async function removeTenants(
  { apiKeys, progress }: BulkTools,
  ids: readonly string[],
  { tenants }: Standing,
): Promise<void> {
  const keys = ids.flatMap((id) => tenants.get(id)?.keys ?? []);
  if (keys.length === 0) return;
  await progress.step('Removing tenants', async (step) => {
    for (const [at, { id }] of keys.entries()) {
      step.report(`${at} of ${keys.length} keys`);
      await apiKeys.remove(id);
    }
    step.conclude(`Removed ${ids.length} tenants`);
  });
}

import { GatewayError } from '../errors.js';
import { placeKey } from '../plan/place-key.js';
import type { Step } from '../progress.js';
import { makeTenantKey } from '../tenant/tenant-key.js';
import { readRecord, writeRecord } from '../tenant/tenant-record.js';
import type { Tenant, TenantKey } from '../tenant/tenant.js';
import type { UsagePlan } from '../tenant/usage-plan-service.js';
import type { BulkTools } from './bulk-tools.js';
import { kindsOf, type Standing } from './differences.js';
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
  await forEachKey(tools, 'Letting tenants in', changes, enable(tools, true));
  await forEachKey(tools, 'Changing tenants', changes, (key, change) => settle(tools, key, change, standing));
  await forEachKey(tools, 'Suspending tenants', changes, enable(tools, false));
  if (prune) await forEachKey(tools, 'Removing keys', changes, removeSuperfluous(tools));
}

type KeyWork = (key: TenantKey, change: Change) => Promise<boolean>;

/** Does something to each key of the tenants; says nothing where nothing had to be done. */
async function forEachKey(
  { progress }: BulkTools,
  title: string,
  changes: readonly Change[],
  work: KeyWork,
): Promise<void> {
  const all = changes.flatMap((change) => change.tenant.keys.map((key) => ({ key, change })));
  await progress.step(title, async (step: Step) => {
    let done = 0;
    for (const [at, { key, change }] of all.entries()) {
      step.report(`${at} of ${all.length} keys`);
      if (await work(key, change)) done += 1;
    }
    step.conclude(`${title}: ${done} keys`);
  });
}

function enable({ apiKeys }: BulkTools, enabled: boolean): KeyWork {
  return async (key, { entry }) => {
    if (entry.suspended === enabled || key.enabled === enabled) return false;
    await apiKeys.enable(key.id, enabled);
    return true;
  };
}

/** Writes what the key says of its tenant, then puts it into its plan: whoever is killed between them finds it in the wrong place. */
async function settle(
  tools: BulkTools,
  key: TenantKey,
  change: Change,
  standing: Standing,
): Promise<boolean> {
  const { entry, plan } = change;
  const written = await writeWanted(tools, key, entry, plan.name);
  const inPlans = standing.memberships.get(key.id) ?? [];
  const isPlaced = inPlans.length === 1 && inPlans[0] === plan.name;
  const placed = isPlaced ? false : await placeKey(tools.usagePlans, key.id, plan, tools.gateway.stage);
  return written || placed;
}

async function writeWanted(
  { apiKeys, gateway }: BulkTools,
  key: TenantKey,
  entry: TenantEntry,
  plan: string,
): Promise<boolean> {
  const wanted = recordOf(entry, key.kind, plan, gateway.stackName);
  const same = (record: TenantKey['record']) =>
    writeRecord({ ...wanted, revision: '' }) ===
    writeRecord({ ...record, revision: '', replaces: undefined });
  if (same(key.record)) return false;
  const found = await apiKeys.find(key.id);
  const current = found && readRecord(found.description);
  if (current?.revision !== key.record.revision) throw changedMeanwhile(entry.id);
  await apiKeys.describe(key.id, writeRecord({ ...current, ...wanted }));
  return true;
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

function removeSuperfluous({ apiKeys }: BulkTools): KeyWork {
  return async (key, { entry }) => {
    if (kindsOf(entry.auth).includes(key.kind)) return false;
    await apiKeys.remove(key.id);
    return true;
  };
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

function changedMeanwhile(id: string): GatewayError {
  return new GatewayError('conflict', `Somebody else is changing the tenant ${id} at the same time.`, {
    reason: 'Of two changes one may have undone the other.',
    next: ['Run the same command again: it reads how tenants stand now.'],
  });
}

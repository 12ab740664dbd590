import { timeOfCalls } from '../control-plane-rates.js';
import { GatewayError } from '../errors.js';
import { tenantDifferences, type Standing, type TenantDifference } from './differences.js';
import { applyChanges, removeTenants } from './apply-differences.js';
import type { BulkTools } from './bulk-tools.js';
import { addTenants, type KeyKeeper } from './import-tenants.js';
import { assertPlansExist } from './plans-of-entries.js';
import { readStanding } from './read-standing.js';
import type { TenantEntry } from './tenant-entry.js';

/** What a sync is going to do. */
export interface SyncOutlook {
  readonly differences: readonly TenantDifference[];
  /** Tenants that are not in the file and stay, because pruning was not asked for. */
  readonly kept: readonly string[];
  /** Milliseconds that AWS's rates make it last at least. */
  readonly estimate: number;
}

export interface SyncRequest {
  readonly entries: readonly TenantEntry[];
  /** Whether tenants and keys that the file does not have are removed. */
  readonly prune: boolean;
  readonly keeper?: KeyKeeper;
  /** Shows what is going to happen, and asks. Not asked where there is nothing to do. */
  readonly approve: (outlook: SyncOutlook) => Promise<boolean>;
}

export interface SyncResult {
  readonly outcome: 'synced' | 'unchanged';
  readonly added: readonly string[];
  readonly changed: readonly string[];
  readonly removed: readonly string[];
  readonly kept: readonly string[];
}

/**
 * Makes the gateway's tenants what a file says. In an order that keeps everybody served: new tenants first, then those that are
 * let in again, then moves between plans, then suspensions, and removals last. Run again after any death it goes on with what is left.
 *
 * @throws GatewayError `conflict` where somebody else changed tenants at the same time and the file does not hold now
 */
export async function syncTenants(tools: BulkTools, request: SyncRequest): Promise<SyncResult> {
  const standing = await readStanding(tools);
  const outlook = outlookOf(request, standing, tools.gateway.stackName);
  const ids = (action: TenantDifference['action']) =>
    outlook.differences.flatMap((difference) => (difference.action === action ? [difference.id] : []));
  const result = { added: ids('add'), changed: ids('change'), removed: ids('remove'), kept: outlook.kept };
  if (outlook.differences.length === 0) return { outcome: 'unchanged', ...result };
  assertPlansExist(request.entries, standing.plans);
  if (!(await request.approve(outlook))) {
    throw new GatewayError('declined', 'Not confirmed. Nothing was changed.');
  }
  await apply(tools, request, standing, outlook);
  await assertSynced(tools, request);
  return { outcome: 'synced', ...result };
}

/** How a file and the gateway differ, what a sync would do about it, and how long that takes. */
export function outlookOf(
  { entries, prune }: Pick<SyncRequest, 'entries' | 'prune'>,
  standing: Standing,
  stackName: string,
): SyncOutlook {
  const all = tenantDifferences(entries, standing, stackName);
  const differences = all.filter((difference) => prune || needsNoPruning(difference));
  const kept = all.filter(({ action }) => action === 'remove' && !prune).map(({ id }) => id);
  return { differences, kept, estimate: timeOfCalls(callsFor(differences, standing)) };
}

/** Taking one of two kinds of keys away from a tenant deletes something, too. */
function needsNoPruning({ action, fields }: TenantDifference): boolean {
  if (action === 'remove') return false;
  const auth = fields.find(({ field }) => field === 'auth');
  return action === 'add' || fields.length > 1 || auth === undefined || auth.is !== 'both';
}

async function apply(
  tools: BulkTools,
  { entries, prune, keeper }: SyncRequest,
  standing: Standing,
  { differences }: SyncOutlook,
): Promise<void> {
  const { progress } = tools;
  progress.onInterrupt('What is done stays. Run the same command again: it goes on with what is left.');
  const byId = new Map(entries.map((entry) => [entry.id, entry]));
  const entriesOf = (action: TenantDifference['action']) =>
    differences.flatMap(({ id, ...difference }) => {
      const entry = byId.get(id);
      return difference.action === action && entry ? [entry] : [];
    });
  const { contested } = await addTenants(tools, entriesOf('add'), standing, keeper);
  if (contested.length > 0) throw somebodyElse(contested);
  await applyChanges(tools, entriesOf('change'), standing, prune);
  const gone = differences.filter(({ action }) => action === 'remove').map(({ id }) => id);
  await removeTenants(tools, gone, standing);
  progress.onInterrupt(undefined);
}

async function assertSynced(tools: BulkTools, request: SyncRequest): Promise<void> {
  const now = await readStanding(tools);
  const { differences } = outlookOf(request, now, tools.gateway.stackName);
  if (differences.length > 0) throw somebodyElse(differences.map(({ id }) => id));
}

/** @param ids tenants that are not as the file has them, although that was just done */
function somebodyElse(ids: readonly string[]): GatewayError {
  const some = ids.slice(0, 5).join(', ');
  return new GatewayError('conflict', 'Somebody else changed tenants at the same time.', {
    reason: `These are not, or not only, what the file says: ${some}${ids.length > 5 ? ', …' : ''}.`,
    next: ['See how they differ: aigw tenant diff FILE', 'Then run the same command again.'],
  });
}

/** The calls that a sync makes, besides reading. */
function callsFor(differences: readonly TenantDifference[], { tenants }: Standing): Record<string, number> {
  const keysOf = (id: string) => tenants.get(id)?.keys.length ?? 1;
  const sum = (chosen: readonly TenantDifference[]) =>
    chosen.reduce((total, { id }) => total + keysOf(id), 0);
  const changing = (...fields: readonly string[]) =>
    differences.filter((each) => each.fields.some(({ field }) => fields.includes(field)));
  const added = differences.filter(({ action }) => action === 'add').length;
  const moved = sum(changing('plan'));
  const recorded = sum(changing('plan', 'description', 'tags'));
  return {
    ImportApiKeys: Math.ceil(added / 500),
    GetApiKey: 2 * recorded,
    TagResource: recorded,
    UpdateApiKey: recorded + sum(changing('suspended')),
    GetUsagePlans: moved,
    DeleteUsagePlanKey: moved,
    CreateUsagePlanKey: moved,
    DeleteApiKey: sum(differences.filter(({ action }) => action === 'remove')),
  };
}

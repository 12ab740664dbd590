import { findOrCreatePlan } from '../plan/find-or-create-plan.js';
import { equalLimits, type Limits, type Quota, type Throttle } from '../plan/limits.js';
import { limitsOf, attachedStage } from '../plan/plan-limits.js';
import { changedMeanwhile, changeRecord } from './change-record.js';
import { existingTenant, findTenant } from './find-tenant.js';
import { placeInPlan, planNamed, plansOfKey } from './place-in-plan.js';
import { assertDescription, assertRecordFits, assertTags, sameTags } from './tenant-fields.js';
import type { TenantRecord } from './tenant-record.js';
import type { TenantTools } from './tenant-tools.js';
import type { Tenant, TenantKey } from './tenant.js';
import type { UsagePlan } from './usage-plan-service.js';

/** What is to change of a tenant; what is absent stays. */
export interface TenantChanges {
  /** Name of a plan, or the limits that are to change. */
  readonly plan?: string | LimitChanges;
  readonly description?: string;
  readonly tags?: Readonly<Record<string, string>>;
  /** Names of tags to take away. */
  readonly untag?: readonly string[];
}

export interface LimitChanges {
  readonly throttle?: Throttle | 'none';
  readonly quota?: Quota | 'none';
}

export interface SetTenant {
  readonly changed: boolean;
  /** Whether keys went from one plan to another, with a moment in none. */
  readonly moved: boolean;
  readonly tenant: Tenant;
  readonly plan: UsagePlan;
}

type Fields = Pick<TenantRecord, 'plan' | 'description' | 'tags'>;

const rounds = 3;

/**
 * Changes a tenant: first what its keys record, then the plan they are in. Killed between the two and run again, it finds the record as
 * wanted and moves the keys.
 *
 * @throws GatewayError `conflict` where somebody else changes the tenant at the same time
 */
export async function setTenant(tools: TenantTools, id: string, changes: TenantChanges): Promise<SetTenant> {
  assertTags(changes.tags ?? {});
  assertDescription(changes.description ?? '');
  const before = await existingTenant(tools, id);
  const plan = await planFor(tools, before, changes.plan);
  const fields = fieldsAfter(before, changes, plan.name);
  assertTags(fields.tags);
  for (const { record } of before.keys) assertRecordFits({ ...record, ...fields });
  const settled = await settle(tools, before, fields, plan, changes.untag ?? []);
  return { ...settled, plan };
}

/** Brings every key to the fields and the plan, and looks again: a rotation may have made another one meanwhile. */
async function settle(
  tools: TenantTools,
  before: Tenant,
  fields: Fields,
  plan: UsagePlan,
  untag: readonly string[],
): Promise<Omit<SetTenant, 'plan'>> {
  const written = new Set<string>();
  let tenant = before;
  let moved = false;
  for (let round = 1; ; round++) {
    const stale = tenant.keys.filter(({ record }) => !hasFields(record, fields));
    if (stale.some(({ id }) => written.has(id)) || round > rounds) throw changedMeanwhile();
    for (const key of stale) {
      await writeFields(tools, key, fields, untag);
      written.add(key.id);
    }
    moved = (await moveKeys(tools, tenant, plan)) || moved;
    if (stale.length === 0) return { changed: moved || written.size > 0, moved, tenant };
    const found = await findTenant(tools, tenant.id);
    if (!found) throw changedMeanwhile('Its keys were removed.');
    tenant = found;
  }
}

async function writeFields(
  { apiKeys }: TenantTools,
  key: TenantKey,
  fields: Fields,
  untag: readonly string[],
): Promise<void> {
  const gone = untag.filter((name) => name in key.record.tags);
  if (gone.length > 0) await apiKeys.untag(key.id, gone);
  await changeRecord(apiKeys, key, { ...key.record, ...fields }, fields.tags);
}

async function moveKeys(tools: TenantTools, { keys }: Tenant, plan: UsagePlan): Promise<boolean> {
  let moved = false;
  for (const { id } of keys) {
    const current = await plansOfKey(tools, id);
    if (current.some((one) => one.id === plan.id)) continue;
    await placeInPlan(tools, id, plan, current);
    moved = true;
  }
  return moved;
}

async function planFor(
  tools: TenantTools,
  tenant: Tenant,
  wanted: TenantChanges['plan'],
): Promise<UsagePlan> {
  if (typeof wanted === 'string') return planNamed(tools, wanted);
  const current = await planNamed(tools, tenant.plan);
  if (!wanted) return current;
  const before = limitsOf(current, attachedStage(current, tools.gateway.stage));
  const after = merged(before, wanted);
  return equalLimits(before, after) ? current : findOrCreatePlan(tools.usagePlans, tools.gateway, after);
}

function merged(before: Limits, { throttle = before.throttle, quota = before.quota }: LimitChanges): Limits {
  return {
    ...(throttle && throttle !== 'none' && { throttle }),
    ...(quota && quota !== 'none' && { quota }),
    routes: before.routes,
  };
}

function fieldsAfter(tenant: Tenant, changes: TenantChanges, plan: string): Fields {
  const tags = Object.entries({ ...tenant.tags, ...changes.tags });
  return {
    plan,
    description: changes.description ?? tenant.description,
    tags: Object.fromEntries(tags.filter(([name]) => !changes.untag?.includes(name))),
  };
}

function hasFields(record: TenantRecord, { plan, description, tags }: Fields): boolean {
  return record.plan === plan && record.description === description && sameTags(record.tags, tags);
}

import { GatewayError } from '../errors.js';
import type { Quota } from '../plan/limits.js';
import { attachedStage } from '../plan/plan-limits.js';
import type { BulkTools } from '../tenant-file/bulk-tools.js';
import { assertTenantId } from '../tenant/tenant-id.js';
import { tenantsAmong, type Tenant } from '../tenant/tenant.js';
import type { DayUsage, UsagePlan } from '../tenant/usage-plan-service.js';
import { daysOf, type UsagePeriod } from './usage-period.js';

/** What a tenant used, over all its keys. */
export interface TenantUsage {
  readonly tenant: string;
  readonly plan: string;
  /** Requests of each day of the period. */
  readonly days: readonly number[];
  readonly requests: number;
  /** Of the requests of all tenants, 0 to 1. */
  readonly share: number;
  readonly quota?: Quota;
  /** What the quota of the key that clients should use has left at the end of the period. */
  readonly remaining?: number;
}

export interface UsageReport {
  readonly from: string;
  readonly to: string;
  readonly days: readonly string[];
  /** Most requests first. */
  readonly tenants: readonly TenantUsage[];
  readonly total: { readonly days: readonly number[]; readonly requests: number };
}

export type UsageTools = Pick<BulkTools, 'apiKeys' | 'usagePlans' | 'gateway' | 'progress'>;

/**
 * Reads what tenants used, from GetUsage. AWS counts requests, not tokens, and some minutes late.
 *
 * @param tenantId one tenant; all of the gateway unless given
 * @throws GatewayError `not-found` where the tenant does not exist
 */
export async function readUsage(
  tools: UsageTools,
  period: UsagePeriod,
  tenantId?: string,
): Promise<UsageReport> {
  const tenants = await tenantsOf(tools, tenantId);
  const days = daysOf(period);
  const usage = await usageByKey(tools, period, tenantId === undefined ? undefined : tenants);
  const counted = tenants.map((tenant) => tenantUsage(tenant, usage, days));
  const all = counted.reduce((sum, { requests }) => sum + requests, 0);
  return {
    ...period,
    days,
    tenants: counted
      .map((each) => ({ ...each, share: all === 0 ? 0 : each.requests / all }))
      .sort((one, other) => other.requests - one.requests || (one.tenant < other.tenant ? -1 : 1)),
    total: {
      days: added(
        counted.map((each) => each.days),
        days.length,
      ),
      requests: all,
    },
  };
}

async function tenantsOf({ apiKeys, gateway }: UsageTools, id?: string): Promise<Tenant[]> {
  if (id !== undefined) assertTenantId(id);
  const keys = await apiKeys.list(id ?? '');
  const tenants = tenantsAmong(keys, gateway.stackName);
  if (id === undefined) return [...tenants.values()];
  const tenant = tenants.get(id);
  if (tenant) return [tenant];
  throw new GatewayError('not-found', `There is no tenant ${id}.`, { next: ['aigw tenant list'] });
}

/** What one key used of one plan. */
interface KeyUsage {
  readonly days: readonly DayUsage[];
  readonly quota?: Quota;
}

/** Asks each plan for all its keys, or for the keys of the given tenants alone. */
function usageByKey(
  { usagePlans, gateway, progress }: UsageTools,
  period: UsagePeriod,
  only?: readonly Tenant[],
): Promise<ReadonlyMap<string, readonly KeyUsage[]>> {
  return progress.step('Reading usage', async (step) => {
    const byKey = new Map<string, KeyUsage[]>();
    const note = async (plan: UsagePlan, keyId?: string) => {
      for (const [id, days] of await usagePlans.usage(plan.id, period, keyId)) {
        byKey.set(id, [...(byKey.get(id) ?? []), { days, quota: plan.quota }]);
      }
    };
    const serving = (plans: readonly UsagePlan[]) =>
      plans.filter((plan) => attachedStage(plan, gateway.stage));
    for (const { id } of only?.flatMap(({ keys }) => keys) ?? []) {
      for (const plan of serving(await usagePlans.list(id))) await note(plan, id);
    }
    const plans = only ? [] : serving(await usagePlans.list());
    for (const [at, plan] of plans.entries()) {
      step.report(`${at} of ${plans.length} plans`);
      await note(plan);
    }
    return byKey;
  });
}

function tenantUsage(
  { id, plan, keys, main }: Tenant,
  usage: ReadonlyMap<string, readonly KeyUsage[]>,
  days: readonly string[],
): Omit<TenantUsage, 'share'> {
  const used = keys.flatMap((key) => usage.get(key.id) ?? []);
  const perDay = added(
    used.map((each) => days.map((day) => each.days.find((row) => row.day === day)?.used ?? 0)),
    days.length,
  );
  const limited = usage.get(main.id)?.find(({ quota }) => quota !== undefined);
  const remaining = limited?.days.at(-1)?.remaining;
  return {
    tenant: id,
    plan,
    days: perDay,
    requests: perDay.reduce((sum, count) => sum + count, 0),
    ...(limited?.quota && { quota: limited.quota }),
    ...(limited && remaining !== undefined && { remaining }),
  };
}

function added(rows: readonly (readonly number[])[], length: number): number[] {
  const sums = Array.from({ length }, () => 0);
  for (const row of rows) row.forEach((count, at) => (sums[at] = (sums[at] ?? 0) + count));
  return sums;
}

import { GatewayError } from '../errors.js';
import { findOrCreatePlan } from '../plan/find-or-create-plan.js';
import type { UsagePlan } from '../tenant/usage-plan-service.js';
import type { BulkTools } from './bulk-tools.js';
import type { Standing } from './differences.js';
import { planNameOf, type TenantEntry } from './tenant-entry.js';

/**
 * The plan of each entry, by name; shared plans are made where there are none yet.
 *
 * @throws GatewayError `not-found` where an entry names a plan that does not serve the gateway
 */
export async function plansOfEntries(
  { usagePlans, gateway }: Pick<BulkTools, 'usagePlans' | 'gateway'>,
  entries: readonly TenantEntry[],
  { plans }: Standing,
): Promise<ReadonlyMap<string, UsagePlan>> {
  assertPlansExist(entries, plans);
  const found = new Map(plans);
  for (const entry of entries) {
    const name = planNameOf(entry, gateway.stackName);
    if (found.has(name) || 'name' in entry.plan) continue;
    found.set(name, await findOrCreatePlan(usagePlans, gateway, entry.plan.limits));
  }
  return found;
}

/** @throws GatewayError `not-found` */
export function assertPlansExist(entries: readonly TenantEntry[], plans: Standing['plans']): void {
  const missing = entries.flatMap(({ plan }) => ('name' in plan && !plans.has(plan.name) ? [plan.name] : []));
  const [name] = missing;
  if (name === undefined) return;
  throw new GatewayError('not-found', `No usage plan "${name}" serves this gateway.`, {
    reason: `${missing.length} of the tenants in the file are to have it.`,
    next: [`aigw plan create ${name} --rate N --burst N --quota N/day`, 'aigw plan list'],
  });
}

import { limitsAt } from '../plan/plan-limits.js';
import type { BulkTools } from './bulk-tools.js';
import { readStanding } from './read-standing.js';
import { entryOf, type TenantEntry } from './tenant-entry.js';

/** All tenants of the gateway as a file declares them, by id. */
export async function exportTenants(tools: BulkTools): Promise<TenantEntry[]> {
  const { tenants, plans } = await readStanding(tools);
  const { stackName, stage } = tools.gateway;
  return [...tenants.values()].map((tenant) => {
    const plan = plans.get(tenant.plan);
    return entryOf(tenant, plan && limitsAt(plan, stage), stackName);
  });
}

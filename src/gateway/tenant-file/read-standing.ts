import { attachedStage } from '../plan/plan-limits.js';
import { tenantsAmong } from '../tenant/tenant.js';
import type { UsagePlan } from '../tenant/usage-plan-service.js';
import type { BulkTools } from './bulk-tools.js';
import type { Standing } from './differences.js';

/** Reads the gateway's tenants, its plans, and which keys are in which: one call for 500 keys, and one for 500 of each plan. */
export function readStanding(
  tools: Pick<BulkTools, 'apiKeys' | 'usagePlans' | 'gateway' | 'progress'>,
): Promise<Standing> {
  const { apiKeys, usagePlans, gateway, progress } = tools;
  return progress.step('Reading tenants', async (step) => {
    const keys = await apiKeys.list('', (count) => {
      step.report(`${count} keys`);
    });
    const all = await usagePlans.list();
    const serving = all
      .filter((plan) => attachedStage(plan, gateway.stage))
      .sort((one, other) => (one.id < other.id ? -1 : 1));
    const tenants = tenantsAmong(keys, gateway.stackName);
    const memberships = await membershipsOf(tools, serving);
    step.conclude(`Read ${tenants.size} tenants`);
    const plans = new Map([...serving].reverse().map((plan) => [plan.name, plan]));
    return { tenants, plans, memberships, keyCount: keys.length };
  });
}

async function membershipsOf(
  { usagePlans }: Pick<BulkTools, 'usagePlans'>,
  plans: readonly UsagePlan[],
): Promise<Map<string, string[]>> {
  const memberships = new Map<string, string[]>();
  for (const { id, name } of plans) {
    for (const key of await usagePlans.keys(id)) {
      memberships.set(key.id, [...(memberships.get(key.id) ?? []), name]);
    }
  }
  return memberships;
}

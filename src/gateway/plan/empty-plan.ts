import { GatewayError } from '../errors.js';
import { tenantsAmong, type TenantKey } from '../tenant/tenant.js';
import { changeRecord } from '../tenant/change-record.js';
import { placeInPlan } from '../tenant/place-in-plan.js';
import type { UsagePlan } from '../tenant/usage-plan-service.js';
import type { PlanGateway } from './find-or-create-plan.js';
import type { PlanTools } from './list-plans.js';
import { planNamed } from './plan-gateway.js';
import { attachedStage } from './plan-limits.js';

/**
 * Moves every key of a plan into another one. A key's record names its plan, and is written before the key moves: whoever is
 * interrupted, and runs the same again, moves what is left.
 *
 * @returns how many keys were moved
 * @throws GatewayError `conflict` where keys are in the plan that no tenant of this gateway has
 */
export async function emptyPlan(
  tools: PlanTools,
  gateway: PlanGateway,
  from: string,
  to: string,
): Promise<number> {
  const plans = await tools.usagePlans.list();
  const target = planNamed(plans, to, gateway.stage);
  assertAttached(target, gateway);
  const source = plans.find(({ id, name }) => id === from || name === from);
  if (source?.id === target.id) throw new GatewayError('usage', `${from} and ${to} are the same plan.`);
  const members = source ? await tools.usagePlans.keys(source.id) : [];
  const keys = await tenantKeys(tools, gateway);
  const foreign = members.filter(({ id }) => !keys.has(id));
  if (foreign.length > 0)
    throw notOurs(
      from,
      foreign.map(({ name }) => name),
    );
  const leaving = [...keys.values()].filter(
    (key) => members.some(({ id }) => id === key.id) || key.record.plan === source?.name,
  );
  const arrived = new Set((await tools.usagePlans.keys(target.id)).map(({ id }) => id));
  const underWay = [...keys.values()].filter(
    (key) => key.record.plan === target.name && !arrived.has(key.id) && !leaving.includes(key),
  );
  return moveKeys(tools, gateway, [...leaving, ...underWay], target);
}

function moveKeys(
  { usagePlans, apiKeys, progress }: PlanTools,
  gateway: PlanGateway,
  keys: readonly TenantKey[],
  target: UsagePlan,
): Promise<number> {
  return progress.step(`Moving keys to ${target.name}`, async (step) => {
    let moved = 0;
    for (const key of keys) {
      const { id, record } = key;
      step.report(`${moved} of ${keys.length}`);
      if (record.plan !== target.name) await changeRecord(apiKeys, key, { ...record, plan: target.name });
      if (await placeInPlan({ usagePlans, gateway }, id, target)) moved += 1;
    }
    step.conclude(`Moved ${moved} keys to ${target.name}`);
    return moved;
  });
}

async function tenantKeys(tools: PlanTools, gateway: PlanGateway): Promise<ReadonlyMap<string, TenantKey>> {
  const tenants = tenantsAmong(await tools.apiKeys.list(''), gateway.stackName);
  const keys = [...tenants.values()].flatMap((tenant) => tenant.keys);
  return new Map(keys.map((key) => [key.id, key]));
}

function assertAttached(plan: UsagePlan, { stage }: PlanGateway): void {
  if (attachedStage(plan, stage)) return;
  throw new GatewayError('conflict', `The plan ${plan.name} does not serve this gateway.`, {
    reason: 'The keys would be refused.',
  });
}

function notOurs(plan: string, names: readonly string[]): GatewayError {
  return new GatewayError('conflict', `In the plan ${plan} are keys that no tenant of this gateway has.`, {
    reason: names.slice(0, 5).join(', '),
    next: ['Move them where they belong: aws apigateway create-usage-plan-key'],
  });
}

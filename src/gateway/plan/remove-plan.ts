import { GatewayError } from '../errors.js';
import type { UsagePlan, UsagePlanService } from '../tenant/usage-plan-service.js';
import type { PlanGateway } from './find-or-create-plan.js';
import { planNamed } from './plan-gateway.js';
import { attachedStage } from './plan-limits.js';

export interface RemovedPlan {
  readonly outcome: 'removed' | 'absent';
  readonly name: string;
  readonly id?: string;
}

/**
 * Removes a plan that no key is in: detaches it from the gateway's stage, then deletes it. One that is gone is success.
 *
 * @throws GatewayError `conflict` while keys are in it, or while it serves another stage
 */
export async function removePlan(
  usagePlans: UsagePlanService,
  gateway: PlanGateway,
  nameOrId: string,
): Promise<RemovedPlan> {
  const plans = await usagePlans.list();
  if (!plans.some(({ id, name }) => id === nameOrId || name === nameOrId)) {
    return { outcome: 'absent', name: nameOrId };
  }
  const plan = planNamed(plans, nameOrId, gateway.stage);
  assertServesNobodyElse(plan, gateway);
  await assertEmpty(usagePlans, plan);
  if (attachedStage(plan, gateway.stage)) await usagePlans.update(plan.id, { detach: [gateway.stage] });
  // A tenant may have come in while the stage was being detached: that can take 20 s.
  await assertEmpty(usagePlans, plan);
  await usagePlans.remove(plan.id);
  return { outcome: 'removed', name: plan.name, id: plan.id };
}

async function assertEmpty(usagePlans: UsagePlanService, plan: UsagePlan): Promise<void> {
  const keys = await usagePlans.keys(plan.id);
  if (keys.length === 0) return;
  const some = keys.slice(0, 5).map(({ name }) => name);
  const more = keys.length > some.length ? ` and ${keys.length - some.length} more` : '';
  throw new GatewayError('conflict', `${keys.length} API keys are in the plan ${plan.name}.`, {
    reason: `Without a plan their requests would be refused: ${some.join(', ')}${more}.`,
    next: [
      `Move them first: aigw plan remove ${plan.name} --move-to OTHER`,
      `Or one by one: aigw tenant set ${some[0] ?? 'ID'} --plan OTHER`,
    ],
  });
}

function assertServesNobodyElse(plan: UsagePlan, { stage }: PlanGateway): void {
  const here = attachedStage(plan, stage);
  const others = plan.stages.filter((each) => each !== here);
  if (others.length === 0) return;
  throw new GatewayError('conflict', `The plan ${plan.name} also serves other stages.`, {
    reason: others.map(({ apiId, stageName }) => `${apiId}:${stageName}`).join(', '),
    next: [
      `aws apigateway update-usage-plan --usage-plan-id ${plan.id} --patch-operations op=remove,path=/apiStages,value=API:STAGE`,
    ],
  });
}

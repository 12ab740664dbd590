import { GatewayError, isFailure } from '../errors.js';
import type { StageName, UsagePlan, UsagePlanService } from '../tenant/usage-plan-service.js';
import { describeLimits, equalLimits, type Limits } from './limits.js';
import { attachedStage, limitsOf } from './plan-limits.js';
import { planName } from './plan-name.js';

/** Whose plan it is. */
export interface PlanGateway {
  readonly stackName: string;
  readonly stage: StageName;
  /** Usage plans the account may have; AWS's default where absent. */
  readonly planQuota?: number;
}

/** Usage plans of an account in a region unless AWS raised it (DG/limits). */
export const defaultPlanQuota = 300;

const creationAttempts = 3;

/**
 * The usage plan that the gateway's tenants with these limits share, attached to its stage; made where there is none. Killed anywhere
 * and run again it finds what is there, also where the answer to the creation was lost. Deletes nothing: where two operators
 * make the same plan at once, both stay, and everybody uses the one whose id comes first.
 *
 * @param named what it is called where it does not get its name from its limits
 * @throws GatewayError `limit` before the account's plans are used up
 */
export async function findOrCreatePlan(
  usagePlans: Pick<UsagePlanService, 'list' | 'create' | 'update'>,
  gateway: PlanGateway,
  limits: Limits,
  named: { readonly name?: string; readonly description?: string } = {},
): Promise<UsagePlan> {
  const { name = planName(gateway.stackName, limits), description = ownDescription(gateway, limits) } = named;
  const same = (plan: UsagePlan) => plan.name === name && allows(plan, limits);
  const create = () =>
    usagePlans.create({
      name,
      description,
      limits,
      stage: gateway.stage,
      tags: { 'aigw:stack': gateway.stackName },
    });
  const plan = await createdOnce(usagePlans, same, create, gateway.planQuota);
  return attached(usagePlans, plan, gateway.stage, limits);
}

function ownDescription({ stackName }: PlanGateway, limits: Limits): string {
  return `${describeLimits(limits)} (made by aigw for stack ${stackName})`;
}

/** Looks for the plan before each try to make it, and once more after it: another operator may have been first. */
async function createdOnce(
  usagePlans: Pick<UsagePlanService, 'list'>,
  same: (plan: UsagePlan) => boolean,
  create: () => Promise<UsagePlan>,
  planQuota: number | undefined,
): Promise<UsagePlan> {
  for (let attempt = 1; ; attempt++) {
    const all = await usagePlans.list();
    const existing = firstOf(all.filter(same));
    if (existing) return existing;
    assertRoomForPlan(all.length, planQuota);
    try {
      const made = await create();
      return firstOf([made, ...(await usagePlans.list()).filter(same)]);
    } catch (error) {
      if (!isFailure(error, 'service') || attempt === creationAttempts) throw error;
    }
  }
}

/** Limits of routes belong to a stage; a plan that is attached to none has lost them, and gets them back. */
function allows(plan: UsagePlan, limits: Limits): boolean {
  const stages = plan.stages.length === 0 ? [{ routes: limits.routes }] : plan.stages;
  return stages.every(({ routes }) => equalLimits({ ...limitsOf(plan), routes }, limits));
}

function firstOf(plans: readonly [UsagePlan, ...UsagePlan[]]): UsagePlan;
function firstOf(plans: readonly UsagePlan[]): UsagePlan | undefined;
function firstOf(plans: readonly UsagePlan[]): UsagePlan | undefined {
  return [...plans].sort((a, b) => (a.id < b.id ? -1 : 1))[0];
}

async function attached(
  usagePlans: Pick<UsagePlanService, 'update'>,
  plan: UsagePlan,
  stage: StageName,
  limits: Limits,
): Promise<UsagePlan> {
  if (attachedStage(plan, stage)) return plan;
  return usagePlans.update(plan.id, {
    attach: [stage],
    routes: { at: stage, set: limits.routes, remove: [] },
  });
}

/** @throws GatewayError `limit` where another plan would be one too many */
export function assertRoomForPlan(count: number, quota = defaultPlanQuota): void {
  if (count < quota) return;
  throw new GatewayError(
    'limit',
    `This account has ${count} usage plans in this region and may have ${quota}.`,
    {
      reason: 'Tenants with equal limits share one plan: fewer different limits need fewer plans.',
      next: [
        'aigw plan list --all',
        'Where AWS raised the quota, say so: export AIGW_PLAN_QUOTA=N',
        'Or ask AWS for more: Service Quotas, API Gateway, "Usage plans per account"',
      ],
    },
  );
}

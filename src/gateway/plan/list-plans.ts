import type { Connection } from '../connection.js';
import type { Progress } from '../progress.js';
import { tenantsAmong } from '../tenant/tenant.js';
import type { UsagePlan } from '../tenant/usage-plan-service.js';
import { defaultPlanQuota, type PlanGateway } from './find-or-create-plan.js';
import type { Limits } from './limits.js';
import { attachedStage, limitsOf } from './plan-limits.js';

/** A plan as it is shown. */
export interface PlanSummary {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly limits: Limits;
  /** Whether it serves the gateway's stage. */
  readonly attached: boolean;
  /** Stages of other APIs, or of this one, that it serves as well: `api:stage`. */
  readonly otherStages: readonly string[];
  /** Tenants of this gateway that belong in it. */
  readonly tenants: readonly string[];
}

export interface PlanList {
  readonly plans: readonly PlanSummary[];
  /** Plans the account has in this region, and may have unless AWS raised it. */
  readonly account: { readonly plans: number; readonly quota: number };
}

export type PlanTools = Pick<Connection, 'usagePlans' | 'apiKeys'> & { readonly progress: Progress };

/**
 * The usage plans of a gateway, by name: those attached to its stage and those named after it.
 *
 * @param all whether all plans of the account in this region are meant
 */
export async function listPlans(tools: PlanTools, gateway: PlanGateway, all: boolean): Promise<PlanList> {
  const [plans, tenants] = await Promise.all([tools.usagePlans.list(), tenantsOfPlans(tools, gateway)]);
  const shown = plans
    .map((plan) => planSummary(plan, gateway, tenants.get(plan.name) ?? []))
    .filter((plan) => all || plan.attached || plan.name.startsWith(`aigw-${gateway.stackName}-`))
    .sort((one, other) => (one.name < other.name ? -1 : 1));
  return {
    plans: shown,
    account: { plans: plans.length, quota: gateway.planQuota ?? defaultPlanQuota },
  };
}

export function planSummary(plan: UsagePlan, gateway: PlanGateway, tenants: readonly string[]): PlanSummary {
  const here = attachedStage(plan, gateway.stage);
  const elsewhere = plan.stages.filter((stage) => stage !== here);
  return {
    id: plan.id,
    name: plan.name,
    description: plan.description,
    limits: limitsOf(plan, here),
    attached: here !== undefined,
    otherStages: elsewhere.map(({ apiId, stageName }) => `${apiId}:${stageName}`),
    tenants,
  };
}

/** Ids of the gateway's tenants by the name of their plan. */
export async function tenantsOfPlans(
  { apiKeys, progress }: PlanTools,
  gateway: PlanGateway,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const keys = await progress.step('Reading API keys', (step) =>
    apiKeys.list('', (count) => {
      step.report(`${count}`);
    }),
  );
  const byPlan = new Map<string, string[]>();
  for (const { id, plan } of tenantsAmong(keys, gateway.stackName).values()) {
    byPlan.set(plan, [...(byPlan.get(plan) ?? []), id]);
  }
  return byPlan;
}

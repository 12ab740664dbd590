import type { PlanStage, StageName, UsagePlan } from '../tenant/usage-plan-service.js';
import type { Limits } from './limits.js';

/** What a plan allows the keys that call a stage. Undefined where it is not attached to it. */
export function limitsAt(plan: UsagePlan, stage: StageName): Limits | undefined {
  const attached = attachedStage(plan, stage);
  return attached && limitsOf(plan, attached);
}

/** The plan's own limits, with those that its routes have at a stage. */
export function limitsOf({ throttle, quota }: UsagePlan, stage?: PlanStage): Limits {
  return { ...(throttle && { throttle }), ...(quota && { quota }), routes: stage?.routes ?? [] };
}

/** How a plan serves the stage; undefined where it does not. */
export function attachedStage(plan: UsagePlan, { apiId, stageName }: StageName): PlanStage | undefined {
  return plan.stages.find((stage) => stage.apiId === apiId && stage.stageName === stageName);
}

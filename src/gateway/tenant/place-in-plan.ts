import { GatewayError, isFailure } from '../errors.js';
import { attachedStage } from '../plan/plan-limits.js';
import { changedMeanwhile } from './change-record.js';
import type { TenantTools } from './tenant-tools.js';
import type { UsagePlan } from './usage-plan-service.js';

const attempts = 3;

type PlanTools = Pick<TenantTools, 'usagePlans' | 'gateway'>;

/** The plan of that name that serves the gateway's stage; of several the one whose id comes first. @throws GatewayError `not-found` */
export async function planNamed({ usagePlans, gateway }: PlanTools, name: string): Promise<UsagePlan> {
  const [plan] = (await usagePlans.list())
    .filter((candidate) => candidate.name === name && attachedStage(candidate, gateway.stage))
    .sort((one, other) => (one.id < other.id ? -1 : 1));
  if (plan) return plan;
  throw new GatewayError('not-found', `No usage plan "${name}" serves this gateway.`, {
    next: ['aigw plan list', 'Or give limits instead of a name: --rate N --quota N/day'],
  });
}

/** Plans of the gateway's stage that the key is in: one, as AWS takes no second for the same stage, or none. */
export async function plansOfKey({ usagePlans, gateway }: PlanTools, keyId: string): Promise<UsagePlan[]> {
  return (await usagePlans.list(keyId)).filter((plan) => attachedStage(plan, gateway.stage));
}

/**
 * Puts a key into the plan, out of another one of the same stage if need be. AWS takes a key into one plan of a stage only, so
 * between the two calls it is in none and its requests are refused: they follow each other at once.
 *
 * @param known the plans it is in, where the caller knows
 * @returns whether anything had to be done
 */
export async function placeInPlan(
  tools: PlanTools,
  keyId: string,
  plan: UsagePlan,
  known?: readonly UsagePlan[],
): Promise<boolean> {
  for (let attempt = 1; ; attempt++) {
    const current = (attempt === 1 && known) || (await plansOfKey(tools, keyId));
    if (current.some(({ id }) => id === plan.id)) return attempt > 1;
    try {
      await move(tools, keyId, current, plan);
      return true;
    } catch (error) {
      if (isFailure(error, 'not-found')) throw changedMeanwhile('Its key or its plan was removed.');
      // Somebody else has put it into another plan.
      if (!isFailure(error, 'conflict') || attempt === attempts) throw error;
    }
  }
}

async function move(
  { usagePlans }: PlanTools,
  keyId: string,
  from: readonly UsagePlan[],
  to: UsagePlan,
): Promise<void> {
  for (const { id } of from) await usagePlans.removeKey(id, keyId);
  try {
    await usagePlans.addKey(to.id, keyId);
  } catch (error) {
    const [before] = from;
    // Better the old limits than no service.
    if (before && !isFailure(error, 'conflict')) await usagePlans.addKey(before.id, keyId);
    throw error;
  }
}

import type { StageName, UsagePlan, UsagePlanService } from '../tenant/usage-plan-service.js';
import { attachedStage } from './plan-limits.js';

/**
 * Puts a key into this plan and out of the others that serve the stage: API Gateway lets it be in one of them only, so between the two calls
 * its requests are refused. Run again it completes what was interrupted.
 *
 * @returns whether anything had to be done
 */
export async function placeKey(
  usagePlans: Pick<UsagePlanService, 'list' | 'addKey' | 'removeKey'>,
  keyId: string,
  plan: UsagePlan,
  stage: StageName,
): Promise<boolean> {
  const current = await usagePlans.list(keyId);
  const others = current.filter((each) => each.id !== plan.id && attachedStage(each, stage));
  for (const other of others) await usagePlans.removeKey(other.id, keyId);
  const isMember = current.some((each) => each.id === plan.id);
  if (!isMember) await usagePlans.addKey(plan.id, keyId);
  return others.length > 0 || !isMember;
}

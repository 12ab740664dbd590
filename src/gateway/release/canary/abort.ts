import { changedUnderneath, readStage, type StageTarget } from '../stage-target.js';
import type { CanaryChange, CanaryTools } from './canary-change.js';
import { canaryConditionOf, requireCanary } from './canary-condition.js';
import { removeCanary } from './remove-canary.js';

/**
 * Takes the canary away: all requests meet the stage's own deployment and variables again. Without a canary there is nothing
 * to do. The canary's deployment stays, to be looked at; `prune` deletes it.
 *
 * @param expected deployment the canary has to be on, where the caller has one in mind
 * @throws GatewayError `conflict` where somebody promoted it at the same time
 */
export async function abortCanary(
  { apis, progress }: CanaryTools,
  target: StageTarget,
  expected?: string,
): Promise<CanaryChange> {
  return progress.step('Aborting the canary', async (step) => {
    const before = await readStage(apis, target);
    if (!before.canary) {
      step.conclude('There is no canary: nothing to abort');
      return { changed: false, stage: before };
    }
    requireCanary(before, 'abort', expected);
    const stage = await removeCanary(apis, target);
    if (stage.deploymentId !== before.deploymentId) {
      throw changedUnderneath(target, `The canary was promoted: it serves deployment ${stage.deploymentId}.`);
    }
    const wasPromoted = canaryConditionOf(before) === 'promoted';
    step.conclude(
      wasPromoted
        ? `The canary was promoted before; what was left of it is removed. Live: deployment ${stage.deploymentId}`
        : `Aborted. All requests meet deployment ${stage.deploymentId}`,
    );
    return { changed: true, stage, ...(wasPromoted && { wasPromoted }) };
  });
}

import { GatewayError } from '../../errors.js';
import type { ApiService, Stage } from '../api-service.js';
import { changedUnderneath, readStage, type StageTarget } from '../stage-target.js';
import type { CanaryChange, CanaryTools } from './canary-change.js';
import { canaryAsStarted, canaryConditionOf, isPhantom, requireCanary } from './canary-condition.js';
import { assertPercent } from './percent.js';

/**
 * Gives the canary another share of the requests.
 *
 * @param percent 0 to 100
 * @param expected deployment the canary has to be on, where the caller has one in mind
 * @throws GatewayError `conflict` without a canary, or where somebody else changed the stage at the same time
 */
export async function shiftCanary(
  { apis, progress }: CanaryTools,
  target: StageTarget,
  percent: number,
  expected?: string,
): Promise<CanaryChange> {
  assertPercent(percent);
  return progress.step(`Shifting the canary to ${percent} %`, async (step) => {
    const before = await readStage(apis, target);
    const canary = requireCanary(before, 'shift', expected);
    if (canaryConditionOf(before) === 'promoted') throw promotedAlready(before);
    if (canary.percent === percent) {
      step.conclude(`The canary is at ${percent} % already`);
      return { changed: false, stage: before };
    }
    const after = await apis.shiftCanary(target.apiId, target.stageName, percent);
    await assertShifted(apis, target, before, after);
    step.conclude(`The canary is at ${percent} %`);
    return { changed: true, stage: after };
  });
}

/** The answer to the update shows what the stage was right before it: another operator may have come first. */
async function assertShifted(
  apis: ApiService,
  target: StageTarget,
  before: Stage,
  after: Stage,
): Promise<void> {
  const { canary } = after;
  if (canary?.deploymentId === before.canary?.deploymentId && after.deploymentId === before.deploymentId)
    return;
  if (isPhantom(after)) {
    await apis.restoreStage(target.apiId, { ...after, canary: undefined }, after);
    throw changedUnderneath(target, 'The canary is gone: it was promoted or aborted.');
  }
  if (after.deploymentId !== before.deploymentId) {
    throw changedUnderneath(target, `It serves deployment ${after.deploymentId} now.`);
  }
  const replacing = (await apis.deployments(target.apiId)).find(({ id }) => id === canary?.deploymentId);
  const started = replacing && canaryAsStarted(replacing);
  if (started && canary) {
    const wanted = { ...after, canary: { ...canary, percent: started.percent } };
    await apis.restoreStage(target.apiId, wanted, after);
  }
  throw changedUnderneath(
    target,
    'The canary was replaced by another, which keeps the share it started with.',
  );
}

function promotedAlready(stage: Stage): GatewayError {
  return new GatewayError('conflict', `The canary of stage ${stage.name} is promoted, but not removed.`, {
    reason: `All requests meet deployment ${stage.deploymentId}. Nothing was changed.`,
    next: ['Finish it: aigw canary promote'],
  });
}

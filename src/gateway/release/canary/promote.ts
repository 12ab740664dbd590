import { GatewayError } from '../../errors.js';
import type { ApiService, Canary, Stage } from '../api-service.js';
import { noteThatItWasLive } from '../move-stage.js';
import { assertUnchanged, changedUnderneath, readStage, type StageTarget } from '../stage-target.js';
import type { CanaryChange, CanaryTools } from './canary-change.js';
import { canaryAsStarted, canaryConditionOf, isPhantom, requireCanary } from './canary-condition.js';
import { removeCanary } from './remove-canary.js';
import { canariesStartedSince, isLiveAnyway } from './started-meanwhile.js';

/**
 * Makes the canary live for all requests: copies its deployment and variables to the stage in one update, takes away the canary
 * that AWS leaves behind (DG/promote-canary-deployment), and reads the stage back. Interrupted, it is finished by the next run.
 *
 * @param expected deployment the canary has to be on, where the caller has one in mind
 * @throws GatewayError `conflict` without a canary, or where somebody else changed the stage at the same time
 */
export async function promoteCanary(
  { apis, progress }: CanaryTools,
  target: StageTarget,
  expected?: string,
): Promise<CanaryChange> {
  return progress.step('Promoting the canary', async (step) => {
    const before = await readStage(apis, target);
    const canary = requireCanary(before, 'promote', expected);
    const known = new Set((await apis.deployments(target.apiId)).map(({ id }) => id));
    progress.onInterrupt(
      'Requests are served, but the canary may be left behind. Run `aigw canary promote` again to finish it.',
    );
    if (canaryConditionOf(before) === 'active') await copyToStage(apis, target, before, canary);
    const removed = await removeCanary(apis, target);
    await keepCanaryStartedMeanwhile(apis, target, removed, known);
    const stage = await readBack(apis, target, canary);
    progress.onInterrupt(undefined);
    step.conclude(`Promoted. All requests meet deployment ${stage.deploymentId}`);
    return { changed: true, stage };
  });
}

async function copyToStage(
  apis: ApiService,
  target: StageTarget,
  before: Stage,
  canary: Canary,
): Promise<void> {
  await noteThatItWasLive(apis, target.apiId, before.deploymentId);
  await assertUnchanged(apis, target, before);
  const after = await apis.promoteCanary(target.apiId, target.stageName);
  if (isPhantom(after) && Object.keys(canary.variableOverrides).length > 0) {
    await apis.restoreStage(target.apiId, { ...after, canary: undefined }, after);
    throw changedUnderneath(target, `The canary is gone. It serves deployment ${after.deploymentId}.`);
  }
  if (after.deploymentId !== canary.deploymentId) await takeBack(apis, target, before, after);
}

/** The canary was replaced between the last look and the promotion: what nobody has judged must not be live. */
async function takeBack(apis: ApiService, target: StageTarget, before: Stage, after: Stage): Promise<never> {
  const { canary } = after;
  const promoted = (await apis.deployments(target.apiId)).find(({ id }) => id === canary?.deploymentId);
  const started = promoted && canaryAsStarted(promoted);
  const wanted = canary && { ...canary, percent: started?.percent ?? 0 };
  await apis.restoreStage(target.apiId, { ...before, canary: wanted }, after);
  throw changedUnderneath(
    target,
    `The canary was replaced by another, which is at ${wanted?.percent ?? 0} %. All others meet what was live before.`,
  );
}

/** A canary that somebody started between promotion and removal went with the old one. */
async function keepCanaryStartedMeanwhile(
  apis: ApiService,
  target: StageTarget,
  removed: Stage,
  known: ReadonlySet<string>,
): Promise<void> {
  const deployments = await apis.deployments(target.apiId);
  const newest = canariesStartedSince(known, deployments).at(-1);
  if (!newest || isLiveAnyway(newest.release, removed, deployments)) return;
  await apis.restoreStage(target.apiId, { ...removed, canary: newest.canary }, removed);
}

async function readBack(apis: ApiService, target: StageTarget, canary: Canary): Promise<Stage> {
  const stage = await readStage(apis, target);
  const missing = Object.entries(canary.variableOverrides).some(
    ([name, value]) => stage.variables[name] !== value,
  );
  if (stage.deploymentId !== canary.deploymentId) {
    throw changedUnderneath(target, `It serves deployment ${stage.deploymentId} now.`);
  }
  if (!missing) return stage;
  throw new GatewayError('verification', 'The canary was promoted without all of its variables.', {
    reason: `Stage ${stage.name} has other values now.`,
    next: ['aigw deployment list', 'aigw deployment rollback'],
  });
}

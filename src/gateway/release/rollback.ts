import { GatewayError } from '../errors.js';
import type { Deployment, Stage } from './api-service.js';
import { assertNoCanary } from './canary-guard.js';
import { knownDeployment } from './deployment-details.js';
import { newestFirst } from './deployment-list.js';
import type { FunctionService } from './function-service.js';
import { moveStage, serves, type Destination } from './move-stage.js';
import { parseReleaseDescription } from './release-description.js';
import type { ReleaseRequest, ReleaseTools } from './release-request.js';
import { readStage, type StageTarget } from './stage-target.js';

export interface RollbackRequest extends StageTarget, Pick<ReleaseRequest, 'functionNames'> {
  /** The deployment to go to; absent: the release before the live one. */
  readonly deploymentId?: string;
}

/** Where a rollback would lead. */
export interface RollbackPlan extends Destination {
  readonly from: string;
  readonly createdAt: Date;
  readonly message?: string;
  /** Whether the stage is there already. */
  readonly isLive: boolean;
  /** The newer release from which the stage was taken back before, where that is why it is there already. */
  readonly backFrom?: string;
}

/**
 * Finds where a rollback leads and makes sure that it can serve: that the release is known, and its function versions are still
 * there. Changes nothing.
 *
 * @throws GatewayError `not-found` for an unknown deployment, no earlier release, or function versions that are gone; `usage` for
 *   a deployment that is no release; `conflict` while there is a canary
 */
export async function planRollback(
  { apis, functions }: Pick<ReleaseTools, 'apis' | 'functions'>,
  request: RollbackRequest,
): Promise<RollbackPlan> {
  const stage = await readStage(apis, request);
  const deployments = await apis.deployments(request.apiId);
  const { target, backFrom } =
    request.deploymentId === undefined
      ? releaseBefore(stage, deployments)
      : { target: knownDeployment(deployments, request, request.deploymentId) };
  const release = parseReleaseDescription(target.description);
  if (!release) throw noRelease(target);
  assertNoCanary(stage);
  const { forwarder, authorizer, message } = release;
  const destination = { deploymentId: target.id, versions: { forwarder, authorizer } };
  await assertVersionsExist(functions, request, destination);
  return {
    ...destination,
    from: stage.deploymentId,
    createdAt: target.createdAt,
    message,
    isLive: serves(stage, destination),
    ...(backFrom !== undefined && { backFrom }),
  };
}

/**
 * Points the stage at an earlier release, its function versions included, in one update. All other stage variables stay.
 *
 * @returns false where the stage was there already
 * @throws GatewayError `conflict` while there is a canary, or where somebody else changed the stage at the same time
 */
export async function rollback(
  { apis, progress }: Pick<ReleaseTools, 'apis' | 'progress'>,
  target: StageTarget,
  plan: RollbackPlan,
): Promise<boolean> {
  return progress.step(`Going back to deployment ${plan.deploymentId}`, async (step) => {
    const changed = await moveStage(apis, target, plan);
    const { forwarder, authorizer } = plan.versions;
    step.conclude(
      changed
        ? `Live: deployment ${plan.deploymentId} (forwarder ${forwarder}, authorizer ${authorizer})`
        : `Already live: deployment ${plan.deploymentId}`,
    );
    return changed;
  });
}

/**
 * The newest release made before the live one that has been live itself: a canary that was aborted is none. Where a newer one has been live,
 * the stage was taken back already, and a command that is run again must not take it further.
 */
function releaseBefore(
  stage: Stage,
  deployments: readonly Deployment[],
): { readonly target: Deployment; readonly backFrom?: string } {
  const order = newestFirst(deployments);
  const wasLive = ({ description }: Deployment) => parseReleaseDescription(description)?.wasLive === true;
  const place = order.findIndex(({ id }) => id === stage.deploymentId);
  const newer = order.slice(0, Math.max(0, place)).find(wasLive);
  const live = order[place];
  if (newer && live && parseReleaseDescription(live.description)) return { target: live, backFrom: newer.id };
  const target = order.slice(place + 1).find(wasLive);
  if (target) return { target };
  throw new GatewayError('not-found', `No release before deployment ${stage.deploymentId} has been live.`, {
    reason: 'aigw notes that a release was live when it moves the stage on to the next.',
    next: ['aigw deployment list', 'Name one of them: aigw deployment rollback ID'],
  });
}

async function assertVersionsExist(
  functions: FunctionService,
  { functionNames }: RollbackRequest,
  { deploymentId, versions }: Destination,
): Promise<void> {
  const wanted = [
    [functionNames.forwarder, versions.forwarder],
    [functionNames.authorizer, versions.authorizer],
  ] as const;
  const found = await Promise.all(wanted.map(([name, version]) => functions.version(name, version)));
  const missing = wanted.filter((_, index) => !found[index]);
  if (missing.length === 0) return;
  const names = missing.map(([name, version]) => `version ${version} of ${name}`);
  throw new GatewayError('not-found', `Deployment ${deploymentId} could not serve.`, {
    reason: `Lambda no longer has ${names.join(' and ')}. Nothing was changed.`,
    next: ['aigw deployment list', 'Or release the present code: aigw deploy'],
  });
}

function noRelease({ id, description }: Deployment): GatewayError {
  return new GatewayError('usage', `Deployment ${id} is not a release of aigw.`, {
    reason: `It does not say which function versions it serves${description === '' ? '' : `, but "${description}"`}.`,
    next: ['aigw deployment list'],
  });
}

import type { Canary, Deployment, Stage } from '../api-service.js';
import { isSameRelease, parseReleaseDescription, type ReleaseDescription } from '../release-description.js';
import { canaryAsStarted } from './canary-condition.js';

/** A canary that somebody started. */
export interface StartedCanary {
  readonly canary: Canary;
  readonly release: ReleaseDescription;
}

/**
 * Canaries that were started since a list of deployments was read, oldest first. AWS makes at most one deployment in five seconds for an
 * account (DG/limits), so their times tell their order.
 *
 * @param known ids of the deployments that were there before
 */
export function canariesStartedSince(
  known: ReadonlySet<string>,
  deployments: readonly Deployment[],
): StartedCanary[] {
  const made = deployments.filter(({ id }) => !known.has(id));
  const inOrder = made.sort((a, b) => a.createdAt.getTime() - b.createdAt.getTime());
  return inOrder.flatMap((deployment) => {
    const canary = canaryAsStarted(deployment);
    const release = parseReleaseDescription(deployment.description);
    return canary && release ? [{ canary, release }] : [];
  });
}

/** Whether a canary of this release would try nothing, because all requests meet the same. */
export function isLiveAnyway(
  release: ReleaseDescription,
  { deploymentId }: Stage,
  deployments: readonly Deployment[],
): boolean {
  const live = deployments.find(({ id }) => id === deploymentId);
  const served = parseReleaseDescription(live?.description ?? '');
  return isSameRelease(served, release) && Object.keys(release.canary?.variables ?? {}).length === 0;
}

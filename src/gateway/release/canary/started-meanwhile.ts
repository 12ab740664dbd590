import type { ApiService, Canary } from '../api-service.js';
import { parseReleaseDescription } from '../release-description.js';
import { canaryAsStarted } from './canary-condition.js';

/** A canary that somebody started. */
export interface StartedCanary {
  readonly canary: Canary;
  /** Whether it was to replace one that was there. */
  readonly replacing: boolean;
}

/**
 * Canaries that were started since a list of deployments was read, oldest first. AWS makes at most one deployment in five seconds for an
 * account (DG/limits), so their times tell their order.
 *
 * @param known ids of the deployments that were there before
 */
export async function canariesStartedSince(
  apis: ApiService,
  apiId: string,
  known: ReadonlySet<string>,
): Promise<StartedCanary[]> {
  const made = (await apis.deployments(apiId)).filter(({ id }) => !known.has(id));
  const inOrder = made.sort((a, b) => a.createdAt.getTime() - b.createdAt.getTime());
  return inOrder.flatMap((deployment) => {
    const canary = canaryAsStarted(deployment);
    const { canary: beginning } = parseReleaseDescription(deployment.description) ?? {};
    return canary ? [{ canary, replacing: beginning?.replacing ?? false }] : [];
  });
}

import { GatewayError, isFailure } from '../errors.js';
import type { Progress } from '../progress.js';
import type { ApiService } from './api-service.js';
import { newestFirst } from './deployment-list.js';
import { parseReleaseDescription } from './release-description.js';

export interface PrunePlan {
  /** Deployments to delete, oldest first. */
  readonly unneeded: readonly { readonly id: string; readonly createdAt: Date; readonly message?: string }[];
  /** How many deployments stay. */
  readonly kept: number;
}

export interface PruneResult {
  readonly deleted: readonly string[];
  /** Deployments that somebody has come to use meanwhile. */
  readonly inUse: readonly string[];
  readonly kept: number;
}

/**
 * Finds the releases that nothing needs: neither served by a stage or a canary of the API, nor among the newest. A deployment that `aigw`
 * did not make is never one of them: the stack's own is what CloudFormation goes back to.
 *
 * @param keep how many of the newest releases stay besides those in use; at least 1, which may be about to become live
 * @throws GatewayError `usage` for less
 */
export async function planPruning(apis: ApiService, apiId: string, keep: number): Promise<PrunePlan> {
  if (!Number.isInteger(keep) || keep < 1) throw tooFew(keep);
  const deployments = newestFirst(await apis.deployments(apiId));
  const used = await usedDeployments(apis, apiId);
  const releases = deployments.flatMap(({ id, createdAt, description }) => {
    const release = parseReleaseDescription(description);
    return release && !used.has(id) ? [{ id, createdAt, message: release.message }] : [];
  });
  const unneeded = releases.slice(keep).reverse();
  return { unneeded, kept: deployments.length - unneeded.length };
}

/** Deletes them. One that has come into use since is left: AWS refuses, and the stages are read again right before each. */
export async function prune(
  { apis, progress }: { readonly apis: ApiService; readonly progress: Progress },
  apiId: string,
  { unneeded, kept }: PrunePlan,
): Promise<PruneResult> {
  return progress.step(`Deleting ${unneeded.length} deployments`, async (step) => {
    const deleted: string[] = [];
    const inUse: string[] = [];
    for (const { id } of unneeded) {
      step.report(`${deleted.length + 1} of ${unneeded.length}`);
      ((await isDeleted(apis, apiId, id)) ? deleted : inUse).push(id);
    }
    step.conclude(`Deleted ${deleted.length} of ${unneeded.length} deployments`);
    return { deleted, inUse, kept: kept + inUse.length };
  });
}

async function isDeleted(apis: ApiService, apiId: string, id: string): Promise<boolean> {
  if ((await usedDeployments(apis, apiId)).has(id)) return false;
  try {
    await apis.deleteDeployment(apiId, id);
    return true;
  } catch (error) {
    if (isFailure(error, 'usage') && (await usedDeployments(apis, apiId)).has(id)) return false;
    throw error;
  }
}

/** Whether AWS refuses to delete a canary's deployment is not documented (AWS-FACTS §2), so we do. */
async function usedDeployments(apis: ApiService, apiId: string): Promise<Set<string>> {
  const stages = await apis.stages(apiId);
  return new Set(
    stages.flatMap(({ deploymentId, canary }) => [deploymentId, ...(canary ? [canary.deploymentId] : [])]),
  );
}

function tooFew(keep: number): GatewayError {
  return new GatewayError('usage', `--keep ${keep} is too few.`, {
    reason: 'The newest release always stays: it may be about to become live.',
    next: ['--keep 10'],
  });
}

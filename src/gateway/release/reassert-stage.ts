import type { Progress } from '../progress.js';
import type { ApiService, Stage } from './api-service.js';
import { serves } from './move-stage.js';
import { parseReleaseDescription } from './release-description.js';
import { readStage, type StageTarget } from './stage-target.js';

/**
 * Puts the stage back where a stack update has moved it: AWS's Stage handler may send the template's deployment and variables again
 * (AWS-FACTS §2, unverified), and a rollback does (GH aws/aws-cdk#14660). A canary is left as it is, and so is what another
 * operator has released meanwhile.
 *
 * @param before the stage as it was before the update
 */
export async function reassertStage(
  { apis, progress }: { readonly apis: ApiService; readonly progress: Progress },
  target: StageTarget,
  before: Stage,
): Promise<void> {
  const after = await readStage(apis, target);
  const { deploymentId, variables } = before;
  const { forwarder, authorizer } = variables;
  if (forwarder === undefined || authorizer === undefined) return;
  if (serves(after, { deploymentId, versions: { forwarder, authorizer } })) return;
  if (after.deploymentId !== deploymentId && (await isRelease(apis, target, after))) return;
  await apis.pointStage(target.apiId, target.stageName, {
    deploymentId,
    variables: { forwarder, authorizer },
  });
  progress.warn(
    `The stack update had moved stage ${before.name}; it was put back to deployment ${deploymentId}.`,
  );
}

async function isRelease(apis: ApiService, target: StageTarget, { deploymentId }: Stage): Promise<boolean> {
  const found = (await apis.deployments(target.apiId)).find(({ id }) => id === deploymentId);
  return parseReleaseDescription(found?.description ?? '') !== undefined;
}

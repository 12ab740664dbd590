import { GatewayError } from '../errors.js';
import type { ApiService, Stage } from './api-service.js';
import { assertNoCanary } from './canary-guard.js';
import { describeRelease, parseReleaseDescription, type FunctionVersions } from './release-description.js';
import {
  assertUnchanged,
  changedUnderneath,
  isSameStage,
  readStage,
  type StageTarget,
} from './stage-target.js';

/** Where a stage is to go: one update sets both. */
export interface Destination {
  readonly deploymentId: string;
  readonly versions: FunctionVersions;
}

/**
 * Points the stage at a deployment and its function versions, in one update, and reads it back. What was live is noted as such.
 *
 * @returns false where it was there already
 * @throws GatewayError `conflict` while there is a canary, or where somebody else changed the stage at the same time;
 *   `verification` where the stage does not show what was asked
 */
export async function moveStage(
  apis: ApiService,
  target: StageTarget,
  { deploymentId, versions }: Destination,
): Promise<boolean> {
  const before = await readStage(apis, target);
  assertNoCanary(before);
  if (serves(before, { deploymentId, versions })) return false;
  await noteThatItWasLive(apis, target.apiId, before.deploymentId);
  await assertUnchanged(apis, target, before);
  const pointing = { deploymentId, variables: { ...versions } };
  const answer = await apis.pointStage(target.apiId, target.stageName, pointing);
  if (answer.canary) {
    await apis.restoreStage(target.apiId, { ...before, canary: answer.canary }, answer);
    throw changedUnderneath(target, 'A canary was started. The stage was put back to where it was.');
  }
  await readBack(apis, target, before, { deploymentId, versions });
  return true;
}

/** Whether the stage serves that deployment with those versions. */
export function serves(stage: Stage, { deploymentId, versions }: Destination): boolean {
  return (
    stage.deploymentId === deploymentId &&
    stage.variables['forwarder'] === versions.forwarder &&
    stage.variables['authorizer'] === versions.authorizer
  );
}

/**
 * Writes into a deployment's description that it has been live, before the stage moves on: AWS keeps no history of a stage, and going
 * back must not lead to a canary that was aborted.
 */
export async function noteThatItWasLive(
  apis: ApiService,
  apiId: string,
  deploymentId: string,
): Promise<void> {
  const deployment = (await apis.deployments(apiId)).find(({ id }) => id === deploymentId);
  const release = deployment && parseReleaseDescription(deployment.description);
  if (!release || release.wasLive) return;
  await apis.describeDeployment(apiId, deploymentId, describeRelease({ ...release, wasLive: true }));
}

/** What is live is what AWS answers, not what we asked for. */
async function readBack(
  apis: ApiService,
  target: StageTarget,
  before: Stage,
  wanted: Destination,
): Promise<void> {
  const after = await readStage(apis, target);
  if (serves(after, wanted)) return;
  if (!isSameStage(after, before)) {
    throw changedUnderneath(target, `It serves deployment ${after.deploymentId} now.`);
  }
  throw new GatewayError('verification', 'The stage was updated, but does not show it.', {
    reason: `Stage ${after.name} serves deployment ${after.deploymentId}; deployment ${wanted.deploymentId} was expected.`,
    next: ['aigw status', 'aigw deploy'],
  });
}

import { GatewayError } from '../errors.js';
import type { ApiService, Deployment, Stage } from './api-service.js';
import { listed, liveSince, type ListedDeployment, type LiveSince } from './deployment-list.js';
import { readDeploymentSnapshot, readLiveSnapshot } from './read-snapshot.js';
import { parseReleaseDescription } from './release-description.js';
import {
  joined,
  releaseVariables,
  snapshotOfVariables,
  snapshotOfVersions,
  type Snapshot,
} from './snapshot.js';
import { compareSnapshots, type SnapshotComparison } from './snapshot-diff.js';
import { readStage, type StageTarget } from './stage-target.js';

export interface DeploymentDetails extends SnapshotComparison {
  readonly stage: string;
  readonly deployment: ListedDeployment;
  readonly liveSince?: LiveSince;
  /** The deployment that is live: `differences` lead from it to this one. */
  readonly live: string;
}

/**
 * What differs between what is live and another deployment, as far as AWS shows it.
 *
 * @throws GatewayError `not-found` for an unknown deployment
 */
export async function readDeploymentDetails(
  apis: ApiService,
  target: StageTarget,
  id: string,
): Promise<DeploymentDetails> {
  const [stage, deployments] = await Promise.all([readStage(apis, target), apis.deployments(target.apiId)]);
  const deployment = knownDeployment(deployments, target, id);
  const live = deployments.find((candidate) => candidate.id === stage.deploymentId);
  const comparison =
    id === stage.deploymentId
      ? { differences: [], notCompared: [] }
      : await compare(apis, target, stage, { live, deployment });
  return {
    stage: stage.name,
    deployment: listed(stage, deployment),
    ...(id === stage.deploymentId && { liveSince: liveSince(stage, deployment) }),
    live: stage.deploymentId,
    ...comparison,
  };
}

/** The deployment of that id. @throws GatewayError `not-found` */
export function knownDeployment(
  deployments: readonly Deployment[],
  { apiId }: StageTarget,
  id: string,
): Deployment {
  const found = deployments.find((deployment) => deployment.id === id);
  if (found) return found;
  throw new GatewayError('not-found', `API ${apiId} has no deployment ${id}.`, {
    reason: 'It was deleted, or belongs to another gateway.',
    next: ['aigw deployment list'],
  });
}

async function compare(
  apis: ApiService,
  target: StageTarget,
  stage: Stage,
  { live, deployment }: { live: Deployment | undefined; deployment: Deployment },
): Promise<SnapshotComparison> {
  const before = await readLiveSnapshot(apis, target.apiId, stage);
  const after = froseTheSame(live, deployment)
    ? joined(withoutRelease(before), versionsOf(deployment))
    : await readDeploymentSnapshot(apis, target.apiId, deployment, await apis.draft(target.apiId));
  return compareSnapshots(before, joined(after, variablesWith(stage, deployment)));
}

function froseTheSame(a: Deployment | undefined, b: Deployment): boolean {
  const [here, there] = [a?.description ?? '', b.description].map(parseReleaseDescription);
  return here !== undefined && here.draftHash === there?.draftHash;
}

function withoutRelease({ known, parts }: Snapshot): Snapshot {
  const isOfDraft = (kind: string) => kind !== 'variable' && kind !== 'function';
  return { known: known.filter(isOfDraft), parts: parts.filter(({ kind }) => isOfDraft(kind)) };
}

function versionsOf({ description }: Deployment): Snapshot {
  const release = parseReleaseDescription(description);
  if (!release) return { known: [], parts: [] };
  return snapshotOfVersions({ forwarder: release.forwarder, authorizer: release.authorizer });
}

/** Going to a deployment leaves the operator's own variables; a canary may have others laid over them. */
function variablesWith({ variables, canary }: Stage, { id }: Deployment): Snapshot {
  const overrides = canary?.deploymentId === id ? canary.variableOverrides : {};
  const own = Object.entries({ ...variables, ...overrides }).filter(
    ([name]) => !releaseVariables.includes(name),
  );
  return snapshotOfVariables(Object.fromEntries(own));
}

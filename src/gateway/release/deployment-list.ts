import type { ApiService, Canary, Deployment, Stage } from './api-service.js';
import { parseReleaseDescription, type ReleaseDescription } from './release-description.js';
import { readStage, type StageTarget } from './stage-target.js';

/**
 * What a deployment is to the stage. `was-live`: it has served all requests before; aigw notes that when it moves the stage on.
 * `unused`: nothing says so, as of a canary that was aborted or of what others have made.
 */
export type DeploymentState = 'live' | 'canary' | 'was-live' | 'unused';

export interface ListedDeployment {
  readonly id: string;
  readonly createdAt: Date;
  readonly state: DeploymentState;
  /** Absent where `aigw` did not make it. */
  readonly release?: ReleaseDescription;
  /** What it says of itself, where `aigw` did not make it. */
  readonly description?: string;
}

/**
 * AWS keeps no "live since". A deployment cannot be live before it was made, and the stage shows when it was changed last, by
 * this or by any later change of a setting: the truth lies between.
 */
export interface LiveSince {
  readonly notBefore: Date;
  readonly notAfter?: Date;
}

export interface DeploymentList {
  readonly stage: string;
  readonly liveSince?: LiveSince;
  readonly canary?: Canary;
  /** Newest first. */
  readonly deployments: readonly ListedDeployment[];
}

/** Lists the deployments of the API, and which of them the stage serves. */
export async function listDeployments(apis: ApiService, target: StageTarget): Promise<DeploymentList> {
  const stage = await readStage(apis, target);
  const all = newestFirst(await apis.deployments(target.apiId));
  const live = all.find(({ id }) => id === stage.deploymentId);
  return {
    stage: stage.name,
    liveSince: live && liveSince(stage, live),
    canary: stage.canary,
    deployments: all.map((deployment) => listed(stage, deployment)),
  };
}

/** Between when a deployment became live on the stage that serves it now. */
export function liveSince(stage: Stage, live: Deployment): LiveSince {
  return { notBefore: live.createdAt, notAfter: stage.updatedAt };
}

/** A deployment, and what it is to the stage. */
export function listed(stage: Stage, deployment: Deployment): ListedDeployment {
  const { id, createdAt, description } = deployment;
  const release = parseReleaseDescription(description);
  return {
    id,
    createdAt,
    state: stateOf(stage, id, release),
    ...(release ? { release } : { description }),
  };
}

/** Of those made in the same second the one listed later counts as newer. */
export function newestFirst(deployments: readonly Deployment[]): Deployment[] {
  return deployments.toReversed().sort((a, b) => b.createdAt.getTime() - a.createdAt.getTime());
}

function stateOf(stage: Stage, id: string, release: ReleaseDescription | undefined): DeploymentState {
  if (stage.deploymentId === id) return 'live';
  if (stage.canary?.deploymentId === id) return 'canary';
  return release?.wasLive ? 'was-live' : 'unused';
}

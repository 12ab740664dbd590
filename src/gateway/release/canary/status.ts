import type { ApiService, Canary, Deployment, Stage } from '../api-service.js';
import { parseReleaseDescription, type ReleaseDescription } from '../release-description.js';
import { readStage, type StageTarget } from '../stage-target.js';
import { canaryConditionOf, type CanaryCondition } from './canary-condition.js';

/** One side of a canary: what a share of the requests meets. */
export interface CanarySide {
  readonly deploymentId: string;
  readonly createdAt?: Date;
  /** Absent where `aigw` did not make the deployment. */
  readonly release?: ReleaseDescription;
  readonly variables: Readonly<Record<string, string>>;
}

export interface CanaryStatus {
  readonly stage: string;
  readonly condition: CanaryCondition;
  /** Share of the requests that meet the canary, 0 to 100; 0 without one. */
  readonly percent: number;
  readonly base: CanarySide;
  readonly canary?: CanarySide;
  /** When the stage was changed last: by the last canary verb, or by any later change of a setting. */
  readonly changedAt?: Date;
}

/** Reads how a stage stands with its canary. */
export async function readCanaryStatus(apis: ApiService, target: StageTarget): Promise<CanaryStatus> {
  const stage = await readStage(apis, target);
  const deployments = await apis.deployments(target.apiId);
  const { canary, variables, deploymentId } = stage;
  return {
    stage: stage.name,
    condition: canaryConditionOf(stage),
    percent: canary?.percent ?? 0,
    base: side(deployments, deploymentId, variables),
    ...(canary && { canary: canarySide(deployments, stage, canary) }),
    changedAt: stage.updatedAt,
  };
}

function canarySide(deployments: readonly Deployment[], { variables }: Stage, canary: Canary): CanarySide {
  return side(deployments, canary.deploymentId, { ...variables, ...canary.variableOverrides });
}

function side(
  deployments: readonly Deployment[],
  deploymentId: string,
  variables: Readonly<Record<string, string>>,
): CanarySide {
  const found = deployments.find(({ id }) => id === deploymentId);
  const release = parseReleaseDescription(found?.description ?? '');
  return { deploymentId, createdAt: found?.createdAt, ...(release && { release }), variables };
}

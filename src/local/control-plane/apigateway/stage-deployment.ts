import type { CreateDeploymentRequest } from '@aws-sdk/client-api-gateway';
import { deploymentCanary } from './canary-settings.js';
import { newStage } from './new-stage.js';
import { requireStageVariables } from './stage-variables.js';
import type { ApiRecord, StageRecord, Tables } from './tables.js';

/**
 * The stage as a deployment to it leaves it: new where there was none, repointed otherwise, or with another canary while
 * its own deployment stays (BC, LS).
 */
export function deployToStage(
  tables: Tables,
  api: ApiRecord,
  deploymentId: string,
  stageName: string,
  input: CreateDeploymentRequest,
): StageRecord {
  const stage = api.stages.get(stageName);
  if (!stage) {
    return newStage(tables, api, {
      stageName,
      deploymentId,
      description: input.stageDescription,
      variables: input.variables,
      cacheClusterEnabled: input.cacheClusterEnabled ?? undefined,
      cacheClusterSize: input.cacheClusterSize,
      tracingEnabled: input.tracingEnabled ?? undefined,
    });
  }
  const lastUpdatedDate = tables.now();
  return input.canarySettings
    ? { ...stage, canarySettings: deploymentCanary(input.canarySettings, deploymentId), lastUpdatedDate }
    : { ...stage, ...settings(stage, input), deploymentId, lastUpdatedDate };
}

/** Settings given with the deployment; variables are merged into those of the stage. */
function settings(stage: StageRecord, input: CreateDeploymentRequest): Partial<StageRecord> {
  requireStageVariables(input.variables);
  const cache = input.cacheClusterEnabled;
  return {
    ...(input.stageDescription !== undefined && { description: input.stageDescription }),
    ...(input.variables && { variables: { ...stage.variables, ...input.variables } }),
    ...(input.tracingEnabled !== undefined &&
      input.tracingEnabled !== null && { tracingEnabled: input.tracingEnabled }),
    ...(input.cacheClusterSize && { cacheClusterSize: input.cacheClusterSize }),
    ...(cache !== undefined &&
      cache !== null && {
        cacheClusterEnabled: cache,
        cacheClusterStatus: cache ? 'AVAILABLE' : 'NOT_AVAILABLE',
      }),
  };
}

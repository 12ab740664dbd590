import type { Stage as SdkStage } from '@aws-sdk/client-api-gateway';
import type { Stage } from '../gateway/release/api-service.js';

/** A stage as use cases know it. */
export function toStage(name: string, stage: SdkStage): Stage {
  const canary = stage.canarySettings;
  return {
    name,
    deploymentId: stage.deploymentId ?? '',
    variables: stage.variables ?? {},
    updatedAt: stage.lastUpdatedDate,
    canary: canary && {
      deploymentId: canary.deploymentId ?? stage.deploymentId ?? '',
      percent: canary.percentTraffic ?? 0,
      variableOverrides: canary.stageVariableOverrides ?? {},
    },
  };
}

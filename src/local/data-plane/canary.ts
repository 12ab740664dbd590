import type { ApiSnapshot, LiveStage } from '../control-plane/apigateway/api-source.js';
import type { StageVariables } from './stage-variables.js';

/** The release that serves one request. */
export interface Release {
  readonly snapshot: ApiSnapshot;
  readonly deploymentId: string;
  readonly variables: StageVariables;
  /** Undefined while the stage has no canary, as `$context.isCanaryRequest` (DG/canary-release). */
  readonly isCanary: boolean | undefined;
}

/**
 * Draws base or canary for one request: at random, without stickiness (DG/canary-release). A canary request sees
 * the stage's variables with the canary's overrides over them (`LS`).
 * @param draw number in [0, 1)
 */
export function chooseRelease({ stage, snapshot, canarySnapshot }: LiveStage, draw: number): Release {
  const { canarySettings, variables = {}, deploymentId = '' } = stage;
  if (!canarySettings) return { snapshot, deploymentId, variables, isCanary: undefined };
  if (draw * 100 >= (canarySettings.percentTraffic ?? 0))
    return { snapshot, deploymentId, variables, isCanary: false };
  return {
    snapshot: canarySnapshot ?? snapshot,
    deploymentId: canarySettings.deploymentId ?? deploymentId,
    variables: { ...variables, ...canarySettings.stageVariableOverrides },
    isCanary: true,
  };
}

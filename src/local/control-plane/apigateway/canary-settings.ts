import type { CanarySettings, DeploymentCanarySettings } from '@aws-sdk/client-api-gateway';
import { badRequest } from './rejections.js';
import { requireStageVariables } from './stage-variables.js';

/** The canary a `CreateDeployment` makes (LS). */
export function deploymentCanary(given: DeploymentCanarySettings, deploymentId: string): CanarySettings {
  return canarySettings({ ...given, deploymentId });
}

/** A canary with what AWS fills in: no traffic, own cache; overrides are shown only where there are any (LS). */
export function canarySettings(given: CanarySettings & { deploymentId: string }): CanarySettings {
  const overrides = given.stageVariableOverrides ?? {};
  requireStageVariables(overrides);
  return {
    percentTraffic: requirePercent(given.percentTraffic ?? 0),
    deploymentId: given.deploymentId,
    ...(Object.keys(overrides).length > 0 && { stageVariableOverrides: { ...overrides } }),
    useStageCache: given.useStageCache ?? false,
  };
}

/** Throws unless it is a share of traffic. @param percent 0.0–100.0 */
export function requirePercent(percent: number): number {
  if (!Number.isFinite(percent) || percent < 0 || percent > 100) {
    throw badRequest('Percent traffic must be between 0.0 and 100.0');
  }
  return percent;
}

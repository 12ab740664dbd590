import { canarySettings, requirePercent } from './canary-settings.js';
import { requireDeployment } from './known-deployment.js';
import { entryName, patchedBoolean, type Patch } from './patch-operations.js';
import { badRequest } from './rejections.js';
import { requireStageVariable } from './stage-variables.js';
import type { ApiRecord, StageRecord } from './tables.js';

const copyTargets = ['/deploymentId', '/variables'];
const copySources = ['/canarySettings/deploymentId', '/canarySettings/stageVariableOverrides'];

/**
 * The stage with a member of its canary replaced, or undefined where the path names none. On a stage without a canary it
 * makes one, on the stage's own deployment (LS).
 */
export function withCanaryPatch(
  api: ApiRecord,
  stage: StageRecord,
  { path, value }: Patch,
): StageRecord | undefined {
  const canary = stage.canarySettings ?? canarySettings({ deploymentId: stage.deploymentId });
  const override = entryName('/canarySettings/stageVariableOverrides', path);
  if (override !== undefined) {
    requireStageVariable(override, value ?? '');
    const stageVariableOverrides = { ...canary.stageVariableOverrides, [override]: value ?? '' };
    return { ...stage, canarySettings: { ...canary, stageVariableOverrides } };
  }
  switch (path) {
    case '/canarySettings/percentTraffic':
      return { ...stage, canarySettings: { ...canary, percentTraffic: percentOf(value) } };
    case '/canarySettings/deploymentId':
      return { ...stage, canarySettings: { ...canary, deploymentId: requireDeployment(api, value) } };
    case '/canarySettings/useStageCache':
      return { ...stage, canarySettings: { ...canary, useStageCache: patchedBoolean(value) } };
    default:
      return undefined;
  }
}

/** Promotion: the canary's deployment becomes the stage's, its overrides are merged into the variables (LS). */
export function canaryCopy(stage: StageRecord, { path, from }: Patch): StageRecord {
  if (!copyTargets.includes(path) || !copySources.includes(from ?? '')) {
    throw badRequest(
      `Invalid copy operation with path: ${path} and from ${from ?? 'null'}. ` +
        `Valid copy:path are [${copyTargets.join(', ')}] and valid copy:from are [${copySources.join(', ')}]`,
    );
  }
  const canary = stage.canarySettings;
  if (!canary) throw badRequest('Promotion not available. Canary does not exist.');
  if (path === '/deploymentId') return { ...stage, deploymentId: canary.deploymentId ?? stage.deploymentId };
  const variables = { ...stage.variables, ...canary.stageVariableOverrides };
  return Object.keys(variables).length > 0 ? { ...stage, variables } : stage;
}

function percentOf(value: string | undefined): number {
  return requirePercent(value === undefined || value.trim() === '' ? Number.NaN : Number(value));
}

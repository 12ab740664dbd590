import { badAccessLogPath, withAccessLogPatch } from './access-log-patches.js';
import { canaryCopy, withCanaryPatch } from './canary-patches.js';
import { requireDeployment } from './known-deployment.js';
import { without } from './members.js';
import { methodSettingKey, withMethodSetting } from './method-settings.js';
import { entryName, patchedBoolean, type Patch } from './patch-operations.js';
import { badRequest } from './rejections.js';
import { requireStageVariable, requireStageVariables } from './stage-variables.js';
import type { ApiRecord, StageRecord } from './tables.js';

const cacheSizes = ['0.5', '1.6', '6.1', '13.5', '28.4', '58.2', '118', '237'] as const;

/** The stage after one patch, or AWS's refusal of it (LS, DG/patch-operations). */
export function patchedStage(api: ApiRecord, stage: StageRecord, patch: Patch): StageRecord {
  switch (patch.op) {
    case 'replace':
      return replaced(api, stage, patch);
    case 'remove':
      return removed(stage, patch);
    case 'copy':
      return canaryCopy(stage, patch);
    default:
      throw badRequest(`Invalid ${patch.op} operation with path: ${patch.path}`);
  }
}

function replaced(api: ApiRecord, stage: StageRecord, patch: Patch): StageRecord {
  const { path, value } = patch;
  const variable = entryName('/variables', path);
  if (variable !== undefined) return withVariable(stage, variable, value ?? '');
  if (path.startsWith('/accessLogSettings')) return withAccessLogPatch(stage, patch);
  const canary = withCanaryPatch(api, stage, patch);
  if (canary) return canary;
  const change = plainChanges[path];
  if (change) return { ...stage, ...change(value, api) };
  const setting = withMethodSetting(stage.methodSettings ?? {}, path, value);
  if (setting) return { ...stage, methodSettings: setting };
  throw badRequest(`Invalid method setting path: ${path}. Must be one of: [${knownPaths}]`);
}

const plainChanges: Record<
  string,
  ((value: string | undefined, api: ApiRecord) => Partial<StageRecord>) | undefined
> = {
  '/deploymentId': (value, api) => ({ deploymentId: requireDeployment(api, value) }),
  '/description': (description) => ({ description }),
  '/tracingEnabled': (value) => ({ tracingEnabled: patchedBoolean(value) }),
  '/clientCertificateId': (value) => ({ clientCertificateId: value === '' ? undefined : value }),
  '/documentationVersion': (documentationVersion) => ({ documentationVersion }),
  '/cacheClusterEnabled': (value) => {
    const enabled = patchedBoolean(value);
    return { cacheClusterEnabled: enabled, cacheClusterStatus: enabled ? 'AVAILABLE' : 'NOT_AVAILABLE' };
  },
  '/cacheClusterSize': (value) => {
    const cacheClusterSize = cacheSizes.find((size) => size === value);
    if (!cacheClusterSize)
      throw badRequest(`Invalid cache cluster size. Valid options are ${cacheSizes.join(',')}`);
    return { cacheClusterSize };
  },
};

/** Paths that AWS does not know it takes for the key of a method's settings (LS). */
function removed(stage: StageRecord, { path }: Patch): StageRecord {
  const variable = entryName('/variables', path);
  if (variable !== undefined) return withoutVariable(stage, variable);
  if (path === '/accessLogSettings') return without(stage, 'accessLogSettings');
  if (path === '/canarySettings' && stage.canarySettings) return without(stage, 'canarySettings');
  const override = entryName('/canarySettings/stageVariableOverrides', path);
  if (override !== undefined && stage.canarySettings) return withoutOverride(stage, override);
  if (path.startsWith('/accessLogSettings/')) throw badRequest(badAccessLogPath);
  const key = methodSettingKey(path);
  const settings = stage.methodSettings ?? {};
  if (!(key in settings)) {
    throw badRequest(
      `Cannot remove method setting ${path.replace(/^\//, '')} because there is no method setting for this method `,
    );
  }
  const methodSettings = Object.fromEntries(Object.entries(settings).filter(([other]) => other !== key));
  return { ...stage, methodSettings };
}

function withVariable(stage: StageRecord, name: string, value: string): StageRecord {
  requireStageVariable(name, value);
  const variables = { ...stage.variables, [name]: value };
  requireStageVariables(variables);
  return { ...stage, variables };
}

function withoutVariable(stage: StageRecord, name: string): StageRecord {
  const entries = Object.entries(stage.variables ?? {}).filter(([other]) => other !== name);
  return entries.length > 0
    ? { ...stage, variables: Object.fromEntries(entries) }
    : without(stage, 'variables');
}

function withoutOverride(stage: StageRecord, name: string): StageRecord {
  const { stageVariableOverrides, ...canary } = stage.canarySettings ?? {};
  const entries = Object.entries(stageVariableOverrides ?? {}).filter(([other]) => other !== name);
  const overrides = entries.length > 0 && { stageVariableOverrides: Object.fromEntries(entries) };
  return { ...stage, canarySettings: { ...canary, ...overrides } };
}

// Word for word AWS's list, its missing commas included (LS).
const methodPath = '/{resourcePath}/{httpMethod}';
const knownPaths = [
  '/deploymentId, /description, /cacheClusterEnabled, /cacheClusterSize, /clientCertificateId',
  '/accessLogSettings, /accessLogSettings/destinationArn, /accessLogSettings/format',
  `${methodPath}/metrics/enabled, ${methodPath}/logging/dataTrace, ${methodPath}/logging/loglevel`,
  `${methodPath}/throttling/burstLimit${methodPath}/throttling/rateLimit${methodPath}/caching/ttlInSeconds`,
  `${methodPath}/caching/enabled, ${methodPath}/caching/dataEncrypted`,
  `${methodPath}/caching/requireAuthorizationForCacheControl`,
  `${methodPath}/caching/unauthorizedCacheControlHeaderStrategy`,
  '/*/*/metrics/enabled, /*/*/logging/dataTrace, /*/*/logging/loglevel',
  '/*/*/throttling/burstLimit /*/*/throttling/rateLimit /*/*/caching/ttlInSeconds',
  '/*/*/caching/enabled, /*/*/caching/dataEncrypted, /*/*/caching/requireAuthorizationForCacheControl',
  '/*/*/caching/unauthorizedCacheControlHeaderStrategy, /variables/{variable_name}, /tracingEnabled',
].join(', ');

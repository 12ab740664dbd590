import type { CreateStageRequest } from '@aws-sdk/client-api-gateway';
import { canarySettings } from './canary-settings.js';
import { badRequest, limitExceeded } from './rejections.js';
import { requireStageVariables } from './stage-variables.js';
import type { ApiRecord, StageRecord, Tables } from './tables.js';
import { requireTags } from './tag-rules.js';

const largestCount = 10;

type NewStage = Omit<CreateStageRequest, 'restApiId' | 'stageName' | 'deploymentId'> & {
  readonly stageName: string;
  readonly deploymentId: string;
};

/** A stage with what AWS shows of a new one (LS). The caller knows that its deployment exists. */
export function newStage(tables: Tables, api: ApiRecord, given: NewStage): StageRecord {
  requireName(given.stageName);
  if (api.stages.size >= largestCount) {
    throw limitExceeded(
      'Maximum number of stages for this API has been reached. Please contact AWS if you need additional stages.',
    );
  }
  requireStageVariables(given.variables);
  requireTags(given.tags);
  const now = tables.now();
  const cache = given.cacheClusterEnabled ?? false;
  return {
    deploymentId: given.deploymentId,
    stageName: given.stageName,
    ...(given.description !== undefined && { description: given.description }),
    cacheClusterEnabled: cache,
    ...((cache || given.cacheClusterSize) && { cacheClusterSize: given.cacheClusterSize ?? '0.5' }),
    cacheClusterStatus: cache ? 'AVAILABLE' : 'NOT_AVAILABLE',
    methodSettings: {},
    ...(given.variables && Object.keys(given.variables).length > 0 && { variables: { ...given.variables } }),
    ...(given.documentationVersion !== undefined && { documentationVersion: given.documentationVersion }),
    ...(given.canarySettings && {
      canarySettings: canarySettings({
        deploymentId: given.deploymentId,
        ...definedOnly(given.canarySettings),
      }),
    }),
    tracingEnabled: given.tracingEnabled ?? false,
    ...(given.tags && Object.keys(given.tags).length > 0 && { tags: { ...given.tags } }),
    createdDate: now,
    lastUpdatedDate: now,
  };
}

function requireName(name: string): void {
  if (!/^[\w-]{1,128}$/.test(name)) throw badRequest('Stage name only allows a-zA-Z0-9-_');
}

function definedOnly<T extends object>(given: T): T {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as T;
}

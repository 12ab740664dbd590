import type { FlushStageAuthorizersCacheRequest, FlushStageCacheRequest } from '@aws-sdk/client-api-gateway';
import { nothing, type Operations } from './operations.js';
import { findStage } from './stages.js';
import type { Tables } from './tables.js';

/** A flush of authorizers leaves a mark on the stage, which the data plane compares with the one its cache was made under. */
export function cacheOperations(tables: Tables): Operations {
  return {
    FlushStageCache: ({ restApiId, stageName }: FlushStageCacheRequest) => {
      findStage(tables, restApiId, stageName);
      return nothing;
    },
    FlushStageAuthorizersCache: ({ restApiId, stageName }: FlushStageAuthorizersCacheRequest) => {
      const { api, stage } = findStage(tables, restApiId, stageName);
      tables.authorizerFlushes.set(`${api.restApi.id}/${stage.stageName}`, tables.nextOrder());
      return nothing;
    },
  };
}

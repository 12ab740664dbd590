import type { Deployment, MethodSnapshot } from '@aws-sdk/client-api-gateway';
import type { ApiSnapshot, ApiSource, LiveStage } from './api-source.js';
import { effectiveResponses } from './gateway-response-defaults.js';
import { badRequest } from './rejections.js';
import { snapshotKey, type ApiRecord, type Tables } from './tables.js';

/** Freezes the draft: what a deployment serves from now on, whatever happens to the draft (DG/set-up-deployments). */
export function takeSnapshot(api: ApiRecord): ApiSnapshot {
  requireDeployable(api);
  return draftSnapshot(api);
}

/** The draft as it is, deployable or not. Its entities are shared: nothing changes one in place. */
export function draftSnapshot(api: ApiRecord): ApiSnapshot {
  return {
    restApi: api.restApi,
    resources: [...api.resources.values()],
    authorizers: [...api.authorizers.values()],
    gatewayResponses: effectiveResponses(api.gatewayResponses),
    models: [...api.models.values()],
  };
}

/** Path to verb to authorization, as `embed=apisummary` shows it. */
export function apiSummary({ resources }: ApiSnapshot): NonNullable<Deployment['apiSummary']> {
  const summary: Record<string, Record<string, MethodSnapshot>> = {};
  for (const { path, resourceMethods } of resources) {
    const methods = Object.entries(resourceMethods ?? {}).map(([verb, method]): [string, MethodSnapshot] => [
      verb,
      {
        authorizationType: method.authorizationType ?? 'NONE',
        apiKeyRequired: method.apiKeyRequired ?? false,
      },
    ]);
    if (methods.length > 0) summary[path ?? ''] = Object.fromEntries(methods);
  }
  return summary;
}

/** What is deployed, straight from the tables. */
export function apiSource(tables: Tables): ApiSource {
  return {
    find(apiId, stageName): LiveStage | undefined {
      const stage = tables.apis.get(apiId)?.stages.get(stageName);
      const snapshot = stage && tables.snapshots.get(snapshotKey(apiId, stage.deploymentId));
      if (!snapshot) return undefined;
      const canaryId = stage.canarySettings?.deploymentId;
      const canarySnapshot = canaryId && tables.snapshots.get(snapshotKey(apiId, canaryId));
      return canarySnapshot ? { stage, snapshot, canarySnapshot } : { stage, snapshot };
    },
  };
}

function requireDeployable(api: ApiRecord): void {
  const methods = [...api.resources.values()].flatMap(({ resourceMethods }) =>
    Object.values(resourceMethods ?? {}),
  );
  if (methods.length === 0) throw badRequest("The REST API doesn't contain any methods");
  if (methods.some(({ methodIntegration }) => !methodIntegration)) {
    throw badRequest('No integration defined for method');
  }
  const isPrivate = api.restApi.endpointConfiguration?.types?.includes('PRIVATE');
  if (isPrivate && !api.restApi.policy) {
    throw badRequest("Private REST API doesn't have a resource policy attached to it");
  }
}

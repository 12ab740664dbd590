import type {
  CreateDeploymentRequest,
  DeleteDeploymentRequest,
  Deployment,
  Deployments,
  GetDeploymentRequest,
  GetDeploymentsRequest,
  UpdateDeploymentRequest,
} from '@aws-sdk/client-api-gateway';
import { deploymentCanary } from './canary-settings.js';
import { unusedId } from './identifiers.js';
import { nothing, type Operations } from './operations.js';
import { oldestFirst, page } from './paging.js';
import { checkedPatches, invalidPatchPath, onlyReplace } from './patch-operations.js';
import { badRequest, notFound } from './rejections.js';
import { apiSummary, takeSnapshot } from './snapshots.js';
import { deployToStage } from './stage-deployment.js';
import { snapshotKey, type ApiRecord, type DeploymentRecord, type Tables } from './tables.js';

export function deploymentOperations(tables: Tables): Operations {
  return {
    CreateDeployment: (input: CreateDeploymentRequest) => createDeployment(tables, input),
    GetDeployment: (input: GetDeploymentRequest) => getDeployment(tables, input),
    GetDeployments: (input: GetDeploymentsRequest) => getDeployments(tables, input),
    UpdateDeployment: (input: UpdateDeploymentRequest) => updateDeployment(tables, input),
    DeleteDeployment: (input: DeleteDeploymentRequest) => deleteDeployment(tables, input),
  };
}

/**
 * Freezes the draft and, where a stage is named, makes it live there, or its canary. All or nothing: a stage that refuses
 * leaves no deployment behind.
 */
function createDeployment(tables: Tables, input: CreateDeploymentRequest): Deployment {
  const api = tables.api(input.restApiId);
  requireCanaryTarget(api, input);
  const snapshot = takeSnapshot(api);
  const deployment: DeploymentRecord['deployment'] = {
    id: unusedId(api.deployments, 6),
    ...(input.description !== undefined && { description: input.description }),
    createdDate: tables.now(),
  };
  const stage = input.stageName
    ? deployToStage(tables, api, deployment.id, input.stageName, input)
    : undefined;
  api.deployments.set(deployment.id, { order: tables.nextOrder(), deployment });
  tables.snapshots.set(snapshotKey(api.restApi.id, deployment.id), snapshot);
  if (stage) api.stages.set(stage.stageName, stage);
  return deployment;
}

/** In AWS's words, which miss a space (LS, GH serverless/serverless#11518). */
function requireCanaryTarget(api: ApiRecord, { stageName, canarySettings }: CreateDeploymentRequest): void {
  const stage = api.stages.get(stageName ?? '');
  if (canarySettings && !stageName) {
    throw badRequest(
      `Invalid deployment content specified.Non null and non empty stageName must be provided for canary deployment. Provided value is ${stageName ?? 'null'}`,
    );
  }
  if (canarySettings && !stage) {
    throw badRequest(
      `Invalid deployment content specified.Stage ${stageName ?? ''} must already be created before making a canary release deployment`,
    );
  }
  if (stage?.canarySettings && !canarySettings) {
    throw badRequest(
      `Invalid deployment content specified.Non canary deployment not supported on stage ${stage.stageName} because Canary is enabled. Provide CanarySettings in deploymentInput.`,
    );
  }
  if (canarySettings) deploymentCanary(canarySettings, '');
}

function getDeployment(tables: Tables, input: GetDeploymentRequest): Deployment {
  const { api, record } = find(tables, input);
  const { deployment } = record;
  const snapshot = tables.snapshots.get(snapshotKey(api.restApi.id, deployment.id));
  const summarised = input.embed?.some((embed) => embed.toLowerCase() === 'apisummary');
  return summarised && snapshot ? { ...deployment, apiSummary: apiSummary(snapshot) } : deployment;
}

function getDeployments(tables: Tables, input: GetDeploymentsRequest): Deployments {
  const all = tables.api(input.restApiId).deployments.values();
  const { items, ...rest } = page(all, ({ order }) => oldestFirst(order), input);
  return { items: items.map(({ deployment }) => deployment), ...rest };
}

function updateDeployment(tables: Tables, input: UpdateDeploymentRequest): Deployment {
  const patches = checkedPatches('updateDeploymentInput', input.patchOperations);
  const { api, record } = find(tables, input);
  let changed = record.deployment;
  for (const patch of patches) {
    if (patch.path !== '/description') throw invalidPatchPath(patch.path);
    onlyReplace(patch);
    changed = { ...changed, description: patch.value };
  }
  api.deployments.set(changed.id, { ...record, deployment: changed });
  return changed;
}

/**
 * Refused while a stage is on it (LS). A canary's deployment counts too: whether AWS counts it is unverified, and
 * refusing is the reading that never leaves a stage pointing at nothing.
 */
function deleteDeployment(tables: Tables, input: DeleteDeploymentRequest): object {
  const { api, record } = find(tables, input);
  const { deployment } = record;
  for (const stage of api.stages.values()) {
    if (stage.deploymentId === deployment.id || stage.canarySettings?.deploymentId === deployment.id) {
      throw badRequest('Active stages pointing to this deployment must be moved or deleted');
    }
  }
  api.deployments.delete(deployment.id);
  tables.snapshots.delete(snapshotKey(api.restApi.id, deployment.id));
  return nothing;
}

function find(
  tables: Tables,
  { restApiId, deploymentId }: { restApiId: string | undefined; deploymentId: string | undefined },
): { api: ApiRecord; record: DeploymentRecord } {
  const api = tables.apis.get(restApiId ?? '');
  const record = api?.deployments.get(deploymentId ?? '');
  if (!api || !record) throw notFound('Invalid Deployment identifier specified');
  return { api, record };
}

import type {
  CreateStageRequest,
  DeleteStageRequest,
  GetStageRequest,
  GetStagesRequest,
  Stage,
  Stages,
  UpdateStageRequest,
} from '@aws-sdk/client-api-gateway';
import { requireLoggingRole } from './account.js';
import { requireDeployment } from './known-deployment.js';
import { newStage } from './new-stage.js';
import { nothing, type Operations } from './operations.js';
import { checkedPatches } from './patch-operations.js';
import { badRequest, conflict, notFound } from './rejections.js';
import { patchedStage } from './stage-patches.js';
import type { ApiRecord, StageRecord, Tables } from './tables.js';
import { plansOfStage } from './usage-plan-stages.js';

export function stageOperations(tables: Tables): Operations {
  return {
    CreateStage: (input: CreateStageRequest) => createStage(tables, input),
    GetStage: (input: GetStageRequest) => findStage(tables, input.restApiId, input.stageName).stage,
    GetStages: (input: GetStagesRequest) => getStages(tables, input),
    UpdateStage: (input: UpdateStageRequest) => updateStage(tables, input),
    DeleteStage: (input: DeleteStageRequest) => deleteStage(tables, input),
  };
}

/** The stage, or 404. */
export function findStage(
  tables: Tables,
  restApiId: string | undefined,
  stageName: string | undefined,
): { api: ApiRecord; stage: StageRecord } {
  const api = tables.apis.get(restApiId ?? '');
  const stage = api?.stages.get(stageName ?? '');
  if (!api || !stage) throw notFound('Invalid stage identifier specified');
  return { api, stage };
}

function createStage(tables: Tables, input: CreateStageRequest): Stage {
  const api = tables.api(input.restApiId);
  const { stageName = '', deploymentId = '' } = input;
  if (api.stages.has(stageName)) throw conflict('Stage already exists');
  requireDeployment(api, deploymentId);
  requireDeployment(api, input.canarySettings?.deploymentId ?? deploymentId);
  const stage = newStage(tables, api, { ...input, stageName, deploymentId });
  api.stages.set(stageName, stage);
  return stage;
}

/** Not paged; the list is called `item` (BC). */
function getStages(tables: Tables, input: GetStagesRequest): Stages {
  const stages = [...tables.api(input.restApiId).stages.values()];
  const { deploymentId } = input;
  return { item: deploymentId ? stages.filter((stage) => stage.deploymentId === deploymentId) : stages };
}

/** All of the patches or none. */
function updateStage(tables: Tables, input: UpdateStageRequest): Stage {
  const patches = checkedPatches('updateStageInput', input.patchOperations);
  const { api, stage } = findStage(tables, input.restApiId, input.stageName);
  const changed = patches.reduce((current, patch) => patchedStage(api, current, patch), stage);
  requireLoggingRole(tables, stage, changed);
  const stored = { ...changed, lastUpdatedDate: tables.now() };
  api.stages.set(stored.stageName, stored);
  return stored;
}

/** Refused while a usage plan is attached: what AWS does there is unverified (docs/local-api-gateway.md). */
function deleteStage(tables: Tables, input: DeleteStageRequest): object {
  const { api, stage } = findStage(tables, input.restApiId, input.stageName);
  const [plan] = plansOfStage(tables, api.restApi.id, stage.stageName);
  if (plan !== undefined) {
    throw badRequest(
      `Cannot delete stage ${stage.stageName} because usage plan ${plan} is associated with it`,
    );
  }
  api.stages.delete(stage.stageName);
  return nothing;
}

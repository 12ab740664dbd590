import {
  APIGatewayClient,
  CreateDeploymentCommand,
  DeleteDeploymentCommand,
  GetAccountCommand,
  GetAuthorizersCommand,
  GetDeploymentCommand,
  GetDeploymentsCommand,
  GetExportCommand,
  GetGatewayResponsesCommand,
  GetResourcesCommand,
  GetRestApiCommand,
  GetStageCommand,
  GetStagesCommand,
  GetUsagePlansCommand,
  TestInvokeMethodCommand,
  UpdateDeploymentCommand,
  UpdateStageCommand,
  type Deployment as SdkDeployment,
  type PatchOperation,
  type Resource,
} from '@aws-sdk/client-api-gateway';
import type { ConnectionOptions } from '../gateway/connection.js';
import type {
  ApiService,
  CanaryStart,
  Deployment,
  Draft,
  MethodProtection,
  Stage,
  TestRequest,
  TestResponse,
} from '../gateway/release/api-service.js';
import { clientConfiguration, equip } from './client-configuration.js';
import { explained, hasCode } from './explain-failure.js';
import { everyPage } from './paging.js';
import { toStage } from './to-stage.js';
import {
  pointingPatches,
  promotionPatches,
  removalPatches,
  restoringPatches,
  shiftPatches,
} from './stage-patches.js';

/** API Gateway behind the interface that use cases know. */
export function createApiService(options: ConnectionOptions): ApiService {
  const client = equip(new APIGatewayClient(clientConfiguration(options)), options);
  // CreateDeployment cannot be made idempotent: the caller looks for the deployment before it asks again.
  const once = equip(new APIGatewayClient(clientConfiguration(options, 'refused')), options);
  return apiServiceOver(client, once);
}

/** @param once a client that repeats only what was refused */
export function apiServiceOver(client: APIGatewayClient, once: APIGatewayClient): ApiService {
  return {
    stage: (apiId, name) => explained(`reading stage ${name}`, () => readStage(client, apiId, name)),
    stages: (apiId) =>
      explained('listing stages', async () => {
        const { item = [] } = await client.send(new GetStagesCommand({ restApiId: apiId }));
        return item.map((found) => toStage(found.stageName ?? '', found));
      }),
    deployments: (apiId) => explained('listing deployments', () => listDeployments(client, apiId)),
    draft: (apiId) => explained('reading the draft of the API', () => readDraft(client, apiId)),
    protections: (apiId, id) =>
      explained(`reading deployment ${id}`, () => readProtections(client, apiId, id)),
    exportedStage: (apiId, stage) =>
      explained(`exporting stage ${stage}`, () => exportStage(client, apiId, stage)),
    createDeployment: (apiId, description) =>
      explained('creating a deployment', async () =>
        toDeployment(
          await once.send(new CreateDeploymentCommand({ restApiId: apiId, description })),
          description,
        ),
      ),
    startCanary: (apiId, stage, canary) =>
      explained(`starting a canary on stage ${stage}`, async () =>
        toDeployment(await once.send(canaryCommand(apiId, stage, canary)), canary.description),
      ),
    ...stageUpdates(client),
    describeDeployment: (apiId, id, description) =>
      explained(`describing deployment ${id}`, () => describeDeployment(client, apiId, id, description)),
    deleteDeployment: (apiId, id) =>
      explained(`deleting deployment ${id}`, () => deleteDeployment(client, apiId, id)),
    testInvoke: (apiId, request) => explained('testing the method', () => testInvoke(client, apiId, request)),
    loggingRole: () =>
      explained('reading the API Gateway settings of the account', async () => {
        const { cloudwatchRoleArn } = await client.send(new GetAccountCommand({}));
        return cloudwatchRoleArn;
      }),
    usagePlansOf: (apiId) => explained('listing usage plans', () => usagePlansOf(client, apiId)),
  };
}

async function readStage(client: APIGatewayClient, apiId: string, name: string): Promise<Stage | undefined> {
  try {
    return toStage(name, await client.send(new GetStageCommand({ restApiId: apiId, stageName: name })));
  } catch (error) {
    if (hasCode(error, 'NotFoundException')) return undefined;
    throw error;
  }
}

async function listDeployments(client: APIGatewayClient, apiId: string): Promise<Deployment[]> {
  const items = await everyPage((position) =>
    client.send(new GetDeploymentsCommand({ restApiId: apiId, position, limit: 500 })),
  );
  return items.map((item) => toDeployment(item));
}

async function readDraft(client: APIGatewayClient, restApiId: string): Promise<Draft> {
  const [api, resources, authorizers, responses] = await Promise.all([
    client.send(new GetRestApiCommand({ restApiId })),
    everyPage((position) =>
      client.send(new GetResourcesCommand({ restApiId, position, limit: 500, embed: ['methods'] })),
    ),
    everyPage((position) => client.send(new GetAuthorizersCommand({ restApiId, position, limit: 500 }))),
    everyPage((position) => client.send(new GetGatewayResponsesCommand({ restApiId, position, limit: 500 }))),
  ]);
  // Name, description and tags of the API are not part of a snapshot's behaviour, and may change without a deployment.
  const { policy, endpointConfiguration, binaryMediaTypes, minimumCompressionSize, apiKeySource } = api;
  return {
    api: { policy, endpointConfiguration, binaryMediaTypes, minimumCompressionSize, apiKeySource },
    resources,
    authorizers,
    gatewayResponses: responses.filter((response) => !response.defaultResponse),
    protections: resources.flatMap(protectionsOf),
  };
}

function protectionsOf(resource: Resource): MethodProtection[] {
  return Object.entries(resource.resourceMethods ?? {}).map(([method, settings]) => ({
    path: resource.path ?? '',
    method,
    authorization: settings.authorizationType ?? 'NONE',
    apiKeyRequired: settings.apiKeyRequired ?? false,
  }));
}

/** `embed=apisummary` shows the snapshot's methods: path → method → how it is protected (BC). */
async function readProtections(
  client: APIGatewayClient,
  restApiId: string,
  deploymentId: string,
): Promise<MethodProtection[]> {
  const input = { restApiId, deploymentId, embed: ['apisummary'] };
  const { apiSummary = {} } = await client.send(new GetDeploymentCommand(input));
  return Object.entries(apiSummary).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, snapshot]) => ({
      path,
      method,
      authorization: snapshot.authorizationType ?? 'NONE',
      apiKeyRequired: snapshot.apiKeyRequired ?? false,
    })),
  );
}

/** `extensions=apigateway`: integrations, authorizers, gateway responses, policy (DG/api-gateway-export-api). */
async function exportStage(client: APIGatewayClient, restApiId: string, stageName: string): Promise<unknown> {
  const { body } = await client.send(
    new GetExportCommand({
      restApiId,
      stageName,
      exportType: 'oas30',
      accepts: 'application/json',
      parameters: { extensions: 'apigateway' },
    }),
  );
  return JSON.parse(new TextDecoder().decode(body)) as unknown;
}

async function usagePlansOf(client: APIGatewayClient, apiId: string): Promise<string[]> {
  const plans = await everyPage((position) =>
    client.send(new GetUsagePlansCommand({ position, limit: 500 })),
  );
  const serving = plans.filter((plan) => plan.apiStages?.some((stage) => stage.apiId === apiId));
  return serving.map((plan) => plan.id ?? '');
}

async function testInvoke(
  client: APIGatewayClient,
  restApiId: string,
  request: TestRequest,
): Promise<TestResponse> {
  const resources = await everyPage((position) =>
    client.send(new GetResourcesCommand({ restApiId, position, limit: 500 })),
  );
  const answer = await client.send(
    new TestInvokeMethodCommand({
      restApiId,
      resourceId: resources.find((resource) => resource.path === request.resourcePath)?.id,
      httpMethod: request.method,
      pathWithQueryString: request.path,
      headers: { ...request.headers },
      stageVariables: { ...request.stageVariables },
      body: request.body,
    }),
  );
  const { status = 0, body = '', latency = 0, $metadata } = answer;
  return { status, body, latency, requestId: $metadata.requestId };
}

/** The updates of a stage, each one request. */
function stageUpdates(client: APIGatewayClient) {
  const update = (doing: string, restApiId: string, stageName: string, patchOperations: PatchOperation[]) =>
    explained(`${doing} stage ${stageName}`, async () => {
      const command = new UpdateStageCommand({ restApiId, stageName, patchOperations });
      return toStage(stageName, await client.send(command));
    });
  return {
    pointStage: (apiId, stage, { deploymentId, variables }) =>
      update('updating', apiId, stage, pointingPatches(deploymentId, variables)),
    shiftCanary: (apiId, stage, percent) =>
      update('shifting the canary of', apiId, stage, shiftPatches(percent)),
    promoteCanary: (apiId, stage) => update('promoting the canary of', apiId, stage, promotionPatches()),
    removeCanary: (apiId, stage) => update('removing the canary of', apiId, stage, removalPatches()),
    restoreStage: (apiId, wanted, found) => {
      const patches = restoringPatches(wanted, found);
      return patches.length === 0 ? Promise.resolve(found) : update('restoring', apiId, wanted.name, patches);
    },
  } satisfies Partial<ApiService>;
}

function canaryCommand(restApiId: string, stageName: string, canary: CanaryStart): CreateDeploymentCommand {
  const { description, percent, variableOverrides } = canary;
  const canarySettings = {
    percentTraffic: percent,
    stageVariableOverrides: { ...variableOverrides },
    useStageCache: false,
  };
  return new CreateDeploymentCommand({ restApiId, stageName, description, canarySettings });
}

async function describeDeployment(
  client: APIGatewayClient,
  restApiId: string,
  deploymentId: string,
  value: string,
): Promise<void> {
  const patchOperations: PatchOperation[] = [{ op: 'replace', path: '/description', value }];
  await client.send(new UpdateDeploymentCommand({ restApiId, deploymentId, patchOperations }));
}

async function deleteDeployment(
  client: APIGatewayClient,
  restApiId: string,
  deploymentId: string,
): Promise<void> {
  try {
    await client.send(new DeleteDeploymentCommand({ restApiId, deploymentId }));
  } catch (error) {
    if (!hasCode(error, 'NotFoundException')) throw error;
  }
}

function toDeployment(deployment: SdkDeployment, description = deployment.description ?? ''): Deployment {
  return { id: deployment.id ?? '', createdAt: deployment.createdDate ?? new Date(0), description };
}

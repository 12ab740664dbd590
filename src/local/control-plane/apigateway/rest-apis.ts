import type {
  CreateRestApiRequest,
  DeleteRestApiRequest,
  GetRestApiRequest,
  GetRestApisRequest,
  RestApi,
  RestApis,
} from '@aws-sdk/client-api-gateway';
import { notImplementedHere } from '../../errors.js';
import { newEndpointConfiguration, requireKnownEndpoint } from './endpoint-configuration.js';
import { newId, unusedId } from './identifiers.js';
import { defaultModels } from './models.js';
import { nothing, type Operations } from './operations.js';
import { oldestFirst, page } from './paging.js';
import { badRequest, requireEnum } from './rejections.js';
import { requireCompressionSize, updateRestApi } from './rest-api-patches.js';
import { storedPolicy, withShownPolicy } from './rest-api-policy.js';
import { snapshotKey, type ApiRecord, type Tables } from './tables.js';
import { requireTags } from './tag-rules.js';
import { plansOfApi } from './usage-plan-stages.js';

export function restApiOperations(tables: Tables): Operations {
  return {
    CreateRestApi: (input: CreateRestApiRequest) => createRestApi(tables, input),
    GetRestApi: ({ restApiId }: GetRestApiRequest) => getRestApi(tables, restApiId),
    GetRestApis: (input: GetRestApisRequest) => getRestApis(tables, input),
    UpdateRestApi: updateRestApi(tables),
    DeleteRestApi: (input: DeleteRestApiRequest) => deleteRestApi(tables, input),
  };
}

/** A new API has its root resource and two models (LS). */
function createRestApi(tables: Tables, input: CreateRestApiRequest): RestApi {
  requireValid(input);
  const id = unusedId(tables.apis, 10);
  const rootId = newId(10);
  const api: ApiRecord = {
    order: tables.nextOrder(),
    restApi: newRestApi(tables, input, id, rootId),
    resources: new Map([[rootId, { id: rootId, path: '/' }]]),
    authorizers: new Map(),
    gatewayResponses: new Map(),
    models: defaultModels(),
    requestValidators: new Map(),
    deployments: new Map(),
    stages: new Map(),
  };
  tables.apis.set(id, api);
  return withShownPolicy(api.restApi);
}

function newRestApi(
  tables: Tables,
  input: CreateRestApiRequest,
  id: string,
  rootId: string,
): ApiRecord['restApi'] {
  return {
    id,
    name: input.name,
    ...(input.description !== undefined && { description: input.description }),
    createdDate: tables.now(),
    ...(input.version !== undefined && { version: input.version }),
    ...(input.binaryMediaTypes?.length && { binaryMediaTypes: [...new Set(input.binaryMediaTypes)] }),
    ...(input.minimumCompressionSize !== undefined && {
      minimumCompressionSize: input.minimumCompressionSize,
    }),
    apiKeySource: input.apiKeySource ?? 'HEADER',
    endpointConfiguration: newEndpointConfiguration(input.endpointConfiguration),
    ...(input.policy && { policy: storedPolicy(tables.region, id, input.policy) }),
    ...(input.tags && Object.keys(input.tags).length > 0 && { tags: { ...input.tags } }),
    disableExecuteApiEndpoint: input.disableExecuteApiEndpoint ?? false,
    rootResourceId: rootId,
    ...(input.securityPolicy !== undefined && { securityPolicy: input.securityPolicy }),
    ...(input.endpointAccessMode !== undefined && { endpointAccessMode: input.endpointAccessMode }),
  };
}

function requireValid(input: CreateRestApiRequest): void {
  requireEnum(input.apiKeySource, 'createRestApiInput.apiKeySource', ['AUTHORIZER', 'HEADER']);
  requireKnownEndpoint(input.endpointConfiguration);
  if (!input.name) throw badRequest('No API name specified');
  if (input.description === '') throw badRequest('Description cannot be an empty string');
  if (input.cloneFrom !== undefined) throw notImplementedHere('CreateRestApi with cloneFrom');
  requireCompressionSize(input.minimumCompressionSize);
  requireTags(input.tags);
}

function getRestApi(tables: Tables, restApiId: string | undefined): RestApi {
  return { tags: {}, ...withShownPolicy(tables.api(restApiId).restApi) };
}

function getRestApis(tables: Tables, input: GetRestApisRequest): RestApis {
  const { items, ...rest } = page(tables.apis.values(), ({ order }) => oldestFirst(order), input);
  return { items: items.map(({ restApi }) => withShownPolicy(restApi)), ...rest };
}

/**
 * Deletes the API with all its deployments and stages. Refused while a usage plan or a base path still points at it: what
 * AWS does there is unverified (docs/local-api-gateway.md).
 */
function deleteRestApi(tables: Tables, { restApiId }: DeleteRestApiRequest): object {
  const { restApi, deployments } = tables.api(restApiId);
  const [plan] = plansOfApi(tables, restApi.id);
  if (plan !== undefined) {
    throw badRequest(
      `Cannot delete API ${restApi.id} because usage plan ${plan} is associated with its stages`,
    );
  }
  for (const { mappings } of tables.domainNames.values()) {
    if ([...mappings.values()].some((mapping) => mapping.restApiId === restApi.id)) {
      throw badRequest('Please remove all base path mappings related to the API before deleting it.');
    }
  }
  for (const id of deployments.keys()) tables.snapshots.delete(snapshotKey(restApi.id, id));
  tables.apis.delete(restApi.id);
  return nothing;
}

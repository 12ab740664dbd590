import type {
  DeleteMethodRequest,
  GetMethodRequest,
  Method,
  PutMethodRequest,
  UpdateMethodRequest,
} from '@aws-sdk/client-api-gateway';
import { requireMethodAuthorization, withAuthorization } from './method-authorization.js';
import { patchedMethod } from './method-patches.js';
import { nothing, type Operations } from './operations.js';
import { checkedPatches } from './patch-operations.js';
import { badRequest, conflict, notFound } from './rejections.js';
import { findResource } from './resources.js';
import type { ApiRecord, DraftResource, Tables } from './tables.js';

const verbs = ['GET', 'PUT', 'POST', 'DELETE', 'PATCH', 'OPTIONS', 'HEAD', 'ANY'];

export function methodOperations(tables: Tables): Operations {
  return {
    PutMethod: (input: PutMethodRequest) => putMethod(tables, input),
    GetMethod: (input: GetMethodRequest) => findMethod(tables, input).method,
    UpdateMethod: (input: UpdateMethodRequest) => updateMethod(tables, input),
    DeleteMethod: (input: DeleteMethodRequest) => deleteMethod(tables, input),
  };
}

/** Where a method is. */
export interface MethodAddress {
  restApiId: string | undefined;
  resourceId: string | undefined;
  httpMethod: string | undefined;
}

export interface FoundMethod {
  readonly api: ApiRecord;
  readonly resource: DraftResource;
  readonly verb: string;
  readonly method: Method;
}

/** The method, or 404 that names what is missing (LS). */
export function findMethod(
  tables: Tables,
  { restApiId, resourceId, httpMethod }: MethodAddress,
): FoundMethod {
  const { api, resource } = findResource(tables, restApiId, resourceId);
  const verb = httpMethod ?? '';
  const method = resource.resourceMethods?.[verb];
  if (!method) throw notFound('Invalid Method identifier specified');
  return { api, resource, verb, method };
}

/** Puts the method in the place of the one found, or of none. */
export function storeMethod({ api, resource, verb }: Omit<FoundMethod, 'method'>, method: Method): Method {
  const resourceMethods = { ...resource.resourceMethods, [verb]: method };
  api.resources.set(resource.id, { ...resource, resourceMethods });
  return method;
}

function putMethod(tables: Tables, input: PutMethodRequest): Method {
  const { api, resource } = findResource(tables, input.restApiId, input.resourceId);
  const verb = input.httpMethod ?? '';
  if (!verbs.includes(verb)) {
    throw badRequest(`Invalid HttpMethod specified. Valid options are ${verbs.join(',')}`);
  }
  if (resource.resourceMethods?.[verb]) throw conflict('Method already exists for this resource');
  const method = withAuthorization(newMethod(input, verb), input.authorizationType, input.authorizerId);
  requireMethod(api, method);
  return storeMethod({ api, resource, verb }, method);
}

function newMethod(input: PutMethodRequest, httpMethod: string): Method {
  return {
    httpMethod,
    apiKeyRequired: input.apiKeyRequired ?? false,
    ...(input.requestValidatorId && { requestValidatorId: input.requestValidatorId }),
    ...(input.operationName !== undefined && { operationName: input.operationName }),
    ...(input.requestParameters && { requestParameters: { ...input.requestParameters } }),
    ...(input.requestModels && { requestModels: { ...input.requestModels } }),
    ...(input.authorizationScopes?.length && { authorizationScopes: [...input.authorizationScopes] }),
  };
}

function updateMethod(tables: Tables, input: UpdateMethodRequest): Method {
  const patches = checkedPatches('updateMethodInput', input.patchOperations);
  const found = findMethod(tables, input);
  const method = patchedMethod(found.method, patches);
  requireMethod(found.api, method);
  return storeMethod(found, method);
}

function deleteMethod(tables: Tables, input: DeleteMethodRequest): object {
  const { api, resource, verb } = findMethod(tables, input);
  const others = Object.entries(resource.resourceMethods ?? {}).filter(([other]) => other !== verb);
  api.resources.set(resource.id, { ...resource, resourceMethods: Object.fromEntries(others) });
  return nothing;
}

/** Throws unless all that the method refers to exists (LS). */
function requireMethod(api: ApiRecord, method: Method): void {
  requireMethodAuthorization(api, method);
  if (method.requestValidatorId !== undefined && !api.requestValidators.has(method.requestValidatorId)) {
    throw badRequest('Invalid Request Validator identifier specified');
  }
  for (const model of Object.values(method.requestModels ?? {})) {
    if (!api.models.has(model)) throw badRequest(`Invalid model identifier specified: ${model}`);
  }
  const names = Object.keys(method.requestParameters ?? {}).map((parameter) =>
    parameter.split('.').slice(3).join('.'),
  );
  if (new Set(names).size < names.length) {
    throw badRequest('Parameter names must be unique across querystring, header and path');
  }
}

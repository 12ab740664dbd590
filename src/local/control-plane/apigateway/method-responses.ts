import type {
  DeleteMethodResponseRequest,
  GetMethodResponseRequest,
  MethodResponse,
  PutMethodResponseRequest,
  UpdateMethodResponseRequest,
} from '@aws-sdk/client-api-gateway';
import { withEntryPatch } from './map-patches.js';
import { withMap, without } from './members.js';
import { findMethod, storeMethod, type FoundMethod, type MethodAddress } from './methods.js';
import { nothing, type Operations } from './operations.js';
import { checkedPatches, invalidPatchPath, patchedBoolean, type Patch } from './patch-operations.js';
import { badRequest, conflict, notFound, requireStatusCode } from './rejections.js';
import type { Tables } from './tables.js';

type Address = MethodAddress & { statusCode: string | undefined };

export function methodResponseOperations(tables: Tables): Operations {
  return {
    PutMethodResponse: (input: PutMethodResponseRequest) => putMethodResponse(tables, input),
    GetMethodResponse: (input: GetMethodResponseRequest) => find(tables, input).response,
    UpdateMethodResponse: (input: UpdateMethodResponseRequest) => updateMethodResponse(tables, input),
    DeleteMethodResponse: (input: DeleteMethodResponseRequest) => {
      const { found, status } = find(tables, input);
      const others = without(found.method.methodResponses ?? {}, status);
      storeMethod(found, { ...found.method, methodResponses: others });
      return nothing;
    },
  };
}

function putMethodResponse(tables: Tables, input: PutMethodResponseRequest): MethodResponse {
  requireStatusCode(input.statusCode);
  const found = findMethod(tables, input);
  if (found.method.methodResponses?.[input.statusCode]) {
    throw conflict('Response already exists for this resource');
  }
  const response: MethodResponse = {
    statusCode: input.statusCode,
    ...(input.responseParameters && { responseParameters: { ...input.responseParameters } }),
    ...(input.responseModels && { responseModels: { ...input.responseModels } }),
  };
  return store(found, response);
}

function updateMethodResponse(tables: Tables, input: UpdateMethodResponseRequest): MethodResponse {
  const violations = /^[1-5]\d\d$/.test(input.statusCode ?? '')
    ? []
    : [
        `Value '${input.statusCode ?? 'null'}' at 'statusCode' failed to satisfy constraint: ` +
          'Member must satisfy regular expression pattern: [1-5]\\d\\d',
      ];
  const patches = checkedPatches('updateMethodResponseInput', input.patchOperations, violations);
  const { found, response } = find(tables, input);
  return store(found, patches.reduce(patched, response));
}

function patched(response: MethodResponse, patch: Patch): MethodResponse {
  if (patch.path.startsWith('/responseParameters/')) {
    const map = withEntryPatch(response.responseParameters, '/responseParameters', patch, patchedBoolean);
    return withMap(response, 'responseParameters', map);
  }
  if (patch.path.startsWith('/responseModels/')) {
    const map = withEntryPatch(response.responseModels, '/responseModels', patch, (value) => value ?? '');
    return withMap(response, 'responseModels', map);
  }
  throw invalidPatchPath(patch.path);
}

function store(found: FoundMethod, response: MethodResponse): MethodResponse {
  for (const model of Object.values(response.responseModels ?? {})) {
    if (!found.api.models.has(model)) throw badRequest(`Invalid model identifier specified: ${model}`);
  }
  const status = response.statusCode ?? '';
  const methodResponses = { ...found.method.methodResponses, [status]: response };
  storeMethod(found, { ...found.method, methodResponses });
  return response;
}

function find(
  tables: Tables,
  address: Address,
): { found: FoundMethod; status: string; response: MethodResponse } {
  requireStatusCode(address.statusCode);
  const found = findMethod(tables, address);
  const response = found.method.methodResponses?.[address.statusCode];
  if (!response) throw notFound('Invalid Response status code specified');
  return { found, status: address.statusCode, response };
}

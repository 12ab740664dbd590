import type {
  DeleteIntegrationResponseRequest,
  GetIntegrationResponseRequest,
  IntegrationResponse,
  PutIntegrationResponseRequest,
  UpdateIntegrationResponseRequest,
} from '@aws-sdk/client-api-gateway';
import { findIntegration, storeIntegration, type FoundIntegration } from './integrations.js';
import { withEntryPatch } from './map-patches.js';
import { without } from './members.js';
import type { MethodAddress } from './methods.js';
import { nothing, type Operations } from './operations.js';
import { checkedPatches, invalidPatchPath, onlyReplace, type Patch } from './patch-operations.js';
import { badRequest, notFound, requireStatusCode } from './rejections.js';
import { findResource } from './resources.js';
import type { Tables } from './tables.js';

type Address = MethodAddress & { statusCode: string | undefined };

export function integrationResponseOperations(tables: Tables): Operations {
  return {
    PutIntegrationResponse: (input: PutIntegrationResponseRequest) => put(tables, input),
    GetIntegrationResponse: (input: GetIntegrationResponseRequest) => find(tables, input).response,
    UpdateIntegrationResponse: (input: UpdateIntegrationResponseRequest) => update(tables, input),
    DeleteIntegrationResponse: (input: DeleteIntegrationResponseRequest) => remove(tables, input),
  };
}

/** Replaces the one that is there (LS). */
function put(tables: Tables, input: PutIntegrationResponseRequest): IntegrationResponse {
  requireStatusCode(input.statusCode);
  for (const type of Object.keys(input.responseTemplates ?? {})) {
    if (!type.includes('/')) {
      throw badRequest(
        `Validation Result: warnings : [], errors : [Invalid content type specified: ${type}]`,
      );
    }
  }
  const response: IntegrationResponse = {
    statusCode: input.statusCode,
    ...(input.selectionPattern !== undefined && { selectionPattern: input.selectionPattern }),
    ...(input.responseParameters && { responseParameters: { ...input.responseParameters } }),
    ...(input.responseTemplates && { responseTemplates: { ...input.responseTemplates } }),
    ...(input.contentHandling && { contentHandling: input.contentHandling }),
  };
  return store(findIntegration(tables, input), response);
}

function update(tables: Tables, input: UpdateIntegrationResponseRequest): IntegrationResponse {
  const patches = checkedPatches('updateIntegrationResponseInput', input.patchOperations);
  const { found, response } = find(tables, input);
  return store(found, patches.reduce(patched, response));
}

function patched(response: IntegrationResponse, patch: Patch): IntegrationResponse {
  if (patch.path.startsWith('/responseParameters/')) {
    const map = withEntryPatch(
      response.responseParameters,
      '/responseParameters',
      patch,
      (value) => value ?? '',
    );
    return { ...response, responseParameters: map };
  }
  if (patch.path.startsWith('/responseTemplates/')) {
    const map = withEntryPatch(
      response.responseTemplates,
      '/responseTemplates',
      patch,
      (value) => value ?? '',
    );
    return { ...response, responseTemplates: map };
  }
  if (patch.path !== '/selectionPattern' && patch.path !== '/contentHandling')
    throw invalidPatchPath(patch.path);
  onlyReplace(patch);
  return { ...response, [patch.path.slice(1)]: patch.value };
}

/** A method that is not there is reported as a missing integration: deleting differs from getting (LS). */
function remove(tables: Tables, input: DeleteIntegrationResponseRequest): object {
  const { resource } = findResource(tables, input.restApiId, input.resourceId);
  if (!resource.resourceMethods?.[input.httpMethod ?? '']) {
    throw notFound('Invalid Integration identifier specified');
  }
  const { found, status } = find(tables, input);
  const others = without(found.integration.integrationResponses ?? {}, status);
  storeIntegration(found.found, { ...found.integration, integrationResponses: others });
  return nothing;
}

function store(found: FoundIntegration, response: IntegrationResponse): IntegrationResponse {
  const status = response.statusCode ?? '';
  const integrationResponses = { ...found.integration.integrationResponses, [status]: response };
  storeIntegration(found.found, { ...found.integration, integrationResponses });
  return response;
}

function find(
  tables: Tables,
  address: Address,
): { found: FoundIntegration; status: string; response: IntegrationResponse } {
  requireStatusCode(address.statusCode);
  const found = findIntegration(tables, address);
  const response = found.integration.integrationResponses?.[address.statusCode];
  if (!response) throw notFound('Invalid Response status code specified');
  return { found, status: address.statusCode, response };
}

import type {
  DeleteIntegrationRequest,
  GetIntegrationRequest,
  Integration,
  PutIntegrationRequest,
  UpdateIntegrationRequest,
} from '@aws-sdk/client-api-gateway';
import { patchedIntegration } from './integration-patches.js';
import { integrationTypes, requireIntegration } from './integration-rules.js';
import { without } from './members.js';
import { findMethod, storeMethod, type FoundMethod, type MethodAddress } from './methods.js';
import { nothing, type Operations } from './operations.js';
import { checkedPatches } from './patch-operations.js';
import { notFound, requireEnum } from './rejections.js';
import type { Tables } from './tables.js';

export function integrationOperations(tables: Tables): Operations {
  return {
    PutIntegration: (input: PutIntegrationRequest) => putIntegration(tables, input),
    GetIntegration: (input: GetIntegrationRequest) => findIntegration(tables, input).integration,
    UpdateIntegration: (input: UpdateIntegrationRequest) => updateIntegration(tables, input),
    DeleteIntegration: (input: DeleteIntegrationRequest) => {
      const { found } = findIntegration(tables, input);
      storeMethod(found, without(found.method, 'methodIntegration'));
      return nothing;
    },
  };
}

export interface FoundIntegration {
  readonly found: FoundMethod;
  readonly integration: Integration;
}

/** The integration, or 404 that names what is missing (LS). */
export function findIntegration(tables: Tables, address: MethodAddress): FoundIntegration {
  const found = findMethod(tables, address);
  const integration = found.method.methodIntegration;
  if (!integration) throw notFound('Invalid Integration identifier specified');
  return { found, integration };
}

/** Puts the integration in the place of the method's own. */
export function storeIntegration(found: FoundMethod, integration: Integration): Integration {
  storeMethod(found, { ...found.method, methodIntegration: integration });
  return integration;
}

function putIntegration(tables: Tables, input: PutIntegrationRequest): Integration {
  requireEnum(input.type, 'putIntegrationInput.type', integrationTypes);
  requireEnum(input.responseTransferMode, 'putIntegrationInput.responseTransferMode', ['BUFFERED', 'STREAM']);
  const found = findMethod(tables, input);
  const integration = newIntegration(input, found.resource.id);
  requireIntegration(integration);
  return storeIntegration(found, integration);
}

/** What is not given takes the values AWS shows (LS; response transfer: DG/response-transfer-mode). */
function newIntegration(input: PutIntegrationRequest, resourceId: string): Integration {
  const isProxy = input.type === 'AWS_PROXY' || input.type === 'HTTP_PROXY';
  return {
    type: input.type,
    ...(input.integrationHttpMethod && { httpMethod: input.integrationHttpMethod }),
    ...(input.uri && { uri: input.uri }),
    ...(input.connectionType && { connectionType: input.connectionType }),
    ...(input.connectionId && { connectionId: input.connectionId }),
    ...(input.credentials && { credentials: input.credentials }),
    ...(input.requestParameters && { requestParameters: { ...input.requestParameters } }),
    ...(input.requestTemplates && { requestTemplates: { ...input.requestTemplates } }),
    passthroughBehavior: input.passthroughBehavior ?? 'WHEN_NO_MATCH',
    ...(input.contentHandling && { contentHandling: input.contentHandling }),
    timeoutInMillis: input.timeoutInMillis ?? 29_000,
    cacheNamespace: input.cacheNamespace ?? resourceId,
    cacheKeyParameters: [...(input.cacheKeyParameters ?? [])],
    ...(input.tlsConfig && { tlsConfig: { ...input.tlsConfig } }),
    ...((isProxy || input.responseTransferMode) && {
      responseTransferMode: input.responseTransferMode ?? 'BUFFERED',
    }),
    ...(input.integrationTarget && { integrationTarget: input.integrationTarget }),
  };
}

function updateIntegration(tables: Tables, input: UpdateIntegrationRequest): Integration {
  const patches = checkedPatches('updateIntegrationInput', input.patchOperations);
  const { found, integration } = findIntegration(tables, input);
  const changed = patchedIntegration(integration, patches);
  requireIntegration(changed);
  return storeIntegration(found, changed);
}

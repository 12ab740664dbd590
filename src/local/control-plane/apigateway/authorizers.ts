import type {
  Authorizer,
  Authorizers,
  CreateAuthorizerRequest,
  DeleteAuthorizerRequest,
  GetAuthorizerRequest,
  GetAuthorizersRequest,
  UpdateAuthorizerRequest,
} from '@aws-sdk/client-api-gateway';
import { patchedAuthorizer } from './authorizer-patches.js';
import { authorizerTypes, requireAuthorizer } from './authorizer-rules.js';
import { unusedId } from './identifiers.js';
import { nothing, type Operations } from './operations.js';
import { page } from './paging.js';
import { checkedPatches } from './patch-operations.js';
import { conflict, limitExceeded, notFound, requireEnum } from './rejections.js';
import type { ApiRecord, Tables } from './tables.js';

const largestCount = 10;

export function authorizerOperations(tables: Tables): Operations {
  return {
    CreateAuthorizer: (input: CreateAuthorizerRequest) => createAuthorizer(tables, input),
    GetAuthorizer: (input: GetAuthorizerRequest) => findAuthorizer(tables, input).authorizer,
    GetAuthorizers: (input: GetAuthorizersRequest): Authorizers =>
      page(tables.api(input.restApiId).authorizers.values(), ({ id }) => id ?? '', input),
    UpdateAuthorizer: (input: UpdateAuthorizerRequest) => updateAuthorizer(tables, input),
    DeleteAuthorizer: (input: DeleteAuthorizerRequest) => deleteAuthorizer(tables, input),
  };
}

function createAuthorizer(tables: Tables, input: CreateAuthorizerRequest): Authorizer {
  requireEnum(input.type, 'createAuthorizerInput.type', authorizerTypes);
  const api = tables.apis.get(input.restApiId ?? '');
  // So does AWS, retriable wording and all (LS).
  if (!api)
    throw conflict('Unable to complete operation due to concurrent modification. Please try again later.');
  if (api.authorizers.size >= largestCount) {
    throw limitExceeded(
      'Maximum number of Authorizers for this API has been reached. Please contact AWS if you need additional authorizers.',
    );
  }
  const id = unusedId(api.authorizers, 6);
  const authorizer = newAuthorizer(input, id);
  requireAuthorizer(authorizer);
  requireUniqueName(api, authorizer);
  api.authorizers.set(id, authorizer);
  return authorizer;
}

/** The result's time to live is shown only where it was given (LS); 300 seconds hold otherwise. */
function newAuthorizer(input: CreateAuthorizerRequest, id: string): Authorizer {
  const expression = input.identityValidationExpression;
  const ttl = input.authorizerResultTtlInSeconds;
  return {
    id,
    name: input.name,
    type: input.type,
    ...(input.providerARNs?.length && { providerARNs: [...input.providerARNs] }),
    authType: input.authType ?? (input.type === 'COGNITO_USER_POOLS' ? 'cognito_user_pools' : 'custom'),
    ...(input.authorizerUri && { authorizerUri: input.authorizerUri }),
    ...(input.authorizerCredentials && { authorizerCredentials: input.authorizerCredentials }),
    ...(input.identitySource && { identitySource: input.identitySource }),
    ...(expression && { identityValidationExpression: expression }),
    ...(ttl !== undefined && { authorizerResultTtlInSeconds: ttl }),
  };
}

function updateAuthorizer(tables: Tables, input: UpdateAuthorizerRequest): Authorizer {
  const patches = checkedPatches('updateAuthorizerInput', input.patchOperations);
  const { api, authorizer } = findAuthorizer(tables, input);
  const changed = patchedAuthorizer(authorizer, patches);
  requireAuthorizer(changed);
  requireUniqueName(api, changed);
  api.authorizers.set(changed.id ?? '', changed);
  return changed;
}

/** Refused while a method of the draft uses it; deployments froze their own (GH hashicorp/terraform-provider-aws#14812). */
function deleteAuthorizer(tables: Tables, input: DeleteAuthorizerRequest): object {
  const { api, authorizer } = findAuthorizer(tables, input);
  for (const { path, resourceMethods } of api.resources.values()) {
    for (const [verb, method] of Object.entries(resourceMethods ?? {})) {
      if (method.authorizerId === authorizer.id) {
        throw conflict(
          `Cannot delete authorizer '${authorizer.name ?? ''}', is referenced in method: ${verb}/${path}`,
        );
      }
    }
  }
  api.authorizers.delete(authorizer.id ?? '');
  return nothing;
}

function requireUniqueName(api: ApiRecord, { id, name }: Authorizer): void {
  for (const other of api.authorizers.values()) {
    if (other.name === name && other.id !== id) {
      throw conflict(
        `Authorizer name must be unique. Authorizer ${name ?? ''} already exists in this RestApi.`,
      );
    }
  }
}

/** An authorizer of an API's draft. */
export function findAuthorizer(
  tables: Tables,
  { restApiId, authorizerId }: { restApiId: string | undefined; authorizerId: string | undefined },
): { api: ApiRecord; authorizer: Authorizer } {
  const api = tables.apis.get(restApiId ?? '');
  const authorizer = api?.authorizers.get(authorizerId ?? '');
  if (!api || !authorizer) throw notFound('Invalid Authorizer identifier specified');
  return { api, authorizer };
}

import type { Method } from '@aws-sdk/client-api-gateway';
import { withAuthorization } from './method-authorization.js';
import { withEntryPatch } from './map-patches.js';
import { withMap, without } from './members.js';
import { invalidPatchPath, onlyReplace, patchedBoolean, type Patch } from './patch-operations.js';

/**
 * The method after the patches. Authorization type and authorizer are read together at the end, so their order does not
 * matter (LS). Refers to nothing outside: what it names is checked by the caller.
 */
export function patchedMethod(method: Method, patches: readonly Patch[]): Method {
  const changed = patches.reduce(patched, method);
  return withAuthorization(changed, changed.authorizationType, changed.authorizerId);
}

function patched(method: Method, patch: Patch): Method {
  if (patch.path.startsWith('/requestParameters')) {
    const requestParameters = withEntryPatch(
      method.requestParameters,
      '/requestParameters',
      patch,
      patchedBoolean,
    );
    return withMap(method, 'requestParameters', requestParameters);
  }
  if (patch.path.startsWith('/requestModels')) {
    const requestModels = withEntryPatch(
      method.requestModels,
      '/requestModels',
      patch,
      (value) => value ?? '',
    );
    return withMap(method, 'requestModels', requestModels);
  }
  if (patch.path === '/authorizationScopes') return withScopePatch(method, patch);
  const change = plainChanges[patch.path];
  if (!change) throw invalidPatchPath(patch.path);
  onlyReplace(patch);
  return change(method, patch.value);
}

const plainChanges: Record<string, ((method: Method, value: string | undefined) => Method) | undefined> = {
  '/authorizationType': (method, authorizationType) => ({ ...method, authorizationType }),
  '/authorizerId': (method, authorizerId) => ({ ...method, authorizerId }),
  '/apiKeyRequired': (method, value) => ({ ...method, apiKeyRequired: patchedBoolean(value) }),
  '/operationName': (method, operationName) => ({ ...method, operationName }),
  '/requestValidatorId': (method, value) => {
    return value ? { ...method, requestValidatorId: value } : without(method, 'requestValidatorId');
  },
};

function withScopePatch(method: Method, patch: Patch): Method {
  const { authorizationScopes, ...rest } = method;
  const others = (authorizationScopes ?? []).filter((scope) => scope !== patch.value);
  const scopes = { add: [...others, patch.value ?? ''], remove: others }[patch.op as string];
  if (!scopes) throw invalidPatchPath(patch.path);
  return scopes.length > 0 ? { ...rest, authorizationScopes: scopes } : rest;
}

import type { Authorizer } from '@aws-sdk/client-api-gateway';
import { authorizerTypes } from './authorizer-rules.js';
import { invalidPatchPath, onlyReplace, type Patch } from './patch-operations.js';
import { badRequest } from './rejections.js';

/** The authorizer after the patches. Rules across members are the caller's to check, once, at the end. */
export function patchedAuthorizer(authorizer: Authorizer, patches: readonly Patch[]): Authorizer {
  return patches.reduce(patched, authorizer);
}

function patched(authorizer: Authorizer, patch: Patch): Authorizer {
  if (patch.path === '/providerARNs') return withProviderPatch(authorizer, patch);
  const change = plainChanges[patch.path];
  if (!change) throw invalidPatchPath(patch.path);
  onlyReplace(patch);
  return { ...authorizer, ...change(patch.value) };
}

const plainChanges: Record<string, ((value: string | undefined) => Partial<Authorizer>) | undefined> = {
  '/name': (name) => ({ name }),
  '/type': (type) => {
    if (!authorizerTypes.includes(type ?? ''))
      throw badRequest(`Invalid authorizer type specified: ${type ?? 'null'}`);
    return { type: type as Authorizer['type'] };
  },
  '/authType': (authType) => ({ authType }),
  '/authorizerUri': (authorizerUri) => ({ authorizerUri }),
  '/authorizerCredentials': (value) => ({ authorizerCredentials: value === '' ? undefined : value }),
  '/identitySource': (value) => ({ identitySource: value === '' ? undefined : value }),
  '/identityValidationExpression': (value) => ({
    identityValidationExpression: value === '' ? undefined : value,
  }),
  '/authorizerResultTtlInSeconds': (value) => ({ authorizerResultTtlInSeconds: Number(value) }),
};

function withProviderPatch(authorizer: Authorizer, patch: Patch): Authorizer {
  const others = (authorizer.providerARNs ?? []).filter((arn) => arn !== patch.value);
  if (patch.op === 'add') return { ...authorizer, providerARNs: [...others, patch.value ?? ''] };
  if (patch.op === 'remove') return { ...authorizer, providerARNs: others };
  throw invalidPatchPath(patch.path);
}

import type { Integration } from '@aws-sdk/client-api-gateway';
import { withEntryPatch } from './map-patches.js';
import { withMap } from './members.js';
import { entryName, invalidPatchPath, onlyReplace, patchedBoolean, type Patch } from './patch-operations.js';
import { badRequest } from './rejections.js';

/** The integration after the patches. Rules across members are the caller's to check, once, at the end. */
export function patchedIntegration(integration: Integration, patches: readonly Patch[]): Integration {
  return patches.reduce(patched, integration);
}

function patched(integration: Integration, patch: Patch): Integration {
  if (patch.path.startsWith('/requestParameters/')) {
    const map = withEntryPatch(
      integration.requestParameters,
      '/requestParameters',
      patch,
      (value) => value ?? '',
    );
    return withMap(integration, 'requestParameters', map);
  }
  if (patch.path.startsWith('/requestTemplates/')) {
    const map = withEntryPatch(
      integration.requestTemplates,
      '/requestTemplates',
      patch,
      (value) => value ?? '',
    );
    return withMap(integration, 'requestTemplates', map);
  }
  if (patch.path.startsWith('/cacheKeyParameters/')) return withCacheKeyPatch(integration, patch);
  const change = plainChanges[patch.path];
  if (!change) throw invalidPatchPath(patch.path);
  onlyReplace(patch);
  return { ...integration, ...change(patch.value) };
}

const plainChanges: Record<string, ((value: string | undefined) => Partial<Integration>) | undefined> = {
  '/httpMethod': (httpMethod) => ({ httpMethod }),
  '/uri': (uri) => ({ uri }),
  '/credentials': (credentials) => ({ credentials: credentials === '' ? undefined : credentials }),
  '/connectionType': (value) => ({
    connectionType: oneOf(value, ['INTERNET', 'VPC_LINK'], 'connection type'),
  }),
  '/connectionId': (connectionId) => ({ connectionId }),
  '/passthroughBehavior': (passthroughBehavior) => ({ passthroughBehavior }),
  '/contentHandling': (value) => ({
    contentHandling: value
      ? oneOf(value, ['CONVERT_TO_BINARY', 'CONVERT_TO_TEXT'], 'content handling')
      : undefined,
  }),
  '/timeoutInMillis': (value) => ({ timeoutInMillis: Number(value) }),
  '/cacheNamespace': (cacheNamespace) => ({ cacheNamespace }),
  '/responseTransferMode': (value) => ({
    responseTransferMode: oneOf(value, ['BUFFERED', 'STREAM'], 'response transfer mode'),
  }),
  '/integrationTarget': (integrationTarget) => ({ integrationTarget }),
  '/tlsConfig/insecureSkipVerification': (value) => ({
    tlsConfig: { insecureSkipVerification: patchedBoolean(value) },
  }),
};

function oneOf<const T extends string>(value: string | undefined, allowed: readonly T[], what: string): T {
  const found = allowed.find((one) => one === value);
  if (found === undefined)
    throw badRequest(`Invalid ${what} specified. Valid options are ${allowed.join(',')}`);
  return found;
}

function withCacheKeyPatch(integration: Integration, patch: Patch): Integration {
  const name = entryName('/cacheKeyParameters', patch.path);
  if (name === undefined) throw invalidPatchPath(patch.path);
  const others = (integration.cacheKeyParameters ?? []).filter((key) => key !== name);
  if (patch.op === 'add') return { ...integration, cacheKeyParameters: [...others, name] };
  if (patch.op === 'remove') return { ...integration, cacheKeyParameters: others };
  throw invalidPatchPath(patch.path);
}

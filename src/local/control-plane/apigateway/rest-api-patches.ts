import type { RestApi, UpdateRestApiRequest } from '@aws-sdk/client-api-gateway';
import { migrated, withIpAddressType, withVpcEndpoint } from './endpoint-configuration.js';
import { without } from './members.js';
import {
  checkedPatches,
  entryName,
  invalidPatchPath,
  onlyReplace,
  patchedBoolean,
  type Patch,
} from './patch-operations.js';
import { badRequest } from './rejections.js';
import { storedPolicy, withShownPolicy } from './rest-api-policy.js';
import type { ApiRecord, Tables } from './tables.js';

type StoredApi = ApiRecord['restApi'];

/** `UpdateRestApi`: all of its patches or none. */
export function updateRestApi(tables: Tables): (input: UpdateRestApiRequest) => RestApi {
  return ({ restApiId, patchOperations }) => {
    const patches = checkedPatches('updateRestApiInput', patchOperations);
    const api = tables.api(restApiId);
    api.restApi = patches.reduce((restApi, patch) => patched(tables, restApi, patch), api.restApi);
    return { tags: {}, ...withShownPolicy(api.restApi) };
  };
}

/** Throws unless responses of that size may be compressed. @param size bytes */
export function requireCompressionSize(size: number | null | undefined): void {
  if (size === undefined || size === null) return;
  if (!Number.isInteger(size) || size < 0 || size > 10_485_760) {
    throw badRequest('Invalid minimum compression size, must be between 0 and 10485760');
  }
}

function patched(tables: Tables, restApi: StoredApi, patch: Patch): StoredApi {
  if (patch.path.startsWith('/endpointConfiguration/')) return withEndpointPatch(restApi, patch);
  if (patch.path.startsWith('/binaryMediaTypes')) return withMediaTypePatch(restApi, patch);
  if (patch.path === '/description' && patch.op === 'remove') return without(restApi, 'description');
  if (patch.path === '/policy' && (patch.op === 'remove' || !patch.value)) return without(restApi, 'policy');
  const change = plainChanges[patch.path];
  if (!change) throw invalidPatchPath(patch.path);
  onlyReplace(patch);
  return { ...restApi, ...change(patch.value, tables, restApi) };
}

const plainChanges: Record<
  string,
  ((value: string | undefined, tables: Tables, restApi: StoredApi) => Partial<RestApi>) | undefined
> = {
  '/name': (name) => {
    if (!name) throw badRequest('API name cannot be empty');
    return { name };
  },
  '/description': (description) => ({ description }),
  '/version': (version) => ({ version }),
  '/policy': (policy, tables, { id }) => ({ policy: storedPolicy(tables.region, id, policy ?? '') }),
  '/apiKeySource': (source) => ({ apiKeySource: apiKeySource(source) }),
  '/disableExecuteApiEndpoint': (value) => ({ disableExecuteApiEndpoint: patchedBoolean(value) }),
  '/minimumCompressionSize': (value) => ({ minimumCompressionSize: compressionSize(value) }),
  '/securityPolicy': (value) => ({ securityPolicy: value as RestApi['securityPolicy'] }),
  '/endpointAccessMode': (value) => ({ endpointAccessMode: value as RestApi['endpointAccessMode'] }),
};

function apiKeySource(value: string | undefined): 'HEADER' | 'AUTHORIZER' {
  if (value !== 'HEADER' && value !== 'AUTHORIZER') {
    throw badRequest('Invalid API key source. Valid options are HEADER,AUTHORIZER');
  }
  return value;
}

function compressionSize(value: string | undefined): number | undefined {
  if (value === undefined || value === '') return undefined;
  requireCompressionSize(Number(value));
  return Number(value);
}

function withEndpointPatch(restApi: StoredApi, patch: Patch): StoredApi {
  const endpoint = restApi.endpointConfiguration ?? { types: ['EDGE'] };
  if (patch.path.startsWith('/endpointConfiguration/types')) {
    if (patch.op !== 'add' && patch.op !== 'remove' && patch.op !== 'replace') {
      throw badRequest("Invalid patch operation specified. Must be 'add'|'remove'|'replace'");
    }
    if (patch.op !== 'replace') throw badRequest('Cannot create an api with multiple Endpoint Types.');
    return { ...restApi, endpointConfiguration: migrated(endpoint, patch.value) };
  }
  if (patch.path === '/endpointConfiguration/ipAddressType') {
    onlyReplace(patch);
    return { ...restApi, endpointConfiguration: withIpAddressType(endpoint, patch.value) };
  }
  if (
    patch.path === '/endpointConfiguration/vpcEndpointIds' &&
    (patch.op === 'add' || patch.op === 'remove')
  ) {
    return { ...restApi, endpointConfiguration: withVpcEndpoint(endpoint, patch.op, patch.value) };
  }
  throw invalidPatchPath(patch.path);
}

/** The type replaced is named by the path, so a replacement goes to the end of the list (LS). */
function withMediaTypePatch(restApi: StoredApi, patch: Patch): StoredApi {
  const named = entryName('/binaryMediaTypes', patch.path);
  if (named === undefined) throw invalidPatchPath(patch.path);
  const others = (restApi.binaryMediaTypes ?? []).filter((type) => type !== named);
  const added = { add: [named], replace: [patch.value ?? named] }[patch.op as string] ?? [];
  const binaryMediaTypes = [...others, ...added];
  return binaryMediaTypes.length > 0
    ? { ...restApi, binaryMediaTypes }
    : without(restApi, 'binaryMediaTypes');
}

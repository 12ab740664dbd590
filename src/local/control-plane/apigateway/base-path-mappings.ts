import type {
  BasePathMapping,
  BasePathMappings,
  CreateBasePathMappingRequest,
  DeleteBasePathMappingRequest,
  GetBasePathMappingRequest,
  GetBasePathMappingsRequest,
  UpdateBasePathMappingRequest,
} from '@aws-sdk/client-api-gateway';
import { findDomainName } from './domain-names.js';
import { nothing, type Operations } from './operations.js';
import { page } from './paging.js';
import { checkedPatches, invalidPatchPath, onlyReplace } from './patch-operations.js';
import { badRequest, conflict, notFound } from './rejections.js';
import type { DomainNameRecord, Tables } from './tables.js';

/** How the empty base path is called (BC). */
const noPath = '(none)';

interface Domain {
  domainName: string | undefined;
  domainNameId?: string | undefined;
}

export function basePathMappingOperations(tables: Tables): Operations {
  return {
    CreateBasePathMapping: (input: CreateBasePathMappingRequest) => create(tables, input),
    GetBasePathMapping: (input: GetBasePathMappingRequest) => find(tables, input, input.basePath).mapping,
    GetBasePathMappings: (input: GetBasePathMappingsRequest): BasePathMappings => {
      const { mappings } = findDomainName(tables, input).record;
      return page(mappings.values(), ({ basePath }) => basePath ?? noPath, input);
    },
    UpdateBasePathMapping: (input: UpdateBasePathMappingRequest) => update(tables, input),
    DeleteBasePathMapping: (input: DeleteBasePathMappingRequest) => {
      const { mapping } = find(tables, input, input.basePath);
      storeMappings(tables, input, (mappings) => mappings.delete(mapping.basePath ?? noPath));
      return nothing;
    },
  };
}

function create(tables: Tables, input: CreateBasePathMappingRequest): BasePathMapping {
  const { record } = findDomainName(tables, input);
  const basePath = requireBasePath(input.basePath);
  if (record.mappings.has(basePath)) throw conflict('Base path already exists for this domain name');
  const mapping: BasePathMapping = {
    basePath,
    restApiId: input.restApiId,
    ...(input.stage && { stage: input.stage }),
  };
  requireTarget(tables, mapping);
  storeMappings(tables, input, (mappings) => mappings.set(basePath, mapping));
  return mapping;
}

function update(tables: Tables, input: UpdateBasePathMappingRequest): BasePathMapping {
  const patches = checkedPatches('updateBasePathMappingInput', input.patchOperations);
  const { record, mapping } = find(tables, input, input.basePath);
  const changed = { ...mapping };
  for (const patch of patches) {
    onlyReplace(patch);
    if (patch.path === '/basePath') changed.basePath = requireBasePath(patch.value);
    else if (patch.path === '/restapiId' || patch.path === '/restApiId') changed.restApiId = patch.value;
    else if (patch.path === '/stage') changed.stage = patch.value === '' ? undefined : patch.value;
    else throw invalidPatchPath(patch.path);
  }
  const moved = changed.basePath ?? noPath;
  if (moved !== mapping.basePath && record.mappings.has(moved)) {
    throw conflict('Base path already exists for this domain name');
  }
  requireTarget(tables, changed);
  storeMappings(tables, input, (mappings) => {
    mappings.delete(mapping.basePath ?? noPath);
    mappings.set(moved, changed);
  });
  return changed;
}

function requireBasePath(basePath: string | undefined): string {
  if (!basePath) return noPath;
  if (basePath.includes('/')) {
    throw badRequest(
      "API Gateway V1 doesn't support the slash character (/) in base path mappings. To create a multi-level base path mapping, use API Gateway V2.",
    );
  }
  return basePath;
}

function requireTarget(tables: Tables, { restApiId, stage }: BasePathMapping): void {
  const api = tables.apis.get(restApiId ?? '');
  if (!api) throw badRequest('Invalid REST API identifier specified');
  if (stage && !api.stages.has(stage)) throw badRequest('Invalid stage identifier specified');
}

function storeMappings(
  tables: Tables,
  domain: Domain,
  change: (mappings: Map<string, BasePathMapping>) => unknown,
): void {
  const { key, record } = findDomainName(tables, domain);
  const mappings = new Map(record.mappings);
  change(mappings);
  tables.domainNames.set(key, { ...record, mappings });
}

function find(
  tables: Tables,
  domain: Domain,
  basePath: string | undefined,
): { record: DomainNameRecord; mapping: BasePathMapping } {
  const { record } = findDomainName(tables, domain);
  const mapping = record.mappings.get(basePath ?? noPath);
  if (!mapping) throw notFound('Invalid base path mapping identifier specified');
  return { record, mapping };
}

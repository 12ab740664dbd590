import type {
  ApiKey,
  ApiKeys,
  CreateApiKeyRequest,
  DeleteApiKeyRequest,
  GetApiKeyRequest,
  GetApiKeysRequest,
  StageKey,
  UpdateApiKeyRequest,
} from '@aws-sdk/client-api-gateway';
import { findApiKey, requireKeyValue } from './api-key-rules.js';
import { newKeyValue, unusedId } from './identifiers.js';
import { without } from './members.js';
import { nothing, type Operations } from './operations.js';
import { newestFirst, page } from './paging.js';
import { checkedPatches, patchedBoolean, requireReplaceOf } from './patch-operations.js';
import { badRequest, limitExceeded } from './rejections.js';
import type { ApiKeyRecord, Tables } from './tables.js';
import { requireTags } from './tag-rules.js';
import { withoutKey } from './usage-plan-rules.js';

const largestCount = 10_000;

export function apiKeyOperations(tables: Tables): Operations {
  return {
    CreateApiKey: (input: CreateApiKeyRequest) => createApiKey(tables, input),
    GetApiKey: (input: GetApiKeyRequest) => getApiKey(tables, input),
    GetApiKeys: (input: GetApiKeysRequest) => getApiKeys(tables, input),
    UpdateApiKey: (input: UpdateApiKeyRequest) => updateApiKey(tables, input),
    DeleteApiKey: (input: DeleteApiKeyRequest) => deleteApiKey(tables, input),
  };
}

/** The one answer that shows the value unasked (BC, LS). */
function createApiKey(tables: Tables, input: CreateApiKeyRequest): ApiKey {
  if (input.value !== undefined) requireKeyValue(tables, input.value);
  requireName(input.name);
  requireTags(input.tags);
  requireRoomForKeys(tables, 1);
  return addApiKey(tables, input).key;
}

/** Adds a key that was checked. It is disabled unless told (BC, LS). */
export function addApiKey(tables: Tables, input: CreateApiKeyRequest): ApiKeyRecord {
  const id = unusedId(tables.apiKeys, 10);
  const now = tables.now();
  const key: ApiKeyRecord['key'] = {
    id,
    value: input.value ?? newKeyValue(),
    ...(input.name !== undefined && { name: input.name }),
    ...(input.customerId !== undefined && { customerId: input.customerId }),
    ...(input.description !== undefined && { description: input.description }),
    enabled: input.enabled ?? false,
    createdDate: now,
    lastUpdatedDate: now,
    stageKeys: (input.stageKeys ?? []).map(shownStageKey),
    ...(input.tags && Object.keys(input.tags).length > 0 && { tags: { ...input.tags } }),
  };
  const record = { order: tables.nextOrder(), key };
  tables.apiKeys.set(id, record);
  return record;
}

/** Throws where so many more keys are too many (DG/limits). */
export function requireRoomForKeys(tables: Tables, added: number): void {
  if (tables.apiKeys.size + added > largestCount) {
    throw limitExceeded('Maximum number of API keys for this account has been reached');
  }
}

function getApiKey(tables: Tables, { apiKey, includeValue }: GetApiKeyRequest): ApiKey {
  const { key } = findApiKey(tables, apiKey);
  return { tags: {}, ...(includeValue ? key : without(key, 'value')) };
}

/** Newest first. The list tells no tags: see `GetTags` (LS, partly verified). */
function getApiKeys(tables: Tables, input: GetApiKeysRequest): ApiKeys {
  const { nameQuery = '', customerId, includeValues } = input;
  const matching = [...tables.apiKeys.values()].filter(
    ({ key }) =>
      (key.name ?? '').startsWith(nameQuery) && (customerId === undefined || key.customerId === customerId),
  );
  const { items, ...rest } = page(matching, ({ order }) => newestFirst(order), input);
  const shown = items.map(({ key }) => without(includeValues ? key : without(key, 'value'), 'tags'));
  return { items: shown, ...rest };
}

function updateApiKey(tables: Tables, input: UpdateApiKeyRequest): ApiKey {
  const patches = checkedPatches('updateApiKeyInput', input.patchOperations);
  const { order, key } = findApiKey(tables, input.apiKey);
  const changed = { ...key, lastUpdatedDate: tables.now() };
  for (const patch of patches) {
    requireReplaceOf(patch, ['/description', '/enabled', '/name', '/customerId']);
    if (patch.path === '/enabled') changed.enabled = patchedBoolean(patch.value);
    else if (patch.path === '/description') changed.description = patch.value;
    else if (patch.path === '/customerId') changed.customerId = patch.value;
    else changed.name = requireName(patch.value);
  }
  tables.apiKeys.set(key.id, { order, key: changed });
  return { tags: {}, ...without(changed, 'value') };
}

/** Also takes the key out of its usage plans. */
function deleteApiKey(tables: Tables, { apiKey }: DeleteApiKeyRequest): object {
  const { key } = findApiKey(tables, apiKey);
  for (const [id, record] of tables.usagePlans) {
    if (record.keys.has(key.id)) tables.usagePlans.set(id, withoutKey(record, key.id));
  }
  tables.apiKeys.delete(key.id);
  return nothing;
}

function requireName(name: string | undefined): string | undefined {
  if (name !== undefined && name.length > 1024) {
    throw badRequest('API Key name exceeds maximum size of 1024 characters');
  }
  return name;
}

function shownStageKey({ restApiId = '', stageName = '' }: StageKey): string {
  return `${restApiId}/${stageName}`;
}

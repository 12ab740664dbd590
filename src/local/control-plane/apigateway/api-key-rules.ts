import { badRequest, conflict, notFound } from './rejections.js';
import type { ApiKeyRecord, Tables } from './tables.js';

/** Throws unless the value may be that of a new key (LS). There are at most 10,000 to compare with. */
export function requireKeyValue(tables: Tables, value: string): void {
  requireKeyLength(value);
  for (const { key } of tables.apiKeys.values()) {
    if (key.value === value) throw conflict('API Key already exists');
  }
}

export function requireKeyLength(value: string): void {
  if (value.length < 20) throw badRequest('API Key value should be at least 20 characters');
  if (value.length > 128) throw badRequest('API Key value exceeds maximum size of 128 characters');
}

/** The key, or 404. */
export function findApiKey(tables: Tables, id: string | undefined): ApiKeyRecord {
  const record = tables.apiKeys.get(id ?? '');
  if (!record) throw notFound('Invalid API Key identifier specified');
  return record;
}

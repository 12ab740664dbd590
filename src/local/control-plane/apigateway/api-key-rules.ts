import { badRequest, conflict, notFound } from './rejections.js';
import type { ApiKeyRecord, Tables } from './tables.js';

/** Throws unless the value may be that of a new key (LS). */
export function requireKeyValue(tables: Tables, value: string): void {
  requireKeyLength(value);
  if (keyWithValue(tables, value)) throw conflict('API Key already exists');
}

export function requireKeyLength(value: string): void {
  if (value.length < 20) throw badRequest('API Key value should be at least 20 characters');
  if (value.length > 128) throw badRequest('API Key value exceeds maximum size of 128 characters');
}

export function keyWithValue(tables: Tables, value: string): ApiKeyRecord | undefined {
  return [...tables.apiKeys.values()].find(({ key }) => key.value === value);
}

/** The key, or 404. */
export function findApiKey(tables: Tables, id: string | undefined): ApiKeyRecord {
  const record = tables.apiKeys.get(id ?? '');
  if (!record) throw notFound('Invalid API Key identifier specified');
  return record;
}

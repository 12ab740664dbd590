import { GatewayError } from '../errors.js';
import {
  assertUnique,
  entryFields,
  entryTexts,
  parseEntry,
  type EntryTexts,
  type TenantEntry,
} from './tenant-entry.js';

/** What may act where the file is shown; JSON writes it as `\uXXXX`, and YAML reads that. */
const acting = /[\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

/** Tenants as YAML, keys left out. */
export function writeTenantYaml(entries: readonly TenantEntry[]): string {
  if (entries.length === 0) return 'tenants: []\n';
  const items = entries.map((entry) => {
    const lines = Object.entries(entryTexts({ ...entry, tags: {} })).map(
      ([field, text]) => `${field}: ${scalar(field, text)}`,
    );
    const tags = Object.entries(entry.tags).map(([name, value]) => `  ${quoted(name)}: ${quoted(value)}`);
    return [...lines, ...(tags.length > 0 ? ['tags:', ...tags] : [])]
      .map((line, at) => `${at === 0 ? '  - ' : '    '}${line}`)
      .join('\n');
  });
  return `tenants:\n${items.join('\n')}\n`;
}

/** Tenants from a YAML document that was parsed. @throws GatewayError `usage` that names the entry */
export function readTenantDocument(document: unknown): TenantEntry[] {
  const list = isMap(document) ? document['tenants'] : undefined;
  if (!Array.isArray(list)) {
    throw new GatewayError('usage', 'The file has no list "tenants".', {
      next: ['aigw tenant export --format yaml'],
    });
  }
  const entries = list.map((item: unknown, at) => {
    const where = `Tenant ${isMap(item) && typeof item['id'] === 'string' ? item['id'] : at + 1}`;
    return parseEntry(textsOf(item, where), where);
  });
  assertUnique(entries);
  return entries;
}

function textsOf(item: unknown, where: string): EntryTexts {
  if (!isMap(item)) throw new GatewayError('usage', `${where} is no map of names to values.`);
  const unknown = Object.keys(item).filter((name) => !entryFields.some((field) => field === name));
  if (unknown.length > 0) {
    throw new GatewayError('usage', `${where}: nothing is called "${unknown.join('", "')}".`, {
      reason: `An entry has ${entryFields.join(', ')}.`,
    });
  }
  return Object.fromEntries(
    Object.entries(item).flatMap(([field, value]) =>
      value === null || value === undefined ? [] : [[field, textOf(value, field, where)]],
    ),
  );
}

function textOf(value: unknown, field: string, where: string): string {
  if (field === 'tags' && isMap(value)) {
    return Object.entries(value)
      .map(([name, text]) => `${name}=${textOf(text, name, where)}`)
      .join('; ');
  }
  if (field === 'routes' && Array.isArray(value)) {
    return value.map((route: unknown) => textOf(route, 'route', where)).join('; ');
  }
  if (['string', 'number', 'boolean'].includes(typeof value)) return String(value);
  throw new GatewayError('usage', `${where}: "${field}" must be a single value.`);
}

function scalar(field: string, text: string): string {
  return ['rate', 'burst', 'suspended'].includes(field) ? text : quoted(text);
}

function quoted(text: string): string {
  return JSON.stringify(text).replace(
    acting,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

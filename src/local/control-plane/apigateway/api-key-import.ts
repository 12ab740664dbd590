import type { ApiKeyIds, ImportApiKeysRequest } from '@aws-sdk/client-api-gateway';
import { requireKeyLength } from './api-key-rules.js';
import { addApiKey, requireRoomForKeys } from './api-keys.js';
import { csvRows } from './csv.js';
import { badRequest } from './rejections.js';
import type { ApiKeyRecord, Tables } from './tables.js';
import { addKeysToPlan, requireKeysFitStages } from './usage-plan-keys.js';

interface KeyRow {
  readonly name: string;
  readonly value: string;
  readonly description?: string;
  readonly enabled: boolean;
  readonly planIds: readonly string[];
}

/**
 * `ImportApiKeys`: a CSV with columns Name and Key, and perhaps Description, Enabled and UsagePlanIds, whose names know no
 * case. A row whose key is there already overwrites it (DG/api-key-file-format). A plan that does not exist is a warning. All of
 * the file or nothing, which is our choice.
 */
export function importApiKeys(tables: Tables): (input: ImportApiKeysRequest) => ApiKeyIds {
  return ({ body, format, failOnWarnings }) => {
    if (format !== 'csv') throw badRequest('Invalid format specified. Valid options are csv');
    const rows = keyRows(Buffer.from(body ?? []).toString());
    for (const { value } of rows) requireKeyLength(value);
    const warnings = rows.flatMap(({ planIds }) =>
      planIds.filter((id) => !tables.usagePlans.has(id)).map(unknownPlan),
    );
    if (failOnWarnings && warnings.length > 0) throw badRequest(warnings.join(' '));
    return { ids: importRows(tables, rows), warnings };
  };
}

function importRows(tables: Tables, rows: readonly KeyRow[]): string[] {
  const known = new Map([...tables.apiKeys.values()].map((record) => [record.key.value, record]));
  const added = new Set(rows.map(({ value }) => value).filter((value) => !known.has(value)));
  requireRoomForKeys(tables, added.size);
  requirePlansFit(tables, rows, known);
  const ids = rows.map((row) => {
    const record = importedKey(tables, row, known.get(row.value));
    known.set(row.value, record);
    return record.key.id;
  });
  for (const planId of new Set(rows.flatMap(({ planIds }) => planIds))) {
    const keyIds = ids.filter((_, index) => rows[index]?.planIds.includes(planId));
    if (tables.usagePlans.has(planId)) addKeysToPlan(tables, planId, keyIds);
  }
  return ids;
}

/** Throws where a key that is there already is in another plan of a stage. */
function requirePlansFit(
  tables: Tables,
  rows: readonly KeyRow[],
  known: ReadonlyMap<string, ApiKeyRecord>,
): void {
  for (const { value, planIds } of rows) {
    const keyId = known.get(value)?.key.id;
    if (keyId === undefined) continue;
    for (const plan of planIds.map((id) => tables.usagePlans.get(id)?.plan)) {
      if (plan) requireKeysFitStages(tables, plan, [keyId]);
    }
  }
}

function unknownPlan(id: string): string {
  return `Usage plan ${id} does not exist and was ignored.`;
}

function keyRows(text: string): KeyRow[] {
  const [header = [], ...rows] = csvRows(text.replace(/^\uFEFF/, ''));
  const columns = header.map((name) => name.trim().toLowerCase());
  if (!columns.includes('name') || !columns.includes('key')) {
    const missing = columns.includes('name') ? 'Key' : 'Name';
    throw badRequest(`Missing required column '${missing}'`);
  }
  return rows.map((row) => {
    const field = (name: string): string => row[columns.indexOf(name)]?.trim() ?? '';
    const description = field('description');
    return {
      name: field('name'),
      value: field('key'),
      ...(description && { description }),
      enabled: field('enabled').toLowerCase() === 'true',
      planIds: field('usageplanids')
        .split(',')
        .map((id) => id.trim())
        .filter(Boolean),
    };
  });
}

function importedKey(
  tables: Tables,
  { name, value, description, enabled }: KeyRow,
  known: ApiKeyRecord | undefined,
): ApiKeyRecord {
  const given = { name, enabled, ...(description && { description }) };
  if (!known) return addApiKey(tables, { value, ...given });
  const record = { ...known, key: { ...known.key, ...given, lastUpdatedDate: tables.now() } };
  tables.apiKeys.set(record.key.id, record);
  return record;
}

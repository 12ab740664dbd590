import type { ApiKeyIds, ImportApiKeysRequest } from '@aws-sdk/client-api-gateway';
import { keyWithValue, requireKeyLength } from './api-key-rules.js';
import { createApiKey } from './api-keys.js';
import { csvRows } from './csv.js';
import { badRequest } from './rejections.js';
import type { Tables } from './tables.js';
import { addKeyToPlan } from './usage-plan-keys.js';

interface KeyRow {
  readonly name: string;
  readonly value: string;
  readonly description?: string;
  readonly enabled: boolean;
  readonly planIds: readonly string[];
}

/**
 * `ImportApiKeys`: a CSV with columns Name and Key, and perhaps Description, Enabled and UsagePlanIds, whose names know no
 * case. A row whose key is there already overwrites it (DG/api-key-file-format). A plan that does not exist is a warning.
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
    return { ids: rows.map((row) => importRow(tables, row)), warnings };
  };
}

function unknownPlan(id: string): string {
  return `Usage plan ${id} does not exist and was ignored.`;
}

function keyRows(text: string): KeyRow[] {
  const [header = [], ...rows] = csvRows(text.replace(/^\uFEFF/, ''));
  const columns = header.map((name) => name.trim().toLowerCase());
  if (!columns.includes('name') || !columns.includes('key')) {
    throw badRequest('Failed to parse the file: the columns Name and Key are required');
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

function importRow(tables: Tables, { name, value, description, enabled, planIds }: KeyRow): string {
  const id = overwritten(tables, { name, value, enabled, ...(description && { description }), planIds });
  for (const planId of planIds) {
    const plan = tables.usagePlans.get(planId);
    if (plan && !plan.keys.has(id)) addKeyToPlan(tables, planId, id);
  }
  return id;
}

function overwritten(tables: Tables, { name, value, description, enabled }: KeyRow): string {
  const known = keyWithValue(tables, value);
  if (!known) return createApiKey(tables, { name, value, description, enabled }).id ?? '';
  const key = {
    ...known.key,
    name,
    enabled,
    lastUpdatedDate: tables.now(),
    ...(description && { description }),
  };
  tables.apiKeys.set(key.id, { ...known, key });
  return key.id;
}

import { GatewayError } from '../errors.js';
import { csvRows, readCell, writeCell } from './csv-text.js';
import {
  assertUnique,
  entryFields,
  entryTexts,
  parseEntry,
  type EntryField,
  type EntryTexts,
  type TenantEntry,
} from './tenant-entry.js';

/** Columns that an export has: all but the key, which is a secret. */
const columns = entryFields.filter((field) => field !== 'key');

/** Tenants as CSV, keys left out. Cells are safe in spreadsheets and read back exactly. */
export function writeTenantCsv(entries: readonly TenantEntry[]): string {
  const rows = entries.map((entry) => {
    const texts = entryTexts(entry);
    return columns.map((column) => writeCell(texts[column] ?? '')).join(',');
  });
  return `${[columns.join(','), ...rows].join('\n')}\n`;
}

/** Tenants from CSV with a line of titles, in any order. @throws GatewayError `usage` that names the line */
export function readTenantCsv(text: string): TenantEntry[] {
  const [titles, ...rows] = csvRows(text);
  const fields = (titles?.cells ?? []).map((title) => fieldNamed(title.trim().toLowerCase()));
  if (!fields.includes('id')) {
    throw new GatewayError('usage', 'The file has no column "id".', {
      reason: `Its first line names its columns, among them: ${entryFields.join(', ')}.`,
    });
  }
  const entries = rows.map(({ line, cells }) => {
    if (cells.length > fields.length) throw new GatewayError('usage', `Line ${line} has too many cells.`);
    const texts = fields.map((field, at) => [field, readCell(cells[at] ?? '')] as const);
    return parseEntry(Object.fromEntries(texts) as EntryTexts, `Line ${line}`);
  });
  assertUnique(entries);
  return entries;
}

function fieldNamed(title: string): EntryField {
  const field = entryFields.find((name) => name === title);
  if (field) return field;
  throw new GatewayError('usage', `The file has a column "${title}" that says nothing of a tenant.`, {
    reason: `Columns are ${entryFields.join(', ')}.`,
  });
}

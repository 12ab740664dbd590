import { GatewayError } from '../errors.js';

/** A row of a CSV file, with the line it begins on. */
export interface CsvRow {
  readonly line: number;
  readonly cells: readonly string[];
}

/** What may act where the file is shown: control and reordering characters, tab and newline included. */
const acting = /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;
const escape = /\\u\{([0-9a-f]{1,6})\}/g;
const isNumber = /^-?\d+(\.\d+)?$/;
/** What spreadsheets evaluate, in full width too (OWASP CSV injection), and what we ourselves put in front of it. */
const beginsFormula = /^['\s=+\-@＝＋－＠|]/;

/**
 * A cell that no spreadsheet takes for a formula and no terminal obeys, from which `readCell` gets back exactly the same text: an
 * apostrophe goes in front of what could begin a formula, and characters that act become `\u{…}`.
 */
export function writeCell(text: string): string {
  const shown = text
    .replace(/\\(?=u\{[0-9a-f]{1,6}\})/g, '\\u{5c}')
    .replace(acting, (character) => `\\u{${character.codePointAt(0)?.toString(16) ?? ''}}`);
  const safe = beginsFormula.test(shown) && !isNumber.test(shown) ? `'${shown}` : shown;
  return /[",;]|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** The text of a cell that `writeCell` wrote, or that somebody typed. */
export function readCell(cell: string): string {
  const plain = cell.startsWith("'") ? cell.slice(1) : cell;
  return plain.replace(escape, (written, hex: string) => {
    const code = Number.parseInt(hex, 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : written;
  });
}

/**
 * Rows of a CSV file: cells may be quoted, a quote in them doubled (RFC 4180). Empty lines are passed over.
 *
 * @throws GatewayError `usage` where a quotation is not closed or something follows it
 */
export function csvRows(text: string): CsvRow[] {
  const rows: CsvRow[] = [];
  const reader = { text: text.replace(/^\ufeff/, ''), at: 0, line: 1 };
  while (reader.at < reader.text.length) {
    const { line } = reader;
    const cells = readRow(reader);
    if (cells.some((cell) => cell !== '')) rows.push({ line, cells });
  }
  return rows;
}

interface Reader {
  readonly text: string;
  at: number;
  line: number;
}

function readRow(reader: Reader): string[] {
  const cells: string[] = [];
  for (;;) {
    cells.push(reader.text[reader.at] === '"' ? readQuoted(reader) : readPlain(reader));
    if (reader.text[reader.at] !== ',') break;
    reader.at += 1;
  }
  const end = /^(\r\n|\n|\r)?/.exec(reader.text.slice(reader.at, reader.at + 2))?.[0] ?? '';
  if (end === '' && reader.at < reader.text.length)
    throw badCsv(reader.line, 'something follows a quotation');
  reader.at += end.length;
  reader.line += 1;
  return cells;
}

function readPlain(reader: Reader): string {
  const from = reader.at;
  while (reader.at < reader.text.length && !',\r\n'.includes(reader.text[reader.at] ?? '')) reader.at += 1;
  return reader.text.slice(from, reader.at);
}

function readQuoted(reader: Reader): string {
  const { line } = reader;
  let cell = '';
  for (reader.at += 1; ; reader.at += 2) {
    const end = reader.text.indexOf('"', reader.at);
    if (end < 0) throw badCsv(line, 'a quotation is not closed');
    const part = reader.text.slice(reader.at, end);
    reader.line += part.split(/\r\n|\r|\n/).length - 1;
    cell += part;
    reader.at = end;
    if (reader.text[end + 1] !== '"') break;
    cell += '"';
  }
  reader.at += 1;
  return cell;
}

function badCsv(line: number, reason: string): GatewayError {
  return new GatewayError('usage', 'The file is no CSV.', { reason: `In line ${line} ${reason}.` });
}

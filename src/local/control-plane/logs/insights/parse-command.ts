import type { Command } from './commands.js';
import type { QueryReader } from './query-reader.js';
import { DerivedRow } from './rows.js';
import { textOf, type QueryRow } from './values.js';

/** `parse field "a=* b=*" as x, y` and `parse field /(?<x>…)/`: new fields out of text. Rows that do not fit stay as they are. */
export function readParse(reader: QueryReader): Command {
  const field = reader.field();
  if (field === undefined) throw reader.unexpected();
  const regex = reader.regex() ?? readGlob(reader);
  return (state) => ({ ...state, rows: state.rows.map((row) => parsed(row, field, regex)) });
}

/** Each `*` is a field; its names follow. */
function readGlob(reader: QueryReader): RegExp {
  const glob = reader.string();
  if (glob === undefined || !reader.takeWord('as')) throw reader.unexpected();
  const parts = glob.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\/]/g, '\\$&'));
  const names: string[] = [];
  do names.push(reader.field() ?? '');
  while (reader.take(','));
  if (names.length !== parts.length - 1 || names.some((name) => !/^\w+$/.test(name)))
    throw reader.unexpected();
  const last = parts.length - 2;
  const source = names.map(
    (name, at) => `${parts[at] ?? ''}(?<${name}>.*${at === last && parts.at(-1) === '' ? '' : '?'})`,
  );
  return new RegExp(source.join('') + (parts.at(-1) ?? ''), 's');
}

function parsed(row: QueryRow, field: string, regex: RegExp): QueryRow {
  const groups = regex.exec(textOf(row.get(field)) ?? '')?.groups;
  return groups ? new DerivedRow(row, new Map(Object.entries(groups))) : row;
}

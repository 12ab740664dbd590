import { readAggregate, type Aggregate } from './aggregates.js';
import { isTrue, readExpression, type Expression } from './expression.js';
import { malformedQuery } from './malformed-query.js';
import { readParse } from './parse-command.js';
import { QueryReader } from './query-reader.js';
import { DerivedRow } from './rows.js';
import { compareValues, type QueryRow, type Value } from './values.js';

/** What a query has come to: its rows, and the columns that are shown. */
export interface QueryState {
  readonly rows: readonly QueryRow[];
  /** Absent until a command names columns. */
  readonly columns?: readonly string[];
  /** Whether rows are log events still, and not what `stats` made of them. */
  readonly events: boolean;
  readonly sorted: boolean;
  readonly limited: boolean;
}

/** One command of a query, ready to run. */
export type Command = (state: QueryState) => QueryState;

const readers: Readonly<Record<string, (reader: QueryReader) => Command>> = {
  fields: readFields,
  display: readDisplay,
  filter: readFilter,
  stats: readStats,
  sort: readSort,
  limit: readLimit,
  parse: readParse,
};

/**
 * Reads a query: the documented subset of the language (docs/local-logs.md).
 *
 * @throws AwsError MalformedQueryException for everything else
 */
export function readCommands(reader: QueryReader): Command[] {
  const commands: Command[] = [];
  do {
    if (reader.atEnd && commands.length > 0) break;
    const begin = reader.position;
    const name = reader.word()?.toLowerCase() ?? '';
    const read = Object.hasOwn(readers, name) ? readers[name] : undefined;
    if (!read) throw malformedQuery(`unknown or unsupported command ${name}`, begin, begin + name.length);
    commands.push(read(reader));
  } while (reader.take('|'));
  if (!reader.atEnd) throw reader.unexpected();
  return commands;
}

interface Column<T> {
  readonly name: string;
  readonly value: T;
}

/** `expression as name`; without a name it is called as it is written. */
function readColumns<T>(reader: QueryReader, read: () => T): Column<T>[] {
  const columns: Column<T>[] = [];
  do {
    const begin = reader.position;
    const value = read();
    const written = reader.since(begin).replace(/^`(.*)`$/, '$1');
    columns.push({ value, name: reader.takeWord('as') ? nameOf(reader) : written });
  } while (reader.take(','));
  return columns;
}

function nameOf(reader: QueryReader): string {
  const name = reader.field();
  if (name === undefined) throw reader.unexpected();
  return name;
}

function readFields(reader: QueryReader): Command {
  const columns = readColumns(reader, () => readExpression(reader));
  return (state) => ({
    ...state,
    rows: state.rows.map((row) => derived(row, columns)),
    columns: [...new Set([...(state.columns ?? []), ...columns.map(({ name }) => name)])],
  });
}

function readDisplay(reader: QueryReader): Command {
  const columns = readColumns(reader, () => readExpression(reader));
  return (state) => ({
    ...state,
    rows: state.rows.map((row) => derived(row, columns)),
    columns: columns.map(({ name }) => name),
  });
}

function derived(row: QueryRow, columns: readonly Column<Expression>[]): QueryRow {
  return new DerivedRow(row, new Map(columns.map(({ name, value }) => [name, value(row)])));
}

function readFilter(reader: QueryReader): Command {
  const test = readExpression(reader);
  return (state) => ({ ...state, rows: state.rows.filter((row) => isTrue(test(row))) });
}

function readStats(reader: QueryReader): Command {
  const aggregates = readColumns(reader, (): Aggregate => {
    const name = reader.functionName();
    if (name === undefined) throw reader.unexpected();
    return readAggregate(reader, name, readExpression);
  });
  const keys = reader.takeWord('by') ? readColumns(reader, () => readExpression(reader)) : [];
  const columns = [...keys, ...aggregates].map(({ name }) => name);
  return ({ rows }) => ({
    rows: [...grouped(rows, keys)].map(({ values, members }) => {
      const made = aggregates.map(({ name, value }) => [name, value(members)] as const);
      return new DerivedRow(undefined, new Map([...values, ...made]));
    }),
    columns,
    events: false,
    sorted: false,
    limited: false,
  });
}

interface Group {
  readonly values: readonly (readonly [string, Value])[];
  readonly members: QueryRow[];
}

/** Rows with the same keys. Without keys there is one group, also of nothing. */
function grouped(rows: readonly QueryRow[], keys: readonly Column<Expression>[]): Iterable<Group> {
  const groups = new Map<string, Group>();
  if (keys.length === 0) groups.set('', { values: [], members: [...rows] });
  else {
    for (const row of rows) {
      const values = keys.map(({ name, value }) => [name, value(row)] as const);
      const key = JSON.stringify(values.map(([, value]) => (value === undefined ? null : String(value))));
      const group = groups.get(key) ?? { values, members: [] };
      group.members.push(row);
      groups.set(key, group);
    }
  }
  return groups.values();
}

function readSort(reader: QueryReader): Command {
  const keys: { value: Expression; sign: 1 | -1 }[] = [];
  do {
    const value = readSortKey(reader);
    keys.push({ value, sign: reader.takeWord('asc', 'desc') === 'desc' ? -1 : 1 });
  } while (reader.take(','));
  return (state) => ({ ...state, sorted: true, rows: [...state.rows].sort((a, b) => order(keys, a, b)) });
}

/** A column may be called as it is written, such as `count(*)`; otherwise it is an expression. */
function readSortKey(reader: QueryReader): Expression {
  const name = reader.call();
  if (name === undefined) return readExpression(reader);
  const isAggregate = /^(?:count|sum|avg|min|max|pct|count_distinct|stddev)\(/i.test(name);
  const otherwise = isAggregate ? undefined : readExpression(new QueryReader(name));
  return (row) => row.get(name) ?? otherwise?.(row);
}

/** What is missing comes last, whatever the direction. */
function order(
  keys: readonly { readonly value: Expression; readonly sign: 1 | -1 }[],
  a: QueryRow,
  b: QueryRow,
): number {
  for (const { value, sign } of keys) {
    const [x, y] = [value(a), value(b)];
    if ((x === undefined) !== (y === undefined)) return x === undefined ? 1 : -1;
    const found = compareValues(x, y) ?? 0;
    if (found !== 0) return sign * found;
  }
  return 0;
}

/** Results are at most this many (BC StartQuery). */
const MOST_RESULTS = 100_000;

function readLimit(reader: QueryReader): Command {
  const count = reader.number();
  if (count === undefined || count < 1 || count > MOST_RESULTS) throw reader.unexpected();
  return (state) => {
    const { rows } = newestFirst(state);
    return { ...state, rows: rows.slice(0, count), sorted: true, limited: true };
  };
}

/** Events come newest first where nothing else was asked for. */
export function newestFirst(state: QueryState): QueryState {
  if (state.sorted || !state.events) return state;
  const time = (row: QueryRow) => row.get('@timestamp');
  return { ...state, rows: [...state.rows].sort((a, b) => compareValues(time(b), time(a)) ?? 0) };
}

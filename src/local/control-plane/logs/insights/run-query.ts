import { newestFirst, readCommands, type Command, type QueryState } from './commands.js';
import { QueryReader } from './query-reader.js';
import { EventRow, type QueriedEvent } from './rows.js';
import { textOf } from './values.js';

/** A row of a result, as the API answers it. */
export type ResultRow = { readonly field: string; readonly value: string }[];

/** A query that was understood. */
export interface CompiledQuery {
  run(events: readonly QueriedEvent[], limit: number): ResultRow[];
}

/** @throws AwsError MalformedQueryException */
export function compileQuery(text: string): CompiledQuery {
  const commands = readCommands(new QueryReader(text));
  return { run: (events, limit) => run(commands, events, limit) };
}

const usualColumns = ['@timestamp', '@message'];

function run(commands: readonly Command[], events: readonly QueriedEvent[], limit: number): ResultRow[] {
  const rows = events.map((event) => new EventRow(event));
  const begun: QueryState = { rows, events: true, sorted: false, limited: false };
  const ended = commands.reduce((state, command) => command(state), begun);
  const { columns = usualColumns, limited } = ended;
  const shown = newestFirst(ended).rows;
  return (limited ? shown : shown.slice(0, limit)).map((row) =>
    columns.flatMap((field) => {
      const value = textOf(row.get(field));
      return value === undefined ? [] : [{ field, value }];
    }),
  );
}

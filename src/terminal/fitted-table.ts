import { singleLine } from './sanitize.js';

/** A column of a table whose rows are of one kind. */
export interface Column<Row> {
  readonly title: string;
  readonly cell: (row: Row) => string;
  /** Text begins at the left, figures end at the right. */
  readonly align?: 'left' | 'right';
  /** Where there is no room for all columns, those with the highest number go first. The first column always stays. */
  readonly rank: number;
}

const gap = 2;
/** The first column is cut before others go, but not below this. */
const shortest = 16;

/** Lays rows out below titles in at most `width` characters: what has no room is left out by rank, or cut. */
export function fittedTable<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  width: number,
): string[] {
  const laid = columns.map((column) => ({
    column,
    cells: [column.title, ...rows.map((row) => singleLine(column.cell(row)))],
  }));
  const shown = fitting(laid, width);
  const widths = shown.map(({ cells }) => widest(cells));
  widths[0] = Math.min(
    widths[0] ?? 0,
    Math.max(shortest, width - sum(widths.slice(1)) - gap * (shown.length - 1)),
  );
  return [...Array(rows.length + 1).keys()].map((line) =>
    shown
      .map(({ column, cells }, at) =>
        aligned(cut(cells[line] ?? '', widths[at] ?? 0), widths[at] ?? 0, column.align),
      )
      .join(' '.repeat(gap))
      .trimEnd(),
  );
}

interface Laid<Row> {
  readonly column: Column<Row>;
  readonly cells: readonly string[];
}

function fitting<Row>(laid: readonly Laid<Row>[], width: number): readonly Laid<Row>[] {
  const [first, ...others] = laid;
  if (!first) return [];
  const needed =
    Math.min(widest(first.cells), shortest) + sum(others.map(({ cells }) => widest(cells) + gap));
  if (needed <= width || others.length === 0) return laid;
  const last = others.reduce((worst, each) => (each.column.rank >= worst.column.rank ? each : worst));
  return fitting([first, ...others.filter((each) => each !== last)], width);
}

function widest(cells: readonly string[]): number {
  return Math.max(...cells.map((cell) => cell.length));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** Cuts text to one line of a width, with an ellipsis where something is missing. */
export function cut(text: string, width: number): string {
  const safe = singleLine(text);
  return safe.length <= width ? safe : `${safe.slice(0, Math.max(0, width - 1))}…`;
}

function aligned(text: string, width: number, align: 'left' | 'right' = 'right'): string {
  return align === 'left' ? text.padEnd(width) : text.padStart(width);
}

import type { Question } from '../gateway/log-analysis/questions.js';
import type { QueryResult } from '../gateway/log-analysis/run-query.js';
import { colorsFor } from './colors.js';
import { csv } from './csv.js';
import { fittedTable, type Column } from './fitted-table.js';
import { columns } from './table.js';

/** The ready questions, for a person. */
export function renderQuestions(questions: readonly Question[]): string {
  const colors = colorsFor(process.stdout);
  const rows = questions.map(({ name, answers, source }) => [name, answers, source]);
  const width = process.stdout.columns || 110;
  const lines = columns(width < 90 ? rows.map(([name = '', answers = '']) => [name, answers]) : rows, '  ');
  return [...lines, '', `Ask one with: ${colors.cyan('aigw logs query slowest')}`].join('\n');
}

/** A result as a table that fits the terminal; the columns at the right go first. */
export function renderQueryResult({ rows, columns: names }: QueryResult): string {
  if (rows.length === 0) return 'Nothing was found.';
  const colors = colorsFor(process.stdout);
  type Row = QueryResult['rows'][number];
  const laid = names.map((title, rank): Column<Row> => {
    const cell = (row: Row) => row[title] ?? '';
    const numeric = rows.every((row) => /^-?[\d.]*$/.test(cell(row)));
    return { title, rank, cell, align: numeric ? 'right' : 'left' };
  });
  // In a pipe there is no width to fit: every column counts.
  const [titles = '', ...lines] = fittedTable(laid, rows, process.stdout.columns || Infinity);
  return [colors.bold(titles), ...lines].join('\n');
}

/** A result as CSV with a line of titles. */
export function queryResultCsv({ rows, columns: names }: QueryResult): string {
  return csv([names, ...rows.map((row) => names.map((name) => row[name] ?? ''))]);
}

import type { ChalkInstance } from 'chalk';
import { formatDuration } from '../gateway/duration.js';
import type { TopFigures, TopRow } from '../gateway/log-analysis/recent-requests.js';
import { arranged, firstControls, type TopControls } from '../gateway/log-analysis/top-controls.js';
import { colorsFor } from './colors.js';
import { duration, percent, rate, short } from './figures.js';
import { cut, fittedTable, type Column } from './fitted-table.js';
import { sparkline } from './plot.js';

export interface TopView {
  readonly title: string;
  /** What is being done, such as that old lines are read; empty when all is well. */
  readonly notice: string;
  readonly figures: TopFigures;
  readonly controls: TopControls;
}

export interface ScreenSize {
  readonly columns: number;
  readonly rows: number;
}

/** The figures once, for a pipe or a look: the same tables, all their rows. */
export function renderTop(title: string, figures: TopFigures): string {
  const size = { columns: process.stdout.columns || 110, rows: Infinity };
  const view = { title, notice: '', figures, controls: firstControls };
  const colors = colorsFor(process.stdout);
  return [
    colors.bold(cut(headline(view), size.columns)),
    ...plots(figures, size.columns),
    '',
    ...table('TENANT', figures.tenants, firstControls, size, colors),
    '',
    ...table('MODEL', figures.models, firstControls, size, colors),
  ].join('\n');
}

/** The whole screen as lines: never more than there are rows, none longer than there are columns. */
export function topFrame(view: TopView, { columns, rows }: ScreenSize, colors: ChalkInstance): string[] {
  const line = (text: string, paint: (text: string) => string = (plain) => plain) =>
    paint(cut(text, columns));
  const head = [
    line(headline(view), colors.bold),
    ...plots(view.figures, columns).map((text) => line(text)),
    '',
  ];
  const foot = [line(keys(view.controls), colors.dim)];
  const room = rows - head.length - foot.length;
  if (room < 3) return [...head.slice(0, Math.max(0, rows - 1)), ...foot].slice(0, rows);
  const body = tables(view, { columns, rows: room }, colors);
  const blank = Array.from({ length: Math.max(0, room - body.length) }, () => '');
  return [...head, ...body, ...blank, ...foot];
}

function headline({ title, notice, figures, controls }: TopView): string {
  const { total, windowMs, overflow } = figures;
  const parts = [
    title,
    `${rate(total.perSecond)} req/s`,
    `${percent(total.errorRate)} errors`,
    ...(total.p95 === undefined ? [] : [`p95 ${duration(total.p95)}`]),
    `${rate(total.inputTokensPerSecond)} + ${rate(total.outputTokensPerSecond)} tokens/s`,
    `last ${formatDuration(windowMs)}`,
    ...(controls.paused ? ['PAUSED'] : []),
    ...(overflow ? ['newest 100,000 requests only'] : []),
    ...(notice === '' ? [] : [notice]),
  ];
  return parts.join(' · ');
}

function plots({ requests, errors }: TopFigures, columns: number): string[] {
  const room = Math.max(1, columns - 10);
  return [
    `Requests  ${sparkline(squeezed(requests, room))}`,
    `Errors    ${sparkline(squeezed(errors, room))}`,
  ];
}

/** Adds neighbours up where there are more values than columns. */
function squeezed(values: readonly number[], room: number): number[] {
  const each = Math.ceil(values.length / room);
  if (each <= 1) return [...values];
  const sums: number[] = [];
  for (let at = 0; at < values.length; at += each) {
    sums.push(values.slice(at, at + each).reduce((sum, value) => sum + value, 0));
  }
  return sums;
}

function tables({ figures, controls }: TopView, size: ScreenSize, colors: ChalkInstance): string[] {
  const tenants = (rows: number) => table('TENANT', figures.tenants, controls, { ...size, rows }, colors);
  const models = (rows: number) => table('MODEL', figures.models, controls, { ...size, rows }, colors);
  if (controls.view === 'tenants') return tenants(size.rows);
  if (controls.view === 'models') return models(size.rows);
  if (size.rows < 8) return tenants(size.rows);
  const forModels = Math.min(figures.models.length + 1, Math.floor((size.rows - 1) / 2));
  const upper = tenants(size.rows - 1 - forModels);
  return [...upper, '', ...models(size.rows - 1 - upper.length)];
}

function table(
  name: string,
  rows: readonly TopRow[],
  controls: TopControls,
  size: ScreenSize,
  colors: ChalkInstance,
): string[] {
  const all = arranged(rows, controls);
  const fits = all.length <= size.rows - 1;
  const shown = all.slice(0, fits ? size.rows - 1 : size.rows - 2);
  const [titles = '', ...lines] = fittedTable(columnsOf(name), shown, size.columns);
  const more = fits ? [] : [colors.dim(cut(`and ${all.length - shown.length} more`, size.columns))];
  return [colors.bold(titles), ...lines.map((line, at) => painted(shown[at], line, colors)), ...more].slice(
    0,
    Math.max(0, size.rows),
  );
}

function columnsOf(name: string): Column<TopRow>[] {
  return [
    { title: name, rank: 0, align: 'left', cell: ({ key }) => key },
    { title: 'REQ/S', rank: 1, cell: ({ perSecond }) => rate(perSecond) },
    { title: 'REQUESTS', rank: 8, cell: ({ requests }) => short(requests) },
    { title: 'ERRORS', rank: 2, cell: ({ errorRate }) => percent(errorRate) },
    { title: '429', rank: 6, cell: ({ throttled }) => short(throttled) },
    { title: '5XX', rank: 5, cell: ({ serverErrors }) => short(serverErrors) },
    { title: 'P50', rank: 7, cell: ({ p50 }) => duration(p50) },
    { title: 'P95', rank: 3, cell: ({ p95 }) => duration(p95) },
    { title: 'IN/S', rank: 4, cell: ({ inputTokensPerSecond }) => rate(inputTokensPerSecond) },
    { title: 'OUT/S', rank: 4, cell: ({ outputTokensPerSecond }) => rate(outputTokensPerSecond) },
  ];
}

function painted(row: TopRow | undefined, line: string, colors: ChalkInstance): string {
  if (row === undefined || row.errorRate === 0) return line;
  return row.serverErrors > 0 ? colors.red(line) : colors.yellow(line);
}

function keys({ typing, filter, sorting, reversed, view, paused }: TopControls): string {
  if (typing) return `filter: ${filter}_   Enter applies, Esc clears`;
  const parts = [
    'q quit',
    `s sort (${sorting}${reversed ? ', reversed' : ''})`,
    'r reverse',
    `/ filter${filter === '' ? '' : ` (${filter})`}`,
    `tab ${view}`,
    paused ? 'p go on' : 'p pause',
  ];
  return parts.join('  ');
}

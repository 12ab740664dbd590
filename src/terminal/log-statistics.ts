import type { ChalkInstance } from 'chalk';
import type { GroupFigures, LogStatistics } from '../gateway/log-analysis/statistics.js';
import { formatDuration } from '../gateway/duration.js';
import { colorsFor } from './colors.js';
import { count, duration, money, percent, short } from './figures.js';
import { fittedTable, type Column } from './fitted-table.js';
import { localTime } from './local-time.js';
import { bar, sparkline } from './plot.js';
import { singleLine } from './sanitize.js';
import { wrapped } from './wrap.js';

/** `aigw logs stats` for a person: plots of the whole, then a table of the groups; notes on what the figures leave out last. */
export function renderLogStatistics(statistics: LogStatistics): string {
  const colors = colorsFor(process.stdout);
  const width = process.stdout.columns || 110;
  const { from, to, total, groups } = statistics;
  const head = `${colors.bold(`${count(total.requests)} requests`)} in ${formatDuration(to.getTime() - from.getTime())}, since ${localTime(from)}`;
  if (total.requests === 0) return `No requests since ${localTime(from)}.`;
  const [titles = '', ...rows] = fittedTable(
    columnsOf(statistics),
    [...groups, ...(groups.length > 1 ? [total] : [])],
    width,
  );
  return [
    head,
    '',
    ...plots(statistics, colors, width),
    '',
    colors.bold(titles),
    ...rows.map((line, at) => painted(groups[at], line, colors)),
    ...notes(statistics, width).map((line) => colors.dim(line)),
  ].join('\n');
}

function plots({ timeline, total }: LogStatistics, colors: ChalkInstance, width: number): string[] {
  const room = Math.max(10, width - 34);
  const line = (title: string, values: readonly number[], text: string) =>
    `${title.padEnd(9)} ${sparkline(values, room).padEnd(Math.min(room, values.length))}  ${colors.dim(text)}`;
  const bucket = formatDuration(timeline.bucketMs);
  const most = Math.max(...timeline.requests);
  return [
    line('Requests', timeline.requests, `at most ${count(most)} in ${bucket}`),
    ...(total.errorRate > 0 ? [line('Errors', timeline.errors, `${percent(total.errorRate)} of all`)] : []),
  ];
}

function columnsOf({ by, total, prices }: LogStatistics): Column<GroupFigures>[] {
  const figure = (
    title: string,
    rank: number,
    cell: (row: GroupFigures) => string,
  ): Column<GroupFigures> => ({ title, rank, cell });
  return [
    { title: by.toUpperCase(), rank: 0, align: 'left', cell: ({ key }) => key },
    figure('REQUESTS', 1, ({ requests }) => count(requests)),
    { title: '', rank: 9, align: 'left', cell: ({ requests }) => bar(requests / total.requests, 10) },
    figure('ERRORS', 2, ({ errorRate }) => percent(errorRate)),
    figure('4XX', 8, ({ clientErrors }) => count(clientErrors)),
    figure('429', 7, ({ throttled }) => count(throttled)),
    figure('5XX', 6, ({ serverErrors }) => count(serverErrors)),
    figure('P50', 5, ({ latency }) => duration(latency?.p50)),
    figure('P95', 3, ({ latency }) => duration(latency?.p95)),
    figure('P99', 10, ({ latency }) => duration(latency?.p99)),
    figure('FIRST P95', 11, ({ firstContent }) => duration(firstContent?.p95)),
    figure('TOKENS IN', 5, ({ inputTokens }) => short(inputTokens)),
    figure('OUT', 5, ({ outputTokens }) => short(outputTokens)),
    figure('COST', 4, (row) => costText(row, prices.currency)),
  ];
}

/** A sum that lacks the price of a model is at least that much; without any price there is none. */
function costText({ cost, costComplete, inputTokens, outputTokens }: GroupFigures, currency: string): string {
  if (cost === undefined) return inputTokens + outputTokens > 0 ? 'unknown' : '';
  return `${costComplete ? '' : '≥'}${money(cost, currency)}`;
}

function painted(row: GroupFigures | undefined, line: string, colors: ChalkInstance): string {
  if (row === undefined) return colors.bold(line);
  if (row.serverErrors > 0) return colors.red(line);
  return row.errorRate > 0 ? colors.yellow(line) : line;
}

function notes({ prices, total }: LogStatistics, width: number): string[] {
  if (total.inputTokens + total.outputTokens === 0) return [];
  const list = `Cost at list prices of ${prices.date}, on demand; without caching, batch, guardrails and discounts.`;
  const missing =
    prices.unpriced.length === 0
      ? []
      : [`No price is known for ${prices.unpriced.join(', ')}: --prices FILE gives one.`];
  return ['', ...[list, ...missing].flatMap((note) => wrapped(singleLine(note), Math.min(width, 110)))];
}

import { describeQuota } from '../gateway/plan/limits.js';
import type { TenantUsage, UsageReport } from '../gateway/usage/read-usage.js';
import { colorsFor } from './colors.js';
import { csv } from './csv.js';
import { count, percent } from './figures.js';
import { fittedTable, type Column } from './fitted-table.js';
import { bar, sparkline } from './plot.js';
import { readingWidth, wrapped } from './wrap.js';

const promise =
  'API Gateway counts requests, some minutes late, and applies quotas on a best-effort basis: no exact billing.';

/** `aigw tenant usage` for a person: a plot of the whole, then each tenant with a small one of its own. */
export function renderUsage(report: UsageReport): string {
  const colors = colorsFor(process.stdout);
  const width = process.stdout.columns || 110;
  const { from, to, tenants, total } = report;
  if (tenants.length === 0) return 'This gateway has no tenants.\naigw tenant add ID --rate 10 --burst 20';
  const plot = Math.min(30, Math.max(7, width - 60));
  const [titles = '', ...rows] = fittedTable(columnsOf(plot), tenants, width);
  const most = Math.max(...total.days);
  return [
    `${colors.bold(`${count(total.requests)} requests`)} from ${from} to ${to} (UTC), at most ${count(most)} a day`,
    sparkline(total.days, Math.max(10, width - 2)),
    '',
    colors.bold(titles),
    ...rows,
    '',
    ...wrapped(promise, readingWidth(process.stdout)).map((line) => colors.dim(line)),
  ].join('\n');
}

function columnsOf(plot: number): Column<TenantUsage>[] {
  return [
    { title: 'TENANT', rank: 0, align: 'left', cell: ({ tenant }) => tenant },
    { title: 'REQUESTS', rank: 1, cell: ({ requests }) => count(requests) },
    { title: 'SHARE', rank: 2, cell: ({ share }) => percent(share) },
    { title: '', rank: 8, align: 'left', cell: ({ share }) => bar(share, 10) },
    { title: 'BY DAY', rank: 4, align: 'left', cell: ({ days }) => sparkline(days, plot) },
    { title: 'LEFT', rank: 3, cell: ({ remaining }) => (remaining === undefined ? '-' : count(remaining)) },
    { title: 'QUOTA', rank: 5, cell: ({ quota }) => (quota ? describeQuota(quota) : '-') },
    { title: 'PLAN', rank: 7, align: 'left', cell: ({ plan }) => plan },
  ];
}

/** One line for each tenant and day on which it called, for a spreadsheet. */
export function usageCsv({ days, tenants }: UsageReport): string {
  const rows = tenants.flatMap(({ tenant, plan, days: used }) =>
    days.flatMap((day, at) => ((used[at] ?? 0) > 0 ? [[tenant, plan, day, String(used[at])]] : [])),
  );
  return csv([['tenant', 'plan', 'day', 'requests'], ...rows]);
}

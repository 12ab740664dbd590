import { describeLimits } from '../gateway/plan/limits.js';
import { mostKeys, type TenantList } from '../gateway/tenant/list-tenants.js';
import type { TenantReport } from '../gateway/tenant/show-tenant.js';
import type { Tenant } from '../gateway/tenant/tenant.js';
import { colorsFor } from './colors.js';
import { count } from './figures.js';
import { fittedTable, type Column } from './fitted-table.js';
import { moment } from './moment.js';
import { sanitized } from './sanitize.js';
import { columns } from './table.js';
import { bestEffort } from './usage-plans.js';
import { readingWidth, wrapped } from './wrap.js';

/** `aigw tenant list` for a person. */
export function renderTenants({ tenants, accountKeys }: TenantList): string {
  const colors = colorsFor(process.stdout);
  const notes = [
    tenants.length === 1 ? '1 tenant.' : `${count(tenants.length)} tenants.`,
    ...(accountKeys === undefined
      ? []
      : [`The account has ${count(accountKeys)} of ${count(mostKeys)} API keys in this region.`]),
    ...(accountKeys !== undefined && accountKeys > mostKeys * 0.9
      ? ['That cannot be raised: another account or region has room for more.']
      : []),
  ];
  const summary = wrapped(notes.join(' '), readingWidth(process.stdout)).map((line) => colors.dim(line));
  if (tenants.length === 0) return [...summary, 'aigw tenant add ID --rate 10 --quota 1000/day'].join('\n');
  const [titles = '', ...rows] = fittedTable(tenantColumns, tenants, process.stdout.columns || 110);
  const lines = rows.map((row, at) => (tenants[at]?.state === 'active' ? row : colors.yellow(row)));
  return [colors.bold(titles), ...lines, '', ...summary].join('\n');
}

const tenantColumns: readonly Column<Tenant>[] = [
  { title: 'TENANT', rank: 0, align: 'left', cell: ({ id }) => id },
  { title: 'STATE', rank: 1, align: 'left', cell: stateText },
  { title: 'AUTH', rank: 4, align: 'left', cell: ({ auth }) => auth },
  { title: 'PLAN', rank: 2, align: 'left', cell: ({ plan }) => plan },
  { title: 'SINCE', rank: 5, align: 'left', cell: ({ keys }) => day(oldest(keys)) },
  { title: 'ABOUT', rank: 6, align: 'left', cell: ({ description }) => shortened(description) },
];

function stateText({ state, rotating }: Tenant): string {
  return rotating && state === 'active' ? 'active, rotating' : state;
}

function oldest(keys: Tenant['keys']): Date {
  return new Date(Math.min(...keys.map(({ createdAt }) => createdAt.getTime())));
}

function day(time: Date): string {
  return moment(time).slice(0, 10);
}

function shortened(text: string): string {
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}

/** `aigw tenant show` for a person. */
export function renderTenant({ tenant, keys, limits, problems }: TenantReport): string {
  const colors = colorsFor(process.stdout);
  const rows = [
    ['Tenant', `${tenant.id}  (${tenant.state})`],
    ...(tenant.description === '' ? [] : [['About', tenant.description]]),
    ['Plan', `${tenant.plan}${limits ? `  ${describeLimits(limits)}` : ''}`],
    ...Object.entries(tenant.tags).map(([name, value]) => ['Tag', `${name}=${value}`]),
    ...keys.map((key) => [
      key.kind === 'jwt' ? 'JWTs' : key.id === tenant.rotating?.keyId ? 'Old key' : 'Key',
      [
        `${key.id}${key.kind === 'jwt' ? ', only counts' : `  ${key.masked}`}`,
        `since ${moment(key.createdAt)}`,
        ...(key.enabled ? [] : ['suspended']),
        ...(key.id === tenant.rotating?.keyId ? [`promised until ${moment(tenant.rotating.until)}`] : []),
      ].join(', '),
    ]),
  ];
  const lines = columns(rows).map((line, at) => {
    const label = rows[at]?.[0] ?? '';
    return colors.bold(label) + line.slice(label.length);
  });
  const width = readingWidth(process.stdout);
  const perKey = keys.length > 1 ? ' Each key has the limits for itself.' : '';
  return [
    ...lines,
    '',
    ...problems.flatMap((text) => wrapped(sanitized(text), width, '  ')).map((line) => colors.yellow(line)),
    ...wrapped(`${bestEffort}${perKey}`, width).map((line) => colors.dim(line)),
  ].join('\n');
}

/** What removing a tenant takes away, before the question. */
export function renderRemoval({ id, keys, description }: Tenant): string {
  const about = description === '' ? '' : ` (${description})`;
  const text = `Tenant ${id}${about}: ${keys.length === 1 ? 'its key goes' : `its ${keys.length} keys go`}, and whoever uses ${keys.length === 1 ? 'it' : 'them'} is refused.`;
  return colorsFor(process.stderr).red(sanitized(text));
}

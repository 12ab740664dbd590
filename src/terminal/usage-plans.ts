import type { ChangedPlan } from '../gateway/plan/change-plan.js';
import { describeLimits, describeQuota } from '../gateway/plan/limits.js';
import type { PlanList, PlanSummary } from '../gateway/plan/list-plans.js';
import { limitsAt, limitsOf } from '../gateway/plan/plan-limits.js';
import type { StageName } from '../gateway/tenant/usage-plan-service.js';
import { colorsFor } from './colors.js';
import { count } from './figures.js';
import { fittedTable, type Column } from './fitted-table.js';
import { sanitized } from './sanitize.js';
import { columns } from './table.js';
import { readingWidth, wrapped } from './wrap.js';

/** What AWS does not promise, in its own words: best effort. */
export const bestEffort =
  'API Gateway applies limits on a best-effort basis: they are no security and no exact billing.';

/** `aigw plan list` for a person. */
export function renderPlans({ plans, account }: PlanList): string {
  const colors = colorsFor(process.stdout);
  const width = process.stdout.columns || 110;
  const room = `${count(account.plans)} of ${count(account.quota)} usage plans of the account are in use.`;
  if (plans.length === 0)
    return `This gateway has no usage plans. ${room}\naigw plan create --rate 10 --burst 20`;
  const [titles = '', ...rows] = fittedTable(planColumns, plans, width);
  const notes = wrapped(`${room} ${bestEffort}`, readingWidth(process.stdout));
  return [colors.bold(titles), ...rows, '', ...notes.map((line) => colors.dim(line))].join('\n');
}

const planColumns: readonly Column<PlanSummary>[] = [
  { title: 'PLAN', rank: 0, align: 'left', cell: ({ name }) => name },
  { title: 'TENANTS', rank: 2, cell: ({ tenants }) => count(tenants.length) },
  { title: 'RATE', rank: 3, cell: ({ limits }) => (limits.throttle ? `${limits.throttle.rate}/s` : '-') },
  { title: 'BURST', rank: 4, cell: ({ limits }) => (limits.throttle ? `${limits.throttle.burst}` : '-') },
  { title: 'QUOTA', rank: 3, cell: ({ limits }) => (limits.quota ? describeQuota(limits.quota) : '-') },
  { title: 'ROUTES', rank: 5, cell: ({ limits }) => count(limits.routes.length) },
  { title: 'ID', rank: 6, align: 'left', cell: ({ id }) => id },
  { title: 'STAGE', rank: 1, align: 'left', cell: ({ attached }) => (attached ? 'attached' : 'detached') },
];

/** `aigw plan show` for a person. */
export function renderPlan(plan: PlanSummary): string {
  const colors = colorsFor(process.stdout);
  const { limits } = plan;
  const rows = [
    ['Plan', `${plan.name}  (${plan.id})`],
    ...(plan.description === '' ? [] : [['About', plan.description]]),
    ['Limits', describeLimits({ ...limits, routes: [] })],
    ...limits.routes.map((route) => ['Route', describeLimits({ routes: [route] })]),
    ['Stage', plan.attached ? 'attached to this gateway' : 'not attached: its keys are refused'],
    ...plan.otherStages.map((stage) => ['Also', `serves ${stage}: limits add up over all stages`]),
    ['Tenants', `${count(plan.tenants.length)}${someOf(plan.tenants)}`],
  ];
  const lines = columns(rows).map((line, at) => {
    const label = rows[at]?.[0] ?? '';
    return colors.bold(label) + line.slice(label.length);
  });
  const notes = wrapped(bestEffort, readingWidth(process.stdout)).map((line) => colors.dim(line));
  return [...lines, '', ...notes].join('\n');
}

function someOf(tenants: readonly string[]): string {
  if (tenants.length === 0) return '';
  return `: ${tenants.slice(0, 10).join(', ')}${tenants.length > 10 ? ', …' : ''}`;
}

/** What became of a plan, for a person. */
export function renderChangedPlan({ outcome, plan }: ChangedPlan, stage: StageName): string {
  const colors = colorsFor(process.stdout);
  const words = { created: 'Created', changed: 'Changed', unchanged: 'No changes' };
  const limits = describeLimits(limitsAt(plan, stage) ?? limitsOf(plan));
  return `${colors.green(words[outcome])}: ${sanitized(plan.name)}  (${limits})`;
}

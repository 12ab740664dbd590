import { GatewayError } from '../errors.js';
import { describeQuota, parseLimits, routeName, type Limits } from '../plan/limits.js';
import { planName } from '../plan/plan-name.js';
import { assertDescription, assertTags, parseTag } from '../tenant/tenant-fields.js';
import { assertTenantId } from '../tenant/tenant-id.js';
import type { Tenant, TenantAuth } from '../tenant/tenant.js';

/** A tenant as a file declares it: a plan by name, or limits whose shared plan it gets. */
export interface TenantEntry {
  readonly id: string;
  readonly plan: { readonly name: string } | { readonly limits: Limits };
  readonly auth: TenantAuth;
  readonly description: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly suspended: boolean;
  /** Value of its key, where the file carries it. */
  readonly key?: string;
}

/** Members of an entry, in the order they are written. */
export const entryFields = [
  'id',
  'plan',
  'rate',
  'burst',
  'quota',
  'routes',
  'auth',
  'description',
  'tags',
  'suspended',
  'key',
] as const;
export type EntryField = (typeof entryFields)[number];

/** An entry as texts, the way a row of a CSV file has it. What is empty is absent. */
export type EntryTexts = Partial<Record<EntryField, string>>;

/** Between tags, and between routes, in one cell. Neither can hold it. */
const separator = /\s*;\s*/;

/** @throws GatewayError `usage` that says where and why */
export function parseEntry(texts: EntryTexts, where: string): TenantEntry {
  try {
    return checkedEntry(texts);
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    throw new GatewayError('usage', `${where}: ${error.message}`, { reason: error.reason, next: error.next });
  }
}

function checkedEntry(texts: EntryTexts): TenantEntry {
  const { id = '', description = '', key } = texts;
  assertTenantId(id);
  assertDescription(description);
  const tags = Object.fromEntries((texts.tags ?? '').split(separator).filter(Boolean).map(parseTag));
  assertTags(tags);
  if (key) assertKeyValue(key);
  return {
    id,
    plan: parsePlan(texts),
    auth: parseAuth(texts.auth),
    description,
    tags,
    suspended: parseSwitch(texts.suspended),
    ...(key && { key }),
  };
}

function parsePlan({ plan, rate, burst, quota, routes }: EntryTexts): TenantEntry['plan'] {
  const limits = {
    ...(rate && { rate }),
    ...(burst && { burst }),
    ...(quota && { quota }),
    routes: (routes ?? '').split(separator).filter(Boolean),
  };
  const isLimited = Object.keys(limits).length > 1 || limits.routes.length > 0;
  if (!plan) return { limits: parseLimits(limits) };
  if (!isLimited) return { name: plan };
  throw new GatewayError('usage', 'It names a plan and has limits.', {
    reason: 'Limits belong to the plan: name one or the other.',
  });
}

function parseAuth(text = ''): TenantAuth {
  if (text === '' || text === 'key') return 'key';
  if (text === 'jwt' || text === 'both') return text;
  throw new GatewayError('usage', `"${text}" is no way to authenticate.`, { reason: 'key, jwt or both.' });
}

function parseSwitch(text = ''): boolean {
  if (/^(|false|no|0)$/i.test(text)) return false;
  if (/^(true|yes|1)$/i.test(text)) return true;
  throw new GatewayError('usage', `"${text}" says neither yes nor no.`, { reason: 'true or false.' });
}

/** What API Gateway takes for a key (DG/api-gateway-setup-api-keys). The value itself is not told: it is a secret. */
function assertKeyValue(value: string): void {
  if (/^[A-Za-z0-9_-]{20,128}$/.test(value)) return;
  throw new GatewayError('usage', 'Its key cannot be one.', {
    reason: 'A key has 20 to 128 letters, digits, "-" and "_".',
  });
}

/** A tenant as a file would declare it. Limits instead of the name where the plan is the shared one of its limits. */
export function entryOf(tenant: Tenant, planLimits: Limits | undefined, stackName: string): TenantEntry {
  const { id, auth, description, tags, plan } = tenant;
  const isShared = planLimits && planName(stackName, planLimits) === plan;
  return {
    id,
    plan: isShared ? { limits: planLimits } : { name: plan },
    auth,
    description,
    tags,
    suspended: tenant.state !== 'active',
  };
}

/** The entry as texts, without its key. */
export function entryTexts({ id, plan, auth, description, tags, suspended }: TenantEntry): EntryTexts {
  return {
    id,
    ...('name' in plan ? { plan: plan.name } : limitTexts(plan.limits)),
    ...(auth !== 'key' && { auth }),
    ...(description !== '' && { description }),
    ...(Object.keys(tags).length > 0 && { tags: tagsText(tags) }),
    ...(suspended && { suspended: 'true' }),
  };
}

function limitTexts({ throttle, quota, routes }: Limits): EntryTexts {
  return {
    ...(throttle && { rate: String(throttle.rate), burst: String(throttle.burst) }),
    ...(quota && { quota: describeQuota(quota) }),
    ...(routes.length > 0 && {
      routes: routes.map((route) => `${routeName(route)}=${route.rate}:${route.burst}`).join('; '),
    }),
  };
}

function tagsText(tags: Readonly<Record<string, string>>): string {
  return Object.entries(tags)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`)
    .join('; ');
}

/** Name of the plan an entry's tenant belongs in. */
export function planNameOf(entry: TenantEntry, stackName: string): string {
  return 'name' in entry.plan ? entry.plan.name : planName(stackName, entry.plan.limits);
}

/** @throws GatewayError `usage` where two entries have one id, or one key */
export function assertUnique(entries: readonly TenantEntry[]): void {
  for (const [what, values] of [
    ['tenant', entries.map(({ id }) => id)],
    ['key', entries.flatMap(({ key }) => (key === undefined ? [] : [key]))],
  ] as const) {
    const seen = new Set<string>();
    const twice = values.find((value) => seen.size === seen.add(value).size);
    if (twice === undefined) continue;
    const which = what === 'key' ? 'A key' : `The tenant ${twice}`;
    throw new GatewayError('usage', `${which} stands in the file twice.`);
  }
}

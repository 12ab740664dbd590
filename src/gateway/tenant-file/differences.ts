import type { UsagePlan } from '../tenant/usage-plan-service.js';
import type { TenantRecord } from '../tenant/tenant-record.js';
import type { Tenant, TenantKey } from '../tenant/tenant.js';
import { planNameOf, type TenantEntry } from './tenant-entry.js';

/** What stands in AWS, as a comparison with a file needs it. */
export interface Standing {
  readonly tenants: ReadonlyMap<string, Tenant>;
  /** Plans that serve the gateway, by name; of several with one name the one whose id comes first. */
  readonly plans: ReadonlyMap<string, UsagePlan>;
  /** Names of the plans each key is in, by the key's id. */
  readonly memberships: ReadonlyMap<string, readonly string[]>;
  /** API keys of the account in this region, whosever they are. */
  readonly keyCount: number;
}

/** One thing of a tenant that is otherwise than the file has it. */
export interface FieldDifference {
  readonly field: 'plan' | 'auth' | 'description' | 'tags' | 'suspended';
  readonly is: string;
  readonly wanted: string;
}

export interface TenantDifference {
  readonly id: string;
  readonly action: 'add' | 'change' | 'remove';
  readonly fields: readonly FieldDifference[];
}

/** How a file and a gateway differ, by id of the tenant. Tenants that are not in the file come last, as `remove`. */
export function tenantDifferences(
  entries: readonly TenantEntry[],
  standing: Standing,
  stackName: string,
): TenantDifference[] {
  const wanted = new Set(entries.map(({ id }) => id));
  const others = [...standing.tenants.keys()].filter((id) => !wanted.has(id));
  return [
    ...entries.flatMap((entry) => differenceOf(entry, standing, stackName) ?? []),
    ...others.map((id) => ({ id, action: 'remove' as const, fields: [] })),
  ];
}

function differenceOf(
  entry: TenantEntry,
  standing: Standing,
  stackName: string,
): TenantDifference | undefined {
  const tenant = standing.tenants.get(entry.id);
  if (!tenant) return { id: entry.id, action: 'add', fields: [] };
  const plan = planNameOf(entry, stackName);
  const compared: FieldDifference[] = [
    { field: 'plan', is: plansOf(tenant, plan, standing), wanted: plan },
    { field: 'auth', is: tenant.auth, wanted: entry.auth },
    said(tenant, 'description', entry.description, ({ description }) => description),
    said(tenant, 'tags', shownTags(entry.tags), ({ tags }) => shownTags(tags)),
    { field: 'suspended', is: suspension(tenant), wanted: String(entry.suspended) },
  ];
  const fields = compared.filter(({ is, wanted }) => is !== wanted);
  return fields.length > 0 ? { id: entry.id, action: 'change', fields } : undefined;
}

/** What all keys say of the tenant, or what one says otherwise: where two changed it at once, its keys may differ. */
function said(
  { keys }: Tenant,
  field: FieldDifference['field'],
  wanted: string,
  read: (record: TenantRecord) => string,
): FieldDifference {
  const is = keys.map(({ record }) => read(record)).find((text) => text !== wanted) ?? wanted;
  return { field, is, wanted };
}

/** The plan of all keys, or what is wrong with them: a run that was killed may leave a key in none. */
function plansOf(tenant: Tenant, wanted: string, { memberships }: Standing): string {
  const names = tenant.keys.map((key) => placeOf(key, memberships));
  return names.find((name) => name !== wanted) ?? wanted;
}

/** Name of the plan that a key is in and that its record names. */
function placeOf({ id, record }: TenantKey, memberships: Standing['memberships']): string {
  const names = memberships.get(id) ?? [];
  if (names.length === 0) return 'none';
  return names.includes(record.plan) ? record.plan : names.join(', ');
}

function suspension({ state }: Tenant): string {
  return state === 'partly suspended' ? 'partly' : String(state === 'suspended');
}

function shownTags(tags: Readonly<Record<string, string>>): string {
  return Object.entries(tags)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`)
    .join('; ');
}

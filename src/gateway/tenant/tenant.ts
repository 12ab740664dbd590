import type { ApiKey } from './api-key-service.js';
import { isTenantId } from './tenant-id.js';
import { readRecord, type KeyKind, type ReplacedKey, type TenantRecord } from './tenant-record.js';

/** How clients of a tenant say who they are. */
export type TenantAuth = KeyKind | 'both';

/** `partly suspended`: some of its keys work and some do not, as an interrupted `suspend` leaves them. */
export type TenantState = 'active' | 'suspended' | 'partly suspended';

/** An API key of a tenant. */
export interface TenantKey {
  readonly id: string;
  readonly kind: KeyKind;
  readonly enabled: boolean;
  readonly createdAt: Date;
  readonly record: TenantRecord;
}

/** A tenant as its keys tell of it. */
export interface Tenant {
  readonly id: string;
  readonly auth: TenantAuth;
  readonly state: TenantState;
  /** Name of the usage plan it belongs in. */
  readonly plan: string;
  readonly description: string;
  readonly tags: Readonly<Record<string, string>>;
  /** The key clients should use, or the one that counts for JWTs: what is true of the tenant stands there. */
  readonly main: TenantKey;
  /** All its keys, the main one first and then the newest. */
  readonly keys: readonly TenantKey[];
  /** The old key that still works beside the new one. */
  readonly rotating?: ReplacedKey;
}

/** The tenants of a gateway among the keys of an account, by id. Other keys, and those of other gateways, are passed over. */
export function tenantsAmong(keys: readonly ApiKey[], stackName: string): ReadonlyMap<string, Tenant> {
  const groups = new Map<string, TenantKey[]>();
  for (const key of keys) {
    const found = tenantKey(key, stackName);
    if (!found) continue;
    const group = groups.get(key.name);
    if (group) group.push(found);
    else groups.set(key.name, [found]);
  }
  const tenants = [...groups].map(([id, group]) => [id, tenantOf(id, group)] as const);
  return new Map(tenants.sort(([one], [other]) => (one < other ? -1 : 1)));
}

/** The key as a tenant's of this gateway; undefined where it is not. */
export function tenantKey(key: ApiKey, stackName: string): TenantKey | undefined {
  const record = readRecord(key.description);
  if (record?.stack !== stackName || record.withdrawn || !isTenantId(key.name)) return undefined;
  return { id: key.id, kind: record.kind, enabled: key.enabled, createdAt: key.createdAt, record };
}

function tenantOf(id: string, unsorted: readonly TenantKey[]): Tenant {
  const keys = [...unsorted].sort(mainFirst(replacedAmong(unsorted)));
  const [main] = keys;
  if (!main) throw new RangeError('a tenant has a key');
  const { plan, description, tags } = main.record;
  const rotating = keys.find(({ record }) => keys.some(({ id: other }) => other === record.replaces?.keyId));
  return {
    id,
    auth: authOf(keys),
    state: stateOf(keys),
    plan,
    description,
    tags,
    main,
    keys,
    ...(rotating?.record.replaces && { rotating: rotating.record.replaces }),
  };
}

function replacedAmong(keys: readonly TenantKey[]): ReadonlySet<string> {
  return new Set(keys.flatMap(({ record }) => (record.replaces ? [record.replaces.keyId] : [])));
}

/** Keys that clients send come before those that only count, those in force before replaced ones, newer before older. */
function mainFirst(replaced: ReadonlySet<string>): (one: TenantKey, other: TenantKey) => number {
  const rank = (key: TenantKey) => (key.kind === 'key' ? 0 : 1) + (replaced.has(key.id) ? 2 : 0);
  return (one, other) =>
    rank(one) - rank(other) ||
    other.createdAt.getTime() - one.createdAt.getTime() ||
    (one.id < other.id ? -1 : 1);
}

/** Kinds of keys of a tenant that authenticates this way. */
export function kindsOf(auth: TenantAuth): readonly KeyKind[] {
  return auth === 'both' ? ['key', 'jwt'] : [auth];
}

function authOf(keys: readonly TenantKey[]): TenantAuth {
  const kinds = new Set(keys.map(({ kind }) => kind));
  return kinds.size > 1 ? 'both' : (keys[0]?.kind ?? 'key');
}

function stateOf(keys: readonly TenantKey[]): TenantState {
  const enabled = keys.filter((key) => key.enabled).length;
  if (enabled === keys.length) return 'active';
  return enabled === 0 ? 'suspended' : 'partly suspended';
}

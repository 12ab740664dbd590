import type { ReplacedKey, KeyKind } from './tenant-record.js';
import type { Tenant, TenantAuth, TenantState } from './tenant.js';

/** A tenant as `--json` prints it. */
export interface TenantSummary {
  readonly id: string;
  readonly auth: TenantAuth;
  readonly state: TenantState;
  readonly plan: string;
  readonly description: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly keys: readonly {
    readonly id: string;
    readonly kind: KeyKind;
    readonly enabled: boolean;
    readonly createdAt: Date;
  }[];
  readonly rotating?: ReplacedKey;
}

export function summaryOf(tenant: Tenant): TenantSummary {
  const { id, auth, state, plan, description, tags, rotating } = tenant;
  const keys = tenant.keys.map((key) => ({
    id: key.id,
    kind: key.kind,
    enabled: key.enabled,
    createdAt: key.createdAt,
  }));
  return { id, auth, state, plan, description, tags, keys, ...(rotating && { rotating }) };
}

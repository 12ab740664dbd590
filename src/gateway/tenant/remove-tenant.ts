import { GatewayError } from '../errors.js';
import { changedMeanwhile } from './change-record.js';
import { findTenant } from './find-tenant.js';
import { assertTenantId } from './tenant-id.js';
import type { TenantTools } from './tenant-tools.js';
import type { Tenant } from './tenant.js';
import { sweepWithdrawn } from './withdraw-key.js';

export interface RemovedTenant {
  /** A tenant that is gone already is success. */
  readonly outcome: 'removed' | 'absent';
  readonly id: string;
  /** How many keys were deleted. */
  readonly keys: number;
}

const rounds = 5;

/**
 * Deletes all keys of a tenant, which takes them out of their plans, and looks again until there is none: a rotation may make one
 * meanwhile. Plans stay, others may share them.
 *
 * @param approve shows what goes, and asks
 */
export async function removeTenant(
  tools: TenantTools,
  id: string,
  approve: (tenant: Tenant) => Promise<boolean>,
): Promise<RemovedTenant> {
  assertTenantId(id);
  const tenant = await findTenant(tools, id);
  if (tenant && !(await approve(tenant))) {
    throw new GatewayError('declined', 'Not confirmed. Nothing was removed.');
  }
  const keys = await removeKeys(tools, tenant);
  const named = await tools.apiKeys.list(id);
  await sweepWithdrawn(
    tools,
    named.filter(({ name }) => name === id),
  );
  return { outcome: tenant ? 'removed' : 'absent', id, keys };
}

async function removeKeys(tools: TenantTools, tenant: Tenant | undefined): Promise<number> {
  const removed = new Set<string>();
  let found = tenant;
  for (let round = 1; found; round++) {
    if (round > rounds) throw changedMeanwhile('They go on making keys for it.');
    // Main key last: while it is there, whatever a killed run leaves is still the tenant's.
    for (const { id } of [...found.keys].reverse()) {
      await tools.apiKeys.remove(id);
      removed.add(id);
    }
    found = await findTenant(tools, found.id);
  }
  return removed.size;
}

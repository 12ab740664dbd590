import { isFailure } from '../errors.js';
import { changedMeanwhile } from './change-record.js';
import { existingTenant, findTenant } from './find-tenant.js';
import type { TenantTools } from './tenant-tools.js';
import type { Tenant } from './tenant.js';

const rounds = 4;

/**
 * Makes all keys of a tenant work, or none. Looks again afterwards: a rotation may have made another key meanwhile.
 *
 * @throws GatewayError `conflict` where somebody else did the opposite at the same time; `not-found`
 */
export async function enableTenant(
  tools: TenantTools,
  id: string,
  enabled: boolean,
): Promise<{ readonly changed: boolean; readonly tenant: Tenant }> {
  let tenant = await existingTenant(tools, id);
  const done = new Set<string>();
  for (let round = 1; ; round++) {
    const others = tenant.keys.filter((key) => key.enabled !== enabled);
    if (others.length === 0) return { changed: done.size > 0, tenant };
    if (round === rounds || others.some((key) => done.has(key.id))) {
      throw changedMeanwhile(`It is ${tenant.state} now.`);
    }
    for (const key of others) {
      await enableIfThere(tools, key.id, enabled);
      done.add(key.id);
    }
    const found = await findTenant(tools, id);
    if (!found) throw changedMeanwhile('Its keys were removed.');
    tenant = found;
  }
}

/** The end of a rotation may have removed it meanwhile. */
async function enableIfThere({ apiKeys }: TenantTools, keyId: string, enabled: boolean): Promise<void> {
  try {
    await apiKeys.enable(keyId, enabled);
  } catch (error) {
    if (!isFailure(error, 'not-found')) throw error;
  }
}

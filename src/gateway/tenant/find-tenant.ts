import { GatewayError } from '../errors.js';
import { assertTenantId } from './tenant-id.js';
import type { TenantTools } from './tenant-tools.js';
import { tenantsAmong, type Tenant } from './tenant.js';

/** The tenant of that id, read now; undefined where it has no key. One call for 500 keys whose names begin with the id. */
export async function findTenant(
  { apiKeys, gateway }: Pick<TenantTools, 'apiKeys' | 'gateway'>,
  id: string,
): Promise<Tenant | undefined> {
  const keys = await apiKeys.list(id);
  return tenantsAmong(
    keys.filter(({ name }) => name === id),
    gateway.stackName,
  ).get(id);
}

/** @throws GatewayError `not-found`; `usage` where the text cannot be an id */
export async function existingTenant(
  tools: Pick<TenantTools, 'apiKeys' | 'gateway'>,
  id: string,
): Promise<Tenant> {
  assertTenantId(id);
  const tenant = await findTenant(tools, id);
  if (tenant) return tenant;
  throw new GatewayError('not-found', `There is no tenant ${id}.`, {
    reason: `No API key of stack ${tools.gateway.stackName} carries that name.`,
    next: ['aigw tenant list', `aigw tenant add ${id}`],
  });
}

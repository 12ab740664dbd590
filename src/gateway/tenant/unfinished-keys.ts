import type { ApiKey } from './api-key-service.js';
import { changeRecord } from './change-record.js';
import { findTenant } from './find-tenant.js';
import { plansOfKey } from './place-in-plan.js';
import type { TenantTools } from './tenant-tools.js';
import { tenantsAmong, type Tenant, type TenantKey } from './tenant.js';
import { sweepWithdrawn, withdrawKey } from './withdraw-key.js';

/** The tenant, after what killed runs left of it is gone: keys marked as withdrawn, and second keys that never served. */
export async function withoutLeftovers(tools: TenantTools, id: string): Promise<Tenant | undefined> {
  const keys: ApiKey[] = (await tools.apiKeys.list(id)).filter(({ name }) => name === id);
  await sweepWithdrawn(tools, keys);
  const tenant = tenantsAmong(keys, tools.gateway.stackName).get(id);
  const rivals = tenant ? rivalsIn(tenant) : [];
  if (rivals.length < 2) return tenant;
  const unplaced = await unplacedAmong(tools, rivals);
  const kept = unplaced.length === rivals.length ? 1 : 0;
  for (const key of unplaced.slice(kept)) await withdrawKey(tools, key);
  return findTenant(tools, id);
}

/** Keys in no plan, and so never of use to anybody, made ours: who withdraws them as his own meanwhile finds that out. */
export async function takeUpBegun(tools: TenantTools, tenant: Tenant): Promise<TenantKey[]> {
  const unplaced = await unplacedAmong(
    tools,
    tenant.keys.filter(({ record }) => !record.replaces),
  );
  for (const { id, kind, record } of unplaced) {
    const key = tenant.keys.find((candidate) => candidate.id === id);
    if (key && kind === 'key') await changeRecord(tools.apiKeys, key, record);
  }
  return unplaced;
}

/** Those of the keys that are in no plan of the gateway. */
export async function unplacedAmong(tools: TenantTools, keys: readonly TenantKey[]): Promise<TenantKey[]> {
  const unplaced: TenantKey[] = [];
  for (const key of keys) if ((await plansOfKey(tools, key.id)).length === 0) unplaced.push(key);
  return unplaced;
}

/** Keys for clients of which neither replaces the other. */
function rivalsIn({ keys }: Tenant): TenantKey[] {
  const replaced = new Set(keys.map(({ record }) => record.replaces?.keyId));
  return keys.filter(({ id, kind, record }) => kind === 'key' && !record.replaces && !replaced.has(id));
}

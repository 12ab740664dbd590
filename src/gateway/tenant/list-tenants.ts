import type { TenantTools } from './tenant-tools.js';
import { tenantsAmong, type Tenant } from './tenant.js';

/** API keys an account may have in a region; fixed (DG/limits). */
export const mostKeys = 10_000;

export interface TenantFilter {
  readonly prefix?: string;
  /** Name of a usage plan. */
  readonly plan?: string;
  /** Only those whose keys do not all work. */
  readonly suspended?: boolean;
}

export interface TenantList {
  readonly tenants: readonly Tenant[];
  /** API keys of the account in this region, whatever they are for; absent where only a prefix was read. */
  readonly accountKeys?: number;
}

/** Tenants by id. Reads the account's keys in pages of 500, one call each, and nothing else: their records tell everything. */
export async function listTenants(
  { apiKeys, gateway, progress }: Pick<TenantTools, 'apiKeys' | 'gateway' | 'progress'>,
  { prefix = '', plan, suspended = false }: TenantFilter,
): Promise<TenantList> {
  const keys = await progress.step('Reading API keys', async (step) => {
    const read = await apiKeys.list(prefix, (count) => {
      step.report(String(count));
    });
    step.conclude(`API keys read: ${read.length}`);
    return read;
  });
  const tenants = [...tenantsAmong(keys, gateway.stackName).values()].filter(
    (tenant) => (plan === undefined || tenant.plan === plan) && (!suspended || tenant.state !== 'active'),
  );
  return { tenants, ...(prefix === '' && { accountKeys: keys.length }) };
}

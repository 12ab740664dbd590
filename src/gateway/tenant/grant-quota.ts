import { GatewayError } from '../errors.js';
import type { Quota } from '../plan/limits.js';
import { existingTenant } from './find-tenant.js';
import { plansOfKey } from './place-in-plan.js';
import type { TenantTools } from './tenant-tools.js';
import type { UsagePlan } from './usage-plan-service.js';

export interface GrantedKey {
  readonly keyId: string;
  /** Requests left of the running period before and after. */
  readonly before: number;
  readonly after: number;
}

export interface QuotaGrant {
  readonly id: string;
  readonly granted: number;
  readonly quota: Quota;
  readonly keys: readonly GrantedKey[];
}

/**
 * Lets a tenant make so many requests more in the running period of its quota (UpdateUsage); the next one begins as always. Each key
 * that is not about to go gets them: AWS counts for each key. What is left is read and written, not added to, so run
 * again it grants again.
 *
 * @throws GatewayError `usage` where the tenant has no quota
 */
export async function grantQuota(tools: TenantTools, id: string, requests: number): Promise<QuotaGrant> {
  const tenant = await existingTenant(tools, id);
  const keys: GrantedKey[] = [];
  let quota: Quota | undefined;
  for (const key of tenant.keys.filter((each) => each.id !== tenant.rotating?.keyId)) {
    const [plan] = await plansOfKey(tools, key.id);
    if (!plan?.quota) throw hasNoQuota(id, tenant.plan);
    quota = plan.quota;
    keys.push(await grant(tools, plan, plan.quota, key.id, requests));
  }
  if (!quota) throw hasNoQuota(id, tenant.plan);
  return { id, granted: requests, quota, keys };
}

async function grant(
  { usagePlans, clock }: TenantTools,
  plan: UsagePlan,
  quota: Quota,
  keyId: string,
  requests: number,
): Promise<GrantedKey> {
  const today = new Date(clock.now()).toISOString().slice(0, 10);
  const usage = await usagePlans.usage(plan.id, { from: today, to: today }, keyId);
  // A key that has not been used has no usage, and all of its quota.
  const before = usage.get(keyId)?.at(-1)?.remaining ?? quota.limit;
  await usagePlans.setRemaining(plan.id, keyId, before + requests);
  return { keyId, before, after: before + requests };
}

function hasNoQuota(id: string, plan: string): GatewayError {
  return new GatewayError('usage', `Tenant ${id} has no quota that could be extended.`, {
    reason: `Its usage plan ${plan} limits no number of requests, or it is in no plan.`,
    next: [`aigw tenant show ${id}`, `aigw tenant set ${id} --quota 1000/day`],
  });
}

import type { Limits } from '../plan/limits.js';
import { limitsAt } from '../plan/plan-limits.js';
import { existingTenant } from './find-tenant.js';
import { isOver } from './finish-rotation.js';
import { plansOfKey } from './place-in-plan.js';
import { maskedKey } from './tenant-key.js';
import type { TenantTools } from './tenant-tools.js';
import type { Tenant, TenantKey } from './tenant.js';
import type { UsagePlan } from './usage-plan-service.js';

/** A key of a tenant as AWS has it. */
export interface ShownKey extends TenantKey {
  /** Prefix and last four characters. */
  readonly masked: string;
  /** Plans of this gateway it really is in; its record says where it belongs. */
  readonly plans: readonly UsagePlan[];
}

export interface TenantReport {
  readonly tenant: Tenant;
  readonly keys: readonly ShownKey[];
  /** What its plan allows each of its keys; absent where no key is in it. */
  readonly limits?: Limits;
  /** What an operator should mend, in sentences. */
  readonly problems: readonly string[];
}

/** A tenant with its keys, the plans these really are in, and what is wrong. */
export async function showTenant(tools: TenantTools, id: string): Promise<TenantReport> {
  const tenant = await existingTenant(tools, id);
  const keys: ShownKey[] = [];
  for (const key of tenant.keys) {
    const plans = await plansOfKey(tools, key.id);
    const masked = maskedKey((await tools.apiKeys.value(key.id)) ?? '');
    keys.push({ ...key, masked, plans });
  }
  const plan = keys[0]?.plans.find(({ name }) => name === tenant.plan);
  const limits = plan && limitsAt(plan, tools.gateway.stage);
  return { tenant, keys, ...(limits && { limits }), problems: problemsOf(tools, tenant, keys) };
}

function problemsOf({ clock }: TenantTools, tenant: Tenant, keys: readonly ShownKey[]): string[] {
  const { id, plan, state, rotating } = tenant;
  const current = keys.filter((key) => key.kind === 'key' && key.id !== rotating?.keyId);
  return [
    ...keys.flatMap((key) => misplaced(id, key, plan)),
    ...(state === 'partly suspended'
      ? [`Some of its keys work and some do not: aigw tenant suspend ${id}, or aigw tenant resume ${id}`]
      : []),
    ...(rotating && isOver(rotating, clock)
      ? [`Its old key should be gone by now: aigw tenant rotate ${id} --finish`]
      : []),
    ...(current.length > 1
      ? [`It has ${current.length} keys beside each other, of which no rotation tells.`]
      : []),
  ];
}

function misplaced(id: string, { id: keyId, plans }: ShownKey, plan: string): string[] {
  if (plans.some(({ name }) => name === plan)) return [];
  const where = plans[0] ? `in the plan ${plans[0].name}` : 'in no plan, so that its requests are refused';
  return [`Key ${keyId} belongs in the plan ${plan} and is ${where}: aigw tenant set ${id} --plan ${plan}`];
}

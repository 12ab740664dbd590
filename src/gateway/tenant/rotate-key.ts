import { GatewayError } from '../errors.js';
import { changedMeanwhile, changeRecord } from './change-record.js';
import { createKey, type MadeKey } from './create-key.js';
import { existingTenant, findTenant } from './find-tenant.js';
import { placeInPlan, planNamed } from './place-in-plan.js';
import { sameTags } from './tenant-fields.js';
import type { ReplacedKey } from './tenant-record.js';
import type { TenantTools } from './tenant-tools.js';
import type { Tenant, TenantKey } from './tenant.js';
import { unplacedAmong } from './unfinished-keys.js';
import { withdrawKey } from './withdraw-key.js';

export interface RotatedKey {
  /** `completed`: an earlier run had begun it. `under way`: nothing was to be done. */
  readonly outcome: 'rotated' | 'completed' | 'under way';
  readonly tenant: Tenant;
  /** The old key, and until when it was promised to work. */
  readonly old: ReplacedKey;
  readonly newKey?: { readonly id: string; readonly value: string };
}

/**
 * Gives a tenant a second key, in the same plan; the old one goes on working. Killed anywhere and run again it completes what was
 * begun.
 *
 * @param overlap milliseconds for which the old key is promised to work; nothing removes it but `finishRotation`
 * @throws GatewayError `conflict` where somebody else rotates, changes or removes the tenant at the same time
 */
export async function rotateKey(tools: TenantTools, id: string, overlap: number): Promise<RotatedKey> {
  const tenant = await existingTenant(tools, id);
  if (tenant.main.kind === 'jwt') throw hasNoKey(id);
  return tenant.rotating ? complete(tools, tenant, tenant.rotating) : begin(tools, tenant, overlap);
}

async function begin(tools: TenantTools, tenant: Tenant, overlap: number): Promise<RotatedKey> {
  const { main } = tenant;
  // In whole seconds, as people read it.
  const until = new Date(Math.ceil((tools.clock.now() + overlap) / 1000) * 1000);
  const old = { keyId: main.id, until };
  const plan = await planNamed(tools, tenant.plan);
  const key = await createKey(tools, {
    tenantId: tenant.id,
    record: { ...main.record, replaces: old },
    enabled: main.enabled,
  });
  await assertAlone(tools, key, main.id);
  await placeInPlan(tools, key.id, plan, []);
  return { outcome: 'rotated', ...(await shown(tools, tenant.id, key)), old };
}

/** The new key may have been put into its plan by the run that was killed, and then it may have been shown. */
async function complete(tools: TenantTools, tenant: Tenant, old: ReplacedKey): Promise<RotatedKey> {
  const { main } = tenant;
  const [unplaced] = await unplacedAmong(tools, [main]);
  if (!unplaced) return { outcome: 'under way', tenant, old };
  await changeRecord(tools.apiKeys, main, main.record);
  await placeInPlan(tools, main.id, await planNamed(tools, tenant.plan), []);
  const value = await tools.apiKeys.value(main.id);
  if (value === undefined) throw changedMeanwhile('Its new key was removed.');
  return { outcome: 'completed', ...(await shown(tools, tenant.id, { ...main, value })), old };
}

/** Two who rotate at once both withdraw; so does who finds the old key gone, or changed since it was copied. */
async function assertAlone(tools: TenantTools, key: MadeKey, oldId: string): Promise<void> {
  const old = key.others.find(({ id }) => id === oldId);
  const rival = key.others.some(({ id, kind }) => kind === 'key' && id !== oldId);
  if (old && !rival && copies(key, old)) return;
  await withdrawKey(tools, key);
  throw changedMeanwhile(old ? undefined : 'Its key was removed.');
}

function copies(key: TenantKey, old: TenantKey): boolean {
  return (
    key.enabled === old.enabled &&
    key.record.plan === old.record.plan &&
    key.record.description === old.record.description &&
    sameTags(key.record.tags, old.record.tags)
  );
}

async function shown(
  tools: TenantTools,
  tenantId: string,
  { id, value }: { readonly id: string; readonly value: string },
): Promise<Pick<RotatedKey, 'tenant' | 'newKey'>> {
  const tenant = await findTenant(tools, tenantId);
  if (tenant?.main.id !== id) throw changedMeanwhile('Its new key was removed.');
  return { tenant, newKey: { id, value } };
}

export function hasNoKey(id: string): GatewayError {
  return new GatewayError('usage', `Tenant ${id} has no key of its own: its clients send JWTs.`, {
    next: [`To give it one: aigw tenant add ${id} --auth both`],
  });
}

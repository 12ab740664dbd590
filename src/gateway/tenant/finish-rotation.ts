import type { Clock } from '../clock.js';
import { GatewayError } from '../errors.js';
import { changedMeanwhile } from './change-record.js';
import { existingTenant, findTenant } from './find-tenant.js';
import type { ReplacedKey } from './tenant-record.js';
import type { TenantTools } from './tenant-tools.js';
import type { Tenant } from './tenant.js';
import { unplacedAmong } from './unfinished-keys.js';

export interface FinishedRotation {
  readonly outcome: 'finished' | 'nothing to finish';
  readonly tenant: Tenant;
  /** The key that was removed. */
  readonly removed?: string;
}

/**
 * Removes the key that a rotation replaced, once the new one serves.
 *
 * @param approve asked where the old key was promised to work for longer
 */
export async function finishRotation(
  tools: TenantTools,
  id: string,
  approve: (old: ReplacedKey) => Promise<boolean>,
): Promise<FinishedRotation> {
  const tenant = await existingTenant(tools, id);
  const old = tenant.rotating;
  if (!old) return { outcome: 'nothing to finish', tenant };
  await assertServes(tools, tenant);
  if (!isOver(old, tools.clock) && !(await approve(old))) {
    throw new GatewayError('declined', 'Not confirmed. Both keys go on working.');
  }
  await tools.apiKeys.remove(old.keyId);
  const after = await findTenant(tools, id);
  if (!after?.keys.some((key) => key.id === tenant.main.id))
    throw changedMeanwhile('Its new key was removed.');
  return { outcome: 'finished', tenant: after, removed: old.keyId };
}

/** Whether the old key has worked for as long as it was promised. */
export function isOver(old: ReplacedKey, clock: Clock): boolean {
  return old.until.getTime() <= clock.now();
}

async function assertServes(tools: TenantTools, { id, main }: Tenant): Promise<void> {
  if ((await unplacedAmong(tools, [main])).length === 0) return;
  throw new GatewayError('conflict', `The new key of ${id} is in no usage plan yet.`, {
    reason: 'The rotation was interrupted. Without the old key the tenant would not be served.',
    next: [`aigw tenant rotate ${id}`],
  });
}

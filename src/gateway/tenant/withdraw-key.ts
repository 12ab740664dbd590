import { isFailure } from '../errors.js';
import type { ApiKey } from './api-key-service.js';
import { changeRecord, newRevision } from './change-record.js';
import { readRecord, writeRecord } from './tenant-record.js';
import type { TenantTools } from './tenant-tools.js';
import type { TenantKey } from './tenant.js';

/**
 * Removes a key that was never shown to anybody, unless somebody else has taken it up meanwhile. It is first marked as withdrawn, so that
 * nobody takes it up between the look and the removal.
 *
 * @throws GatewayError `conflict` where somebody did
 */
export async function withdrawKey({ apiKeys }: Pick<TenantTools, 'apiKeys'>, key: TenantKey): Promise<void> {
  try {
    await changeRecord(apiKeys, key, { ...key.record, withdrawn: true });
  } catch (error) {
    if (isFailure(error, 'conflict')) await restore();
    throw error;
  }
  await apiKeys.remove(key.id);

  /** Who took it up meanwhile goes on with it. */
  async function restore(): Promise<void> {
    const found = await apiKeys.find(key.id);
    if (!found || !readRecord(found.description)?.withdrawn) return;
    await apiKeys.describe(key.id, writeRecord({ ...key.record, revision: newRevision() }));
  }
}

/** Removes what a withdrawal left that was killed before its end. */
export async function sweepWithdrawn(
  { apiKeys, usagePlans, gateway }: Pick<TenantTools, 'apiKeys' | 'usagePlans' | 'gateway'>,
  keys: readonly ApiKey[],
): Promise<void> {
  for (const { id, description } of keys) {
    const record = readRecord(description);
    if (!record?.withdrawn || record.stack !== gateway.stackName) continue;
    if ((await usagePlans.list(id)).length === 0) await apiKeys.remove(id);
  }
}

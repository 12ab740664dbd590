import { randomBytes } from 'node:crypto';
import { GatewayError } from '../errors.js';
import type { ApiKeyService, TaggedApiKey } from './api-key-service.js';
import { readRecord, writeRecord, type TenantRecord } from './tenant-record.js';
import type { TenantKey } from './tenant.js';

/** The tag by which whoever changes a key's record announces it. It stays, and means nothing once the change is done. */
export const changeTag = 'aigw:change';

/** A name for one version of a record, of which there will not be another. */
export function newRevision(): string {
  return randomBytes(6).toString('hex');
}

/**
 * Replaces a key's record. AWS has no conditional write, so a change is announced by a tag, then the record is read once more,
 * written, and read back with the tag. Of two who change it at once at least one finds the other's tag or record, and
 * fails: no change is lost without somebody being told (docs/decisions/141).
 *
 * @param key as it was read when the change was decided
 * @param tags AWS tags to set along with it
 * @throws GatewayError `conflict` where somebody else changes the key at the same time, or removed it
 */
export async function changeRecord(
  apiKeys: ApiKeyService,
  key: TenantKey,
  record: Omit<TenantRecord, 'revision'>,
  tags: Readonly<Record<string, string>> = {},
): Promise<void> {
  const revision = newRevision();
  const announced = (found: TaggedApiKey | undefined, expected: string) =>
    found?.tags[changeTag] === revision && readRecord(found.description)?.revision === expected;
  await orConflict(async () => {
    await apiKeys.tag(key.id, { ...tags, [changeTag]: revision });
    if (!announced(await apiKeys.find(key.id), key.record.revision)) throw changedMeanwhile();
    await apiKeys.describe(key.id, writeRecord({ ...record, revision }));
    if (!announced(await apiKeys.find(key.id), revision)) throw changedMeanwhile();
  });
}

/** What is said where two operators met. */
export function changedMeanwhile(reason = 'Of two changes one may have undone the other.'): GatewayError {
  return new GatewayError('conflict', 'Somebody else is changing this tenant at the same time.', {
    reason,
    next: ['See how it stands (aigw tenant show ID), then run the same command again.'],
  });
}

/** A key that is gone in the middle of a change was removed by somebody else. */
async function orConflict(change: () => Promise<void>): Promise<void> {
  try {
    await change();
  } catch (error) {
    if (error instanceof GatewayError && error.kind === 'not-found') {
      throw changedMeanwhile('Its key was removed.');
    }
    throw error;
  }
}

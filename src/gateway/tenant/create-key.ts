import { GatewayError, isFailure } from '../errors.js';
import { newRevision } from './change-record.js';
import { makeTenantKey } from './tenant-key.js';
import { writeRecord, type TenantRecord } from './tenant-record.js';
import type { TenantTools } from './tenant-tools.js';
import { tenantKey, type TenantKey } from './tenant.js';

export interface KeyToMake {
  readonly tenantId: string;
  readonly record: Omit<TenantRecord, 'revision'>;
  readonly enabled: boolean;
  /** Value of a key that only counts; a key for clients gets a random one. */
  readonly derivedValue?: string;
}

export interface MadeKey extends TenantKey {
  readonly value: string;
  /** Keys of the tenant as they were read after this one was made, without it. */
  readonly others: readonly TenantKey[];
}

/**
 * Makes a key and reads what keys the tenant has now. Its value is made here: where an answer is lost and the SDK asks again, AWS
 * refuses the same value instead of making a second key, and the key is found by the revision of its record.
 *
 * @throws GatewayError `conflict` where it was removed at once
 */
export async function createKey(
  { apiKeys, gateway }: Pick<TenantTools, 'apiKeys' | 'gateway'>,
  { tenantId, record, enabled, derivedValue }: KeyToMake,
): Promise<MadeKey> {
  const revision = newRevision();
  const value = derivedValue ?? makeTenantKey();
  const refused = await refusal(
    apiKeys.create({
      name: tenantId,
      value,
      description: writeRecord({ ...record, revision }),
      enabled,
      tags: { ...record.tags, 'aigw:stack': gateway.stackName, 'aigw:tenant': tenantId },
    }),
  );
  const keys = (await apiKeys.list(tenantId))
    .filter(({ name }) => name === tenantId)
    .flatMap((key) => tenantKey(key, gateway.stackName) ?? []);
  // A derived value is the same for everybody who makes this key: whose it is does not matter.
  const own = keys.find((key) => key.record.revision === revision) ?? keys.find(hasDerivedValue);
  if (own) return { ...own, value, others: keys.filter(({ id }) => id !== own.id) };
  throw refused ?? vanished(tenantId);

  function hasDerivedValue(key: TenantKey): boolean {
    return derivedValue !== undefined && key.kind === 'jwt';
  }
}

/** The conflict that says that a key with this value is there; other failures are thrown. */
async function refusal(creation: Promise<unknown>): Promise<GatewayError | undefined> {
  try {
    await creation;
    return undefined;
  } catch (error) {
    if (isFailure(error, 'conflict')) return error;
    throw error;
  }
}

function vanished(tenantId: string): GatewayError {
  return new GatewayError('conflict', `The new key of ${tenantId} was removed by somebody else.`, {
    next: [`aigw tenant show ${tenantId}`],
  });
}

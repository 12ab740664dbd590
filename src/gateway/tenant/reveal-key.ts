import { changedMeanwhile } from './change-record.js';
import { existingTenant } from './find-tenant.js';
import { hasNoKey } from './rotate-key.js';
import { maskedKey } from './tenant-key.js';
import type { TenantTools } from './tenant-tools.js';

export interface TenantKeyValue {
  readonly id: string;
  readonly keyId: string;
  readonly masked: string;
  /** The secret itself, where it was asked for. */
  readonly value?: string;
}

/** The key that clients of a tenant use now. @throws GatewayError `usage` for a tenant that has JWTs only */
export async function tenantKeyValue(
  tools: Pick<TenantTools, 'apiKeys' | 'gateway'>,
  id: string,
  reveal: boolean,
): Promise<TenantKeyValue> {
  const { main } = await existingTenant(tools, id);
  if (main.kind === 'jwt') throw hasNoKey(id);
  const value = await tools.apiKeys.value(main.id);
  if (value === undefined) throw changedMeanwhile('Its key was removed.');
  return { id, keyId: main.id, masked: maskedKey(value), ...(reveal && { value }) };
}

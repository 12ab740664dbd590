import { GatewayError } from '../errors.js';
import type { SecretService } from './secret-service.js';
import { derivedKey } from './tenant-key.js';

/**
 * The value of the key that counts a tenant's requests with JWTs. The authorizer works it out from the same secret.
 *
 * @param secretArn output `TenantKeySecretArn` of the stack
 * @throws GatewayError `usage` where the gateway takes no JWTs
 */
export async function jwtKeyValue(
  secrets: SecretService,
  secretArn: string | undefined,
  tenantId: string,
): Promise<string> {
  const secret = secretArn === undefined ? undefined : await secrets.value(secretArn);
  if (secret !== undefined) return derivedKey(secret, tenantId);
  throw new GatewayError('usage', 'This gateway takes no JWTs yet.', {
    reason: 'Its stack has no secret from which the keys of tenants with JWTs are derived.',
    next: ['aigw authorizer enable --issuer URL', 'Or give the tenant a key of its own: --auth key'],
  });
}

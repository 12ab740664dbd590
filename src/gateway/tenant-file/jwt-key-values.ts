import { GatewayError } from '../errors.js';
import type { Stack } from '../stack/stack-service.js';
import type { SecretService } from '../tenant/secret-service.js';
import { derivedKey } from '../tenant/tenant-key.js';

/**
 * Values of the keys that count tenants with JWTs. The secret is read once, and only when it is needed.
 *
 * @throws GatewayError `usage`, when called, where the gateway has no such secret
 */
export function jwtKeyValues(secrets: SecretService, stack: Stack): (tenantId: string) => Promise<string> {
  let reading: Promise<string | undefined> | undefined;
  return async (tenantId) => {
    const arn = stack.outputs.find(({ key }) => key === 'TenantKeySecretArn')?.value;
    if (arn !== undefined) reading ??= secrets.value(arn);
    const secret = await reading;
    if (secret !== undefined) return derivedKey(secret, tenantId);
    throw new GatewayError('usage', 'This gateway takes no JWTs yet.', {
      reason: `The tenant ${tenantId} is to come with JWTs, and the stack has no secret to count them by.`,
      next: ['aigw authorizer enable', 'Or give tenants keys: auth=key'],
    });
  };
}

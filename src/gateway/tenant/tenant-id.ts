import { GatewayError } from '../errors.js';

const pattern = /^[a-z0-9._-]{1,64}$/;

/** Whether the text can name a tenant: lower-case letters, digits, `-`, `_`, `.`, at most 64 of them. */
export function isTenantId(text: string): boolean {
  return pattern.test(text);
}

/** @throws GatewayError `usage` where the text cannot name a tenant */
export function assertTenantId(text: string): void {
  if (isTenantId(text)) return;
  throw new GatewayError('usage', `"${text}" cannot be the id of a tenant.`, {
    reason: 'A tenant id has lower-case letters, digits, "-", "_" and ".", at most 64 of them.',
  });
}

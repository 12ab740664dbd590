import { createHmac, randomInt } from 'node:crypto';
import { crc32 } from 'node:zlib';

const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const prefix = 'aigw';
const randomLength = 36;
const checksumLength = 6;
const pattern = /^aigw[0-9A-Za-z]{42}$/;

/**
 * Makes the value of a tenant's API key: `aigw`, 36 random letters and digits (214 bits), and 6 that are the CRC-32 of what
 * stands before them, in base 62. Made here and not by AWS, so that creating a key twice is harmless and a leaked
 * one is recognised wherever it turns up.
 */
export function makeTenantKey(): string {
  const random = Array.from({ length: randomLength }, () => digits[randomInt(digits.length)]).join('');
  return `${prefix}${random}${checksum(prefix + random)}`;
}

/** Whether the text is a tenant key by shape and checksum; says nothing about whether AWS knows it. */
export function isTenantKey(text: string): boolean {
  return pattern.test(text) && text.slice(-checksumLength) === checksum(text.slice(0, -checksumLength));
}

/** What may be shown of a key: its prefix and its last four characters. */
export function maskedKey(value: string): string {
  return value.length < 20 ? '…' : `${value.slice(0, prefix.length)}…${value.slice(-4)}`;
}

/**
 * The value of the API key that counts the requests of a tenant with JWTs: `jwt` and the HMAC-SHA-256 of the tenant's id under a
 * secret of the stack, in hexadecimal. The authorizer computes the same; no client ever sends it, and it has not the
 * shape of a tenant key, so that it is never accepted as a credential.
 */
export function derivedKey(secret: string, tenantId: string): string {
  return `jwt${createHmac('sha256', secret).update(`tenant:${tenantId}`).digest('hex')}`;
}

function checksum(text: string): string {
  let rest = crc32(text);
  let encoded = '';
  for (let place = 0; place < checksumLength; place++) {
    encoded = (digits[rest % digits.length] ?? '') + encoded;
    rest = Math.floor(rest / digits.length);
  }
  return encoded;
}

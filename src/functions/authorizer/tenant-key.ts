import { createHmac } from 'node:crypto';

const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const SHAPE = /^aigw[0-9A-Za-z]{42}$/;
const CHECKSUM_LENGTH = 6;

/** Whether a token has the shape of a tenant key: `aigw`, 36 random letters and digits, 6 of a checksum. */
export function looksLikeTenantKey(token: string): boolean {
  return SHAPE.test(token);
}

/** Whether the last six characters of a tenant key are the CRC-32 of what stands before them, in base 62. */
export function hasChecksum(key: string): boolean {
  let rest = crc32(key.slice(0, -CHECKSUM_LENGTH));
  for (let at = key.length - 1; at >= key.length - CHECKSUM_LENGTH; at--) {
    if (DIGITS[rest % DIGITS.length] !== key[at]) return false;
    rest = Math.floor(rest / DIGITS.length);
  }
  return true;
}

/** What may be shown of a key. */
export function maskedKey(key: string): string {
  return `${key.slice(0, 4)}…${key.slice(-4)}`;
}

/** The value of the API key that counts a JWT tenant's requests; no client ever sends it. */
export function derivedKey(secret: string, tenantId: string): string {
  return `jwt${createHmac('sha256', secret).update(`tenant:${tenantId}`).digest('hex')}`;
}

/** CRC-32 as in ZIP. By hand: Node 20.19 may lack it, and loading `node:zlib` takes longer than all else here. */
function crc32(text: string): number {
  let crc = -1;
  for (let at = 0; at < text.length; at++) {
    crc ^= text.charCodeAt(at);
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}

import { isTenantKey } from '../tenant/tenant-key.js';

/** What a token says of itself; nothing of it is proven. */
export type ReadToken =
  | { readonly kind: 'jwt'; readonly header: Members; readonly claims: Members }
  | { readonly kind: 'key'; readonly checksum: 'right' | 'wrong' }
  | { readonly kind: 'unknown'; readonly problem: string };

export type Members = Readonly<Record<string, unknown>>;

/** Reads a token as far as it can be read without any key. Never throws. */
export function readToken(token: string): ReadToken {
  if (/^aigw[0-9A-Za-z]{42}$/.test(token)) {
    return { kind: 'key', checksum: isTenantKey(token) ? 'right' : 'wrong' };
  }
  const parts = token.split('.');
  if (parts.length === 5)
    return { kind: 'unknown', problem: 'it is an encrypted JWT (JWE), which is not accepted' };
  if (parts.length !== 3) return { kind: 'unknown', problem: 'it is neither a JWT nor a tenant key' };
  const [header, claims] = parts.slice(0, 2).map(objectIn);
  if (!header) return { kind: 'unknown', problem: 'its header is not JSON in base64url' };
  if (!claims) return { kind: 'unknown', problem: 'its claims are not JSON in base64url' };
  return { kind: 'jwt', header, claims };
}

/** A claim or header member that is text. */
export function textIn(members: Members, name: string): string | undefined {
  const value = members[name];
  return typeof value === 'string' ? value : undefined;
}

/** A claim that is a time in seconds. */
export function secondsIn(members: Members, name: string): number | undefined {
  const value = members[name];
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

function objectIn(part: string): Members | undefined {
  if (!/^[A-Za-z0-9_-]+$/.test(part)) return undefined;
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Members)
      : undefined;
  } catch {
    return undefined;
  }
}

/** A key that an issuer publishes for signatures that are accepted. */
export interface PublishedKey {
  readonly keyId?: string;
  /** `RSA`, or the curve. */
  readonly type: string;
}

type Members = Readonly<Record<string, unknown>>;

const curves: Readonly<Record<string, string>> = { ES256: 'P-256', ES384: 'P-384', ES512: 'P-521' };

/** Bits of the shortest RSA key that the authorizer takes (RFC 7518 §3.3). */
const shortestRsa = 2_048;

/**
 * Tells the keys of a JWKS that fit the accepted algorithms from the rest.
 *
 * @returns the others as words: `RSA for RS512`
 */
export function usableKeys(
  published: readonly unknown[],
  algorithms: readonly string[],
): { usable: PublishedKey[]; others: string[] } {
  const keys = published.filter(isObject);
  const fitting = keys.filter((key) => algorithms.some((algorithm) => fits(key, algorithm)));
  const others = keys.filter((key) => !fitting.includes(key)).map(describe);
  return {
    usable: fitting.map((key) => ({ ...keyIdOf(key), type: text(key['crv']) || text(key['kty']) })),
    others: [...new Set(others)],
  };
}

function fits(key: Members, algorithm: string): boolean {
  if (key['use'] !== undefined && key['use'] !== 'sig') return false;
  if (key['alg'] !== undefined && key['alg'] !== algorithm) return false;
  if (algorithm.startsWith('ES')) return key['kty'] === 'EC' && key['crv'] === curves[algorithm];
  return key['kty'] === 'RSA' && bitsOf(text(key['n'])) >= shortestRsa;
}

/** Bits of a number in base64url without leading zeros (RFC 7518 §6.3.1.1). */
function bitsOf(modulus: string): number {
  return Buffer.from(modulus, 'base64url').length * 8;
}

function describe(key: Members): string {
  const type = text(key['crv']) || text(key['kty']) || 'a key of no type';
  const purpose = text(key['alg']) || (key['use'] === 'enc' ? 'encryption' : '');
  const weak = key['kty'] === 'RSA' && bitsOf(text(key['n'])) < shortestRsa ? ' (too short)' : '';
  return `${type}${weak}${purpose && ` for ${purpose}`}`;
}

function keyIdOf(key: Members): { keyId?: string } {
  const keyId = text(key['kid']);
  return keyId === '' ? {} : { keyId };
}

function isObject(value: unknown): value is Members {
  return typeof value === 'object' && value !== null;
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

import { createPublicKey, type JsonWebKey, type KeyObject } from 'node:crypto';
import type { Algorithm } from './algorithms.js';
import { isObject, member, type JsonObject } from './strict-json.js';

const CURVES: ReadonlySet<unknown> = new Set(['P-256', 'P-384', 'P-521']);
const MIN_MODULUS_BITS = 2_048;
/** A larger one would take long to check. */
const MAX_MODULUS_BITS = 8_192;
const MIN_EXPONENT = 65_537n;

/** A key that an issuer publishes. */
export interface VerificationKey {
  readonly kid: unknown;
  /** Absent: the key cannot be used here (another type or use, too weak, private). */
  readonly key?: KeyObject;
  readonly keyType?: unknown;
  readonly curve?: unknown;
  /** The one algorithm it is for, where the issuer says so. */
  readonly algorithm?: unknown;
}

/** Reads a key of a JWK set (RFC 7517); one that cannot be used is kept by its id, so that the log can say so. */
export function readVerificationKey(jwk: unknown): VerificationKey {
  if (!isObject(jwk)) return { kid: undefined };
  const kid = member(jwk, 'kid');
  const key = isForSignatures(jwk) ? importKey(jwk) : undefined;
  if (!key) return { kid };
  return {
    kid,
    key,
    keyType: member(jwk, 'kty'),
    curve: member(jwk, 'crv'),
    algorithm: member(jwk, 'alg'),
  };
}

/** Whether signatures of that algorithm may be checked with the key. */
export function suits(key: VerificationKey, name: string, { keyType, curve }: Algorithm): boolean {
  return (
    key.key !== undefined &&
    key.keyType === keyType &&
    key.curve === curve &&
    (key.algorithm === undefined || key.algorithm === name)
  );
}

/** `use` and `key_ops` allow it, and it is public: a private key that is published is everybody's. */
function isForSignatures(jwk: JsonObject): boolean {
  const use = member(jwk, 'use');
  const operations = member(jwk, 'key_ops');
  return (
    (use === undefined || use === 'sig') &&
    (operations === undefined || (Array.isArray(operations) && operations.includes('verify'))) &&
    member(jwk, 'd') === undefined
  );
}

function importKey(jwk: JsonObject): KeyObject | undefined {
  const { kty, crv, n, e, x, y } = jwk as JsonWebKey;
  try {
    if (kty === 'RSA')
      return strongRsaKey(createPublicKey({ format: 'jwk', key: { kty, n, e } as JsonWebKey }));
    if (kty !== 'EC' || !CURVES.has(crv)) return undefined;
    return createPublicKey({ format: 'jwk', key: { kty, crv, x, y } as JsonWebKey });
  } catch {
    // Members are missing or no numbers, or the point is not on the curve.
    return undefined;
  }
}

function strongRsaKey(key: KeyObject): KeyObject | undefined {
  const { modulusLength = 0, publicExponent = 0n } = key.asymmetricKeyDetails ?? {};
  const strong =
    modulusLength >= MIN_MODULUS_BITS &&
    modulusLength <= MAX_MODULUS_BITS &&
    publicExponent >= MIN_EXPONENT &&
    publicExponent % 2n === 1n;
  return strong ? key : undefined;
}

import { constants, verify, type KeyObject } from 'node:crypto';

/** How a signature algorithm of RFC 7518 §3.1 is checked. */
export interface Algorithm {
  readonly hash: 'sha256' | 'sha384' | 'sha512';
  readonly keyType: 'RSA' | 'EC';
  /** RSASSA-PSS with a salt as long as the hash, instead of PKCS #1 v1.5. */
  readonly pss?: true;
  /** The only curve of an ECDSA algorithm. */
  readonly curve?: 'P-256' | 'P-384' | 'P-521';
  /** Of an ECDSA signature: R and S, one after the other, each as long as the curve's order. */
  readonly signatureBytes?: number;
}

/**
 * Every algorithm there is here. `none` and the symmetric ones are missing on purpose, and so are those that the nine
 * do not need.
 */
const ALGORITHMS: ReadonlyMap<string, Algorithm> = new Map<string, Algorithm>([
  ['RS256', { hash: 'sha256', keyType: 'RSA' }],
  ['RS384', { hash: 'sha384', keyType: 'RSA' }],
  ['RS512', { hash: 'sha512', keyType: 'RSA' }],
  ['PS256', { hash: 'sha256', keyType: 'RSA', pss: true }],
  ['PS384', { hash: 'sha384', keyType: 'RSA', pss: true }],
  ['PS512', { hash: 'sha512', keyType: 'RSA', pss: true }],
  ['ES256', { hash: 'sha256', keyType: 'EC', curve: 'P-256', signatureBytes: 64 }],
  ['ES384', { hash: 'sha384', keyType: 'EC', curve: 'P-384', signatureBytes: 96 }],
  ['ES512', { hash: 'sha512', keyType: 'EC', curve: 'P-521', signatureBytes: 132 }],
]);

export function algorithmNamed(name: string): Algorithm | undefined {
  return ALGORITHMS.get(name);
}

/** Whether the signature is that of the data under the key, which has to be of the algorithm's type and curve. */
export function isSignature(
  { hash, pss, signatureBytes }: Algorithm,
  key: KeyObject,
  data: Uint8Array,
  signature: Uint8Array,
): boolean {
  if (signatureBytes === undefined) return verify(hash, data, pss ? withPss(key) : key, signature);
  if (signature.length !== signatureBytes) return false;
  return verify(hash, data, { key, dsaEncoding: 'ieee-p1363' }, signature);
}

function withPss(key: KeyObject) {
  return {
    key,
    padding: constants.RSA_PKCS1_PSS_PADDING,
    saltLength: constants.RSA_PSS_SALTLEN_DIGEST,
  };
}

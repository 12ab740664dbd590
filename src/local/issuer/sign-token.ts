import { constants, sign, type KeyObject, type SignKeyObjectInput } from 'node:crypto';
import type { State } from '../state.js';
import { signingKey } from './issuer-keys.js';

interface Algorithm {
  readonly kind: 'RSA' | 'P-256' | 'P-384' | 'P-521';
  readonly hash: string;
  readonly options: Omit<SignKeyObjectInput, 'key'>;
}

const pss = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST };
const raw = { dsaEncoding: 'ieee-p1363' } as const;

const algorithms: ReadonlyMap<string, Algorithm> = new Map<string, Algorithm>([
  ['RS256', { kind: 'RSA', hash: 'sha256', options: {} }],
  ['RS384', { kind: 'RSA', hash: 'sha384', options: {} }],
  ['RS512', { kind: 'RSA', hash: 'sha512', options: {} }],
  ['PS256', { kind: 'RSA', hash: 'sha256', options: pss }],
  ['PS384', { kind: 'RSA', hash: 'sha384', options: pss }],
  ['PS512', { kind: 'RSA', hash: 'sha512', options: pss }],
  ['ES256', { kind: 'P-256', hash: 'sha256', options: raw }],
  ['ES384', { kind: 'P-384', hash: 'sha384', options: raw }],
  ['ES512', { kind: 'P-521', hash: 'sha512', options: raw }],
]);

export const ISSUER_ALGORITHMS: readonly string[] = [...algorithms.keys()];

/** A JWT in compact form (RFC 7515 §7.1). @throws Error for an algorithm the issuer does not have */
export async function signToken(state: State, name: string, claims: object): Promise<string> {
  const algorithm = algorithms.get(name);
  if (!algorithm) throw new Error(`The issuer signs with ${ISSUER_ALGORITHMS.join(', ')}.`);
  const { kid, key } = await signingKey(state, algorithm.kind);
  const input = `${segment({ alg: name, kid, typ: 'JWT' })}.${segment(claims)}`;
  return `${input}.${signature(algorithm, key, input)}`;
}

function signature({ hash, options }: Algorithm, key: KeyObject, input: string): string {
  return sign(hash, Buffer.from(input), { key, ...options }).toString('base64url');
}

function segment(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

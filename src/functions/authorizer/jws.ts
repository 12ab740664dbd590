import type { KeyObject } from 'node:crypto';
import { algorithmNamed, isSignature, type Algorithm } from './algorithms.js';
import { decodeBase64url } from './base64url.js';
import { Refusal } from './refusal.js';
import { member, parseJsonObject } from './strict-json.js';

/** API Gateway takes 20,480 bytes of headers, 8,000 with a private API (DG/api-gateway-execution-service-limits-table). */
const MAX_LENGTH = 8_192;

/** A signed token in compact form (RFC 7515 §7.1) whose signature has not been checked. */
export interface Jws {
  /** As the token names it; whether it is accepted has not been looked at. */
  readonly algorithmName: string;
  readonly kid: string | undefined;
  readonly payload: Buffer;
  readonly signingInput: string;
  readonly signature: Uint8Array;
}

/**
 * Reads a token. Of its header only `alg`, `kid` and `crit` are looked at: where keys come from is the configuration's to say,
 * so `jku`, `x5u`, `jwk` and `x5c` have no effect.
 *
 * @throws Refusal
 */
export function parseJws(token: string): Jws {
  if (token.length > MAX_LENGTH) throw new Refusal('token-too-long');
  const [header = '', payload = '', signature = '', ...rest] = token.split('.', 4);
  if (rest.length > 0) throw new Refusal('malformed');
  const { alg, kid } = readHeader(decoded(header));
  return {
    algorithmName: alg,
    kid,
    payload: decoded(payload),
    signingInput: token.slice(0, header.length + 1 + payload.length),
    signature: decoded(signature),
  };
}

/** The algorithm of a token, where it is one that is accepted. @throws Refusal */
export function acceptedAlgorithm({ algorithmName }: Jws, accepted: ReadonlySet<string>): Algorithm {
  const algorithm = accepted.has(algorithmName) ? algorithmNamed(algorithmName) : undefined;
  if (!algorithm) throw new Refusal('algorithm');
  return algorithm;
}

/** @throws Refusal where the signature is not that of the key */
export function assertSignature(jws: Jws, algorithm: Algorithm, key: KeyObject): void {
  const data = Buffer.from(jws.signingInput, 'latin1');
  if (!isSignature(algorithm, key, data, jws.signature)) throw new Refusal('signature');
}

function readHeader(bytes: Buffer): { alg: string; kid: string | undefined } {
  const header = parseJsonObject(bytes);
  if (!header) throw new Refusal('malformed');
  const alg = member(header, 'alg');
  const kid = member(header, 'kid');
  if (typeof alg !== 'string' || (kid !== undefined && typeof kid !== 'string'))
    throw new Refusal('malformed');
  // No extension is understood here, so each is one that must be refused (RFC 7515 §4.1.11).
  if (member(header, 'crit') !== undefined) throw new Refusal('critical-header');
  return { alg, kid };
}

function decoded(part: string): Buffer {
  const bytes = decodeBase64url(part);
  if (!bytes || bytes.length === 0) throw new Refusal('malformed');
  return bytes;
}

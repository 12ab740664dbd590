import { constants, createHmac, sign, type KeyObject } from 'node:crypto';

/** Bytes that a token carries; a text that starts with `raw:` stands for its segment as it is. */
export type Part = object | string | Uint8Array;

/** A segment of a token: JSON of an object, a text's or bytes' base64url. */
export function segment(part: Part): string {
  if (typeof part === 'string') return part.startsWith('raw:') ? part.slice(4) : encoded(Buffer.from(part));
  return encoded(part instanceof Uint8Array ? part : Buffer.from(JSON.stringify(part)));
}

function encoded(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64url');
}

/** Header and payload as they are signed. */
export function signingInput(header: Part, payload: Part): string {
  return `${segment(header)}.${segment(payload)}`;
}

/** A token whose signature is whatever is made of what is signed. */
export function tokenOf(header: Part, payload: Part, signature: (input: Buffer) => Part): string {
  const input = signingInput(header, payload);
  return `${input}.${segment(signature(Buffer.from(input)))}`;
}

/** How Node signs for each family of algorithms. */
export const signers = {
  rsa:
    (key: KeyObject, hash = 'sha256') =>
    (input: Buffer) =>
      sign(hash, input, key),
  pss:
    (key: KeyObject, hash = 'sha256', saltLength: number = constants.RSA_PSS_SALTLEN_DIGEST) =>
    (input: Buffer) =>
      sign(hash, input, { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength }),
  ec:
    (key: KeyObject, hash = 'sha256') =>
    (input: Buffer) =>
      sign(hash, input, { key, dsaEncoding: 'ieee-p1363' }),
  der:
    (key: KeyObject, hash = 'sha256') =>
    (input: Buffer) =>
      sign(hash, input, key),
  hmac:
    (secret: string | Uint8Array, hash = 'sha256') =>
    (input: Buffer) =>
      createHmac(hash, secret).update(input).digest(),
  nothing: () => new Uint8Array(0),
};

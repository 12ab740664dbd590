import { createHash, createPrivateKey, generateKeyPair, type JsonWebKey, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import type { State } from '../state.js';

/** A key of the issuer, as it is kept: with its private half. */
interface KeptKey {
  readonly kid: string;
  readonly jwk: JsonWebKey;
}

type KeyKind = 'RSA' | 'P-256' | 'P-384' | 'P-521';

const generate = promisify(generateKeyPair);
/** Of states whose keys are being made: whoever comes meanwhile waits for the same ones. */
const making = new WeakMap<State, Promise<void>>();

/** The issuer's key of that kind. All kinds are made at first use, so that the published set never grows while it is cached. */
export async function signingKey(state: State, kind: KeyKind): Promise<{ kid: string; key: KeyObject }> {
  const { kid, jwk } = (await keptKeys(state)).get(kind) ?? {};
  if (kid === undefined || !jwk) throw new Error(`The issuer has no key of kind ${kind}.`);
  return { kid, key: createPrivateKey({ key: jwk, format: 'jwk' }) };
}

/** What the issuer publishes (RFC 7517 §5). */
export async function publicKeys(state: State): Promise<{ keys: object[] }> {
  const kept = [...(await keptKeys(state)).values()];
  return {
    keys: kept.map(({ kid, jwk: { kty, n, e, crv, x, y } }) => ({ kty, n, e, crv, x, y, kid, use: 'sig' })),
  };
}

async function keptKeys(state: State): Promise<Map<KeyKind, KeptKey>> {
  const keys = state.table<KeptKey>('issuer/keys') as Map<KeyKind, KeptKey>;
  if (keys.size === 0) {
    const made = making.get(state) ?? makeKeys(keys);
    making.set(state, made);
    await made;
  }
  return keys;
}

async function makeKeys(keys: Map<KeyKind, KeptKey>): Promise<void> {
  const pairs = await Promise.all([
    generate('rsa', { modulusLength: 2_048 }),
    generate('ec', { namedCurve: 'P-256' }),
    generate('ec', { namedCurve: 'P-384' }),
    generate('ec', { namedCurve: 'P-521' }),
  ]);
  const kinds: KeyKind[] = ['RSA', 'P-256', 'P-384', 'P-521'];
  pairs.forEach(({ privateKey, publicKey }, at) => {
    const digest = createHash('sha256').update(publicKey.export({ type: 'spki', format: 'der' }));
    const kid = `local-${(kinds[at] ?? '').toLowerCase()}-${digest.digest('hex').slice(0, 8)}`;
    keys.set(kinds[at] ?? 'RSA', { kid, jwk: privateKey.export({ format: 'jwk' }) });
  });
}

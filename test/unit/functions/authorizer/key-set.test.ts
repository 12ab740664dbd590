import { createECDH, generateKeyPairSync } from 'node:crypto';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  authorizerWith,
  goodClaims,
  ISSUER,
  makeKey,
  signed,
  type AuthorizerUnderTest,
  type SigningKey,
} from '../../../support/authorizer.js';
import { startKeyServer, type KeyServer } from '../../../support/key-server.js';
import { discoverKeySet } from '../../../../src/functions/authorizer/discovery.js';
import { watchOutbound } from '../../../support/outbound.js';
import { signers, tokenOf } from '../../../support/raw-token.js';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const UNDECIDED = 'The authorizer could not decide: keys-unavailable';
const ALLOWED = { principalId: 'acme' };

let key: SigningKey;
let next: SigningKey;
let rsa: SigningKey;
let server: KeyServer;

beforeAll(() => {
  key = makeKey('ES256');
  next = { ...makeKey('ES256'), kid: 'next' };
  rsa = makeKey('RS256');
});
beforeEach(async () => {
  server = await startKeyServer();
  publish(key.jwk);
});
afterEach(async () => {
  await server[Symbol.asyncDispose]();
});

function publish(...keys: unknown[]): void {
  server.documents.set('/jwks', { keys });
}

function byUrl(fetchLimitMs?: number): AuthorizerUnderTest {
  return authorizerWith({ JWKS_URL: `${server.url}/jwks`, ISSUER }, fetchLimitMs);
}

/** Valid for a week, whatever the test's clock does meanwhile. */
function longLived(by: SigningKey): Promise<string> {
  const claims = goodClaims();
  return signed(by, { ...claims, exp: (claims.exp ?? 0) + 7 * 24 * 3_600 }, { kid: by.kid });
}

describe('the keys of an issuer', () => {
  it('given many tokens of a known key, are loaded once', async () => {
    const test = byUrl();
    for (let i = 0; i < 20; i++) expect(await test.ask(await longLived(key))).toMatchObject(ALLOWED);
    expect(server.requests).toEqual(['/jwks']);
  });

  it('given many tokens at the same time, are loaded once', async () => {
    const test = byUrl();
    const token = await longLived(key);
    const results = await Promise.all(Array.from({ length: 50 }, () => test.ask(token)));
    for (const result of results) expect(result).toMatchObject(ALLOWED);
    expect(server.requests).toHaveLength(1);
  });

  it('given a key that the issuer began to use, are loaded once more', async () => {
    const test = byUrl();
    await test.ask(await longLived(key));
    publish(key.jwk, { ...next.jwk, kid: 'next' });
    test.now += 30 * SECOND;
    expect(await test.ask(await longLived(next))).toMatchObject(ALLOWED);
    expect(server.requests).toHaveLength(2);
  });

  it('given a flood of unknown ids, are loaded twice a minute and no more', async () => {
    const test = byUrl();
    await test.ask(await longLived(key));
    for (let second = 0; second < 60; second++) {
      test.now += SECOND;
      const flood = Array.from({ length: 10 }, (_, at) => ({ alg: 'ES256', kid: `unknown-${second}-${at}` }));
      await Promise.all(
        flood.map((header) => test.ask(tokenOf(header, goodClaims(), signers.ec(next.privateKey)))),
      );
      expect(await test.ask(await longLived(key))).toMatchObject(ALLOWED);
    }
    expect(server.requests).toHaveLength(3);
    expect(test.logged.filter(({ reason }) => reason === 'key-unknown')).toHaveLength(600);
  });

  it('given tokens that are of no use anyway, are not loaded at all', async () => {
    const test = byUrl();
    await test.ask(await signed(key, goodClaims({ exp: 1 })));
    await test.ask(await signed(key, goodClaims({ iss: 'https://other.example' })));
    await test.ask(tokenOf({ alg: 'none' }, goodClaims(), signers.nothing));
    expect(server.requests).toEqual([]);
  });

  it('given a key that the issuer withdrew, it goes out of use after ten minutes', async () => {
    const test = byUrl();
    await test.ask(await longLived(key));
    publish(next.jwk);
    test.now += 10 * MINUTE;
    expect(await test.ask(await longLived(key))).toMatchObject(ALLOWED);
    test.now += 1;
    publish({ ...next.jwk, kid: 'next' });
    expect(await test.ask(await longLived(key))).toBe('Unauthorized');
    expect(test.logged.at(-1)).toMatchObject({ reason: 'key-unknown' });
  });

  it('given an issuer that fails, stay in use for six hours, asked for every half minute', async () => {
    const test = byUrl();
    const token = await longLived(key);
    await test.ask(token);
    server.status = 500;
    test.now += 6 * HOUR;
    for (let i = 0; i < 5; i++) expect(await test.ask(token)).toMatchObject(ALLOWED);
    expect(server.requests).toHaveLength(2);
    test.now += 30 * SECOND;
    expect(await test.ask(token)).toBe(UNDECIDED);
    expect(test.logged.at(-1)).toMatchObject({
      outcome: 'refuse',
      reason: 'keys-unavailable',
      detail: 'The answer is 500, not 200.',
    });
    server.status = 200;
    test.now += 30 * SECOND;
    expect(await test.ask(token)).toMatchObject(ALLOWED);
  });

  it('given an issuer that fails from the start, are asked for again after two seconds', async () => {
    const test = byUrl();
    const token = await longLived(key);
    server.status = 503;
    expect(await test.ask(token)).toBe(UNDECIDED);
    server.status = 200;
    expect(await test.ask(token)).toBe(UNDECIDED);
    test.now += 2 * SECOND;
    expect(await test.ask(token)).toMatchObject(ALLOWED);
    expect(server.requests).toHaveLength(2);
  });

  it.each<[string, () => void, RegExp]>([
    ['no JSON', () => server.documents.set('/jwks', '<html>'), /not a JSON object/],
    ['a second set', () => server.documents.set('/jwks', '{"keys":[],"keys":[]}'), /names a member twice/],
    ['no set', () => server.documents.set('/jwks', { keys: {} }), /not a set of keys/],
    ['a list', () => server.documents.set('/jwks', []), /not a JSON object/],
    [
      '101 keys',
      () => {
        publish(...Array.from({ length: 101 }, () => key.jwk));
      },
      /not a set of keys/,
    ],
    [
      'a large answer',
      () => server.documents.set('/jwks', { keys: [], x: 'x'.repeat(140_000) }),
      /too large/,
    ],
    ['404', () => server.documents.delete('/jwks'), /404/],
  ])('given %s, cannot be loaded', async (_, arrange, why) => {
    arrange();
    const test = byUrl();
    expect(await test.ask(await signed(key))).toBe(UNDECIDED);
    expect(test.logged).toMatchObject([{ detail: expect.stringMatching(why) }]);
  });

  it.each([301, 302, 303, 307, 308])('given a redirect (%i), does not follow it', async (status) => {
    await using elsewhere = await startKeyServer({ '/jwks': { keys: [key.jwk] } });
    using outbound = watchOutbound();
    server.status = status;
    server.headers = { location: `${elsewhere.url}/jwks` };
    expect(await byUrl().ask(await signed(key))).toBe(UNDECIDED);
    expect(elsewhere.requests).toEqual([]);
    expect(outbound.seen).toEqual([new URL(server.url).host]);
  });

  it('given an answer that does not come, gives up', async () => {
    server.before = () => new Promise(() => undefined);
    const test = byUrl(20);
    expect(await test.ask(await signed(key))).toBe(UNDECIDED);
    expect(test.logged).toMatchObject([{ detail: expect.stringMatching(/abort|timeout/i) }]);
  });

  it('given nobody at the address, says so', async () => {
    const gone = await startKeyServer();
    const { url } = gone;
    await gone[Symbol.asyncDispose]();
    const test = authorizerWith({ JWKS_URL: `${url}/jwks` });
    expect(await test.ask(await signed(key))).toBe(UNDECIDED);
    expect(test.logged).toMatchObject([{ detail: expect.stringMatching(/ECONNREFUSED/) }]);
  });
});

describe('discovery', () => {
  const path = '/tenant/.well-known/openid-configuration';

  function byDiscovery(issuer: string): AuthorizerUnderTest {
    return authorizerWith({ ISSUER: issuer });
  }

  it.each(['/tenant', '/tenant/'])('given an issuer at %s, finds its keys where it says', async (at) => {
    const issuer = `${server.url}${at}`;
    server.documents.set(path, { issuer, jwks_uri: `${server.url}/jwks` });
    const test = byDiscovery(issuer);
    expect(await test.ask(await signed(key, goodClaims({ iss: issuer })))).toMatchObject(ALLOWED);
    expect(server.requests).toEqual([path, '/jwks']);
  });

  it.each<[string, (issuer: string) => object, RegExp]>([
    ['another issuer', (issuer) => ({ issuer: `${issuer}/`, jwks_uri: `${issuer}/jwks` }), /another issuer/],
    ['no issuer', (issuer) => ({ jwks_uri: `${issuer}/jwks` }), /another issuer/],
    ['no keys', (issuer) => ({ issuer }), /no URL of keys/],
    ['keys by plain http', (issuer) => ({ issuer, jwks_uri: 'http://keys.example/' }), /no URL of keys/],
    ['keys in a file', (issuer) => ({ issuer, jwks_uri: 'file:///etc/passwd' }), /no URL of keys/],
    ['keys that are a list', (issuer) => ({ issuer, jwks_uri: [`${issuer}/jwks`] }), /no URL of keys/],
  ])('given a document with %s, loads none', async (_, document, why) => {
    const issuer = `${server.url}/tenant`;
    server.documents.set(path, document(issuer));
    const test = byDiscovery(issuer);
    expect(await test.ask(await signed(key, goodClaims({ iss: issuer })))).toBe(UNDECIDED);
    expect(test.logged).toMatchObject([{ detail: expect.stringMatching(why) }]);
    expect(server.requests).toEqual([path]);
  });
});

it('given an issuer elsewhere whose keys would be on this machine, asks nobody there', async () => {
  const fetch = async () => ({ issuer: ISSUER, jwks_uri: 'http://127.0.0.1:9001/2018-06-01/runtime' });
  await expect(discoverKeySet(ISSUER, fetch)).rejects.toThrow(/no URL of keys that is https/);
});

describe('a key that the issuer publishes', () => {
  /** What becomes of a token of a key that is published with these members changed. */
  async function reasonWith(by: SigningKey, ...published: unknown[]): Promise<string | undefined> {
    publish(...published);
    const test = byUrl();
    await test.ask(await signed(by));
    return test.logged[0]?.reason;
  }

  function rsaOf(modulusLength: number, publicExponent = 65_537): SigningKey {
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength, publicExponent });
    return { ...rsa, privateKey, jwk: { ...publicKey.export({ format: 'jwk' }), kid: rsa.kid } };
  }

  it('given neither alg nor use, serves every algorithm of its type', async () => {
    const { kty, n, e, kid } = rsa.jwk;
    expect(await reasonWith(rsa, { kty, n, e, kid })).toBeUndefined();
  });

  it.each<[string, object]>([
    ['for encryption', { use: 'enc' }],
    ['for another use', { use: 'SIG' }],
    ['for signing only', { key_ops: ['sign'] }],
    ['for operations that are no list', { key_ops: 'verify' }],
    ['for another algorithm', { alg: 'PS256' }],
    ['for an algorithm that is no name', { alg: ['RS256'] }],
    ['of another type', { kty: 'EC' }],
    ['of a type in small letters', { kty: 'rsa' }],
    ['without a modulus', { n: undefined }],
    ['with an exponent of 1', { e: 'AQ' }],
    ['with an exponent of 3', { e: 'Aw' }],
    ['with an even exponent', { e: 'AQAC' }],
    ['with its private half', { d: 'AQAB' }],
  ])('given a key %s, is not used', async (_, members) => {
    expect(await reasonWith(rsa, { ...rsa.jwk, ...members })).toBe('key-unsuitable');
  });

  it('given an RSA key of 1024 bits, or one with the exponent 3 that signs well, is not used', async () => {
    const weak = rsaOf(1_024);
    const small = rsaOf(2_048, 3);
    publish(weak.jwk);
    const sign = (by: SigningKey) =>
      tokenOf({ alg: 'RS256', kid: rsa.kid }, goodClaims(), signers.rsa(by.privateKey));
    for (const by of [weak, small]) {
      publish(by.jwk);
      const test = byUrl();
      expect(await test.ask(sign(by))).toBe('Unauthorized');
      expect(test.logged).toMatchObject([{ reason: 'key-unsuitable' }]);
    }
  });

  it.each<[string, object]>([
    ['of another curve', { crv: 'P-384' }],
    ['of a curve that is not one of the three', { crv: 'secp256k1' }],
    ['of no curve', { crv: undefined }],
    ['that is not on its curve', { y: Buffer.alloc(32, 1).toString('base64url') }],
    [
      'that is the origin',
      { x: Buffer.alloc(32).toString('base64url'), y: Buffer.alloc(32).toString('base64url') },
    ],
    ['without a coordinate', { y: undefined }],
    ['whose coordinates are numbers', { x: 1, y: 1 }],
    ['published as a secret', { kty: 'oct', k: 'AAAA' }],
  ])('given a point %s, is not used', async (_, members) => {
    expect(await reasonWith(key, { ...key.jwk, ...members })).toBe('key-unsuitable');
  });

  it('given a key of secp256k1, is not used for ES256', async () => {
    const point = createECDH('secp256k1');
    const bytes = point.generateKeys();
    const [x, y] = [bytes.subarray(1, 33), bytes.subarray(33)].map((each) => each.toString('base64url'));
    for (const crv of ['secp256k1', 'P-256']) {
      expect(await reasonWith(key, { kty: 'EC', crv, x, y, kid: key.kid })).toBe('key-unsuitable');
    }
  });

  it('given the same id twice for the same algorithm, is not guessed', async () => {
    expect(await reasonWith(key, key.jwk, { ...next.jwk, kid: key.kid })).toBe('key-unsuitable');
  });

  it('given the same id for two types, is told by the algorithm', async () => {
    expect(await reasonWith(key, { ...rsa.jwk, kid: key.kid }, key.jwk)).toBeUndefined();
  });

  it('given keys that are none beside it, is used', async () => {
    expect(await reasonWith(key, null, 'key', 1, [], {}, { kty: 'OKP', kid: 'x' }, key.jwk)).toBeUndefined();
  });

  it('given a token without an id, is used where it is the only one that suits', async () => {
    const token = tokenOf({ alg: 'ES256' }, goodClaims(), signers.ec(key.privateKey));
    publish(rsa.jwk, key.jwk);
    expect(await byUrl().ask(token)).toMatchObject(ALLOWED);
    publish(key.jwk, { ...next.jwk, kid: 'next' });
    const test = byUrl();
    expect(await test.ask(token)).toBe('Unauthorized');
    expect(test.logged).toMatchObject([{ reason: 'key-unsuitable' }]);
  });
});

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { algorithmNamed } from '../../../../src/functions/authorizer/algorithms.js';
import { acceptedAlgorithm, assertSignature, parseJws } from '../../../../src/functions/authorizer/jws.js';
import { readVerificationKey, suits } from '../../../../src/functions/authorizer/verification-key.js';
import { authorizerWith, goodClaims, ISSUER, makeKey, signed } from '../../../support/authorizer.js';
import { startKeyServer, type KeyServer } from '../../../support/key-server.js';
import vectors from './rfc-vectors.json' with { type: 'json' };

const ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512'];
const all = new Set(ALGORITHMS);

/** Checks a token with a published key, without regard to what it says: most examples of the RFCs sign no claims. */
function verify(token: string, jwk: object): void {
  const jws = parseJws(token);
  const algorithm = acceptedAlgorithm(jws, all);
  const key = readVerificationKey(jwk);
  if (!key.key || !suits(key, jws.algorithmName, algorithm)) throw new Error('The key does not suit.');
  assertSignature(jws, algorithm, key.key);
}

describe('examples of RFC 7515 and RFC 7520', () => {
  const asymmetric = vectors.filter(({ alg }) => algorithmNamed(alg));

  it('are two for each of RS256 and ES512, and one for each of PS384 and ES256', () => {
    expect(asymmetric.map(({ alg }) => alg).sort()).toEqual([
      'ES256',
      'ES512',
      'ES512',
      'PS384',
      'RS256',
      'RS256',
    ]);
  });

  it.each(asymmetric)('given $name ($alg), accepts the signature', ({ token, key }) => {
    verify(token, key);
  });

  it.each(asymmetric)('given $name ($alg) with another payload, refuses it', ({ token, key }) => {
    const [header = '', , signature = ''] = token.split('.');
    expect(() => {
      verify(`${header}.${Buffer.from('other').toString('base64url')}.${signature}`, key);
    }).toThrow('signature');
  });

  it.each(vectors.filter(({ alg }) => !algorithmNamed(alg)))(
    'given $name ($alg), refuses it',
    ({ token, key }) => {
      expect(() => {
        verify(token, key);
      }).toThrow(/^(algorithm|malformed)$/);
    },
  );

  it.each(asymmetric.filter(({ claims }) => claims))(
    'given $name with its claims, accepts it in 2011 and not in 2012',
    async ({ token, key }) => {
      await using server = await startKeyServer({ '/jwks': { keys: [key] } });
      const test = authorizerWith({ ISSUER: '', JWKS_URL: `${server.url}/jwks`, TENANT_CLAIM: 'iss' });
      test.now = Date.UTC(2011, 2, 22);
      expect(await test.ask(token)).toMatchObject({ principalId: 'joe' });
      test.now = Date.UTC(2012, 2, 22);
      expect(await test.ask(token)).toBe('Unauthorized');
    },
  );
});

describe('tokens signed by jose', () => {
  let server: KeyServer;
  const keys = new Map(ALGORITHMS.map((alg) => [alg, makeKey(alg)]));

  beforeAll(async () => {
    server = await startKeyServer({ '/jwks': { keys: [...keys.values()].map(({ jwk }) => jwk) } });
  });
  afterAll(async () => {
    await server[Symbol.asyncDispose]();
  });

  function authorizer(algorithms: readonly string[]) {
    return authorizerWith({ ISSUER, JWKS_URL: `${server.url}/jwks`, ALGORITHMS: algorithms.join(', ') });
  }

  it.each(ALGORITHMS)('given %s, accepts it where it is asked for and nowhere else', async (alg) => {
    const key = keys.get(alg) ?? makeKey(alg);
    const token = await signed(key);
    expect(await authorizer([alg]).ask(token)).toMatchObject({ principalId: 'acme' });
    expect(await authorizer(ALGORITHMS).ask(token)).toMatchObject({ principalId: 'acme' });
    const others = authorizer(ALGORITHMS.filter((each) => each !== alg));
    expect(await others.ask(token)).toBe('Unauthorized');
    expect(others.logged).toMatchObject([{ reason: 'algorithm' }]);
  });

  it('given no list of algorithms, accepts RS256 and ES256 only', async () => {
    const test = authorizerWith({ ISSUER, JWKS_URL: `${server.url}/jwks` });
    for (const key of keys.values()) await test.ask(await signed(key));
    expect(test.logged.filter(({ outcome }) => outcome === 'allow').map(({ alg }) => alg)).toEqual([
      'RS256',
      'ES256',
    ]);
  });

  it('given an RSA key of 3072 bits, accepts it', async () => {
    const key = makeKey('RS256', 3_072);
    await using own = await startKeyServer({ '/jwks': { keys: [key.jwk] } });
    const test = authorizerWith({ ISSUER, JWKS_URL: `${own.url}/jwks` });
    expect(await test.ask(await signed(key))).toMatchObject({ principalId: 'acme' });
  });

  it('given members that mean nothing here, text beyond ASCII and escapes, accepts it', async () => {
    const key = keys.get('ES256') ?? makeKey('ES256');
    const more = {
      name: 'Zoë "\\" {}[]:,',
      nested: { a: [{ b: ':' }, null, 1.5e3, '\u2028'] },
      __proto__: 1,
    };
    const token = await signed(key, goodClaims(more), { typ: 'at+jwt', cty: 'x', 'x:y': ['{":'] });
    expect(await authorizer(['ES256']).ask(token)).toMatchObject({ principalId: 'acme' });
  });
});

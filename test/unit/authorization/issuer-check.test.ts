import { describe, expect, it } from '@jest/globals';
import { generateKeyPairSync } from 'node:crypto';
import { checkIssuer } from '../../../src/gateway/authorizer/issuer-check.js';

const issuer = 'https://issuer.example.com/pool';
const discovery = `${issuer}/.well-known/openid-configuration`;
const jwks = 'https://keys.example.com/jwks.json';
const rsa = (bits = 2_048) =>
  generateKeyPairSync('rsa', { modulusLength: bits }).publicKey.export({ format: 'jwk' });
const strong = { ...rsa(), kid: 'r1', alg: 'RS256', use: 'sig' };
const ec = {
  ...generateKeyPairSync('ec', { namedCurve: 'P-384' }).publicKey.export({ format: 'jwk' }),
  kid: 'e1',
};

function check(documents: Record<string, unknown>, settings: object = {}) {
  const read = async (url: string) => {
    if (!(url in documents)) throw new Error('it answers 404');
    return documents[url];
  };
  return checkIssuer(read, { issuer, algorithms: ['RS256', 'ES256'], ...settings });
}

const sane = { [discovery]: { issuer, jwks_uri: jwks }, [jwks]: { keys: [strong, ec] } };

describe('a look at the issuer', () => {
  it('given it is sane, then finds the keys that fit the algorithms', async () => {
    expect(await check(sane)).toEqual({ jwksUrl: jwks, keys: [{ keyId: 'r1', type: 'RSA' }] });
    expect((await check(sane, { algorithms: ['ES384'] })).keys).toEqual([{ keyId: 'e1', type: 'P-384' }]);
  });

  it('given a JWKS URL, then no discovery document is needed', async () => {
    expect(await check({ [jwks]: { keys: [strong] } }, { jwksUrl: jwks })).toMatchObject({ jwksUrl: jwks });
  });

  it.each<[string, Record<string, unknown>, object, RegExp]>([
    [
      'another issuer',
      { ...sane, [discovery]: { issuer: `${issuer}/`, jwks_uri: jwks } },
      {},
      /about another issuer.*letter by letter/,
    ],
    ['no URL of keys', { ...sane, [discovery]: { issuer } }, {}, /names no https URL of keys/],
    [
      'keys over http',
      { ...sane, [discovery]: { issuer, jwks_uri: 'http://keys.example.com' } },
      {},
      /names no https URL/,
    ],
    ['no set of keys', { ...sane, [jwks]: { error: 'x' } }, {}, /is no set of keys/],
    ['a list instead of a document', { ...sane, [discovery]: [] }, {}, /about another issuer: none/],
    [
      'no key at all',
      { ...sane, [jwks]: { keys: [] } },
      {},
      /publishes no key for signatures; accepted is RS256, ES256/,
    ],
    [
      'keys for other algorithms',
      sane,
      { algorithms: ['ES512'] },
      /publishes RSA for RS256, P-384; accepted is ES512/,
    ],
    [
      'keys for encryption',
      { ...sane, [jwks]: { keys: [{ ...rsa(), use: 'enc' }] } },
      {},
      /RSA for encryption/,
    ],
    ['weak keys', { ...sane, [jwks]: { keys: [rsa(1_024)] } }, {}, /RSA \(too short\)/],
  ])('given %s, then it is refused as what was given', async (_, documents, settings, reason) => {
    await expect(check(documents, settings)).rejects.toMatchObject({
      kind: 'usage',
      reason: expect.stringMatching(reason),
    });
  });

  it.each([discovery, jwks])('given %s cannot be read, then says how to go on without', async (url) => {
    const rest = Object.fromEntries(Object.entries(sane).filter(([name]) => name !== url));
    await expect(check(rest)).rejects.toMatchObject({
      kind: 'service',
      reason: `${url}: it answers 404`,
      next: expect.arrayContaining([expect.stringMatching(/--skip-issuer-check/)]),
    });
  });
});

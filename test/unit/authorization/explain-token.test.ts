import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { tokenProblems } from '../../../src/gateway/authorizer/explain-token.js';
import { readToken } from '../../../src/gateway/authorizer/read-token.js';
import type { AuthorizerSettings } from '../../../src/gateway/authorizer/authorizer-settings.js';
import { makeTenantKey } from '../../../src/gateway/tenant/tenant-key.js';

const now = 1_800_000_000;
const settings: AuthorizerSettings = {
  issuer: 'https://issuer.example.com',
  audiences: ['ai-gateway', 'second'],
  algorithms: ['RS256', 'ES256'],
  tenantClaim: 'sub',
  requiredClaims: ['token_use=access', 'scope=invoke'],
  tenantKeys: true,
  code: 'bundled',
};
const good = {
  iss: settings.issuer,
  aud: 'ai-gateway',
  sub: 'acme',
  exp: now + 600,
  token_use: 'access',
  scope: 'read invoke',
};

function jwt(claims: object, header: object = { alg: 'RS256', kid: 'one' }): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part(header)}.${part(claims)}.c2lnbmF0dXJl`;
}

const problems = (token: string, changed: Partial<AuthorizerSettings> = {}, keyIds?: string[]) =>
  tokenProblems(readToken(token), { ...settings, ...changed }, now * 1_000, keyIds);

describe('why a JWT is refused', () => {
  it('given nothing is wrong with what it says, then there is nothing to say', () => {
    expect(problems(jwt(good))).toEqual([]);
    expect(problems(jwt({ ...good, aud: ['other', 'second'] }), {}, ['one', 'two'])).toEqual([]);
  });

  it.each<[object, string]>([
    [{ exp: now - 180 }, 'it expired 3m ago'],
    [{ exp: undefined }, 'it does not say when it expires (exp)'],
    [{ nbf: now + 7_200 }, 'it is valid only in 2h'],
    [{ iat: now + 300 }, 'it was issued 5m from now: a clock is wrong'],
    [{ aud: 'other' }, 'audience is other, expected ai-gateway or second'],
    [{ aud: undefined }, 'audience is missing, expected ai-gateway or second'],
    [
      { iss: 'https://other.example.com' },
      'issuer is https://other.example.com, expected https://issuer.example.com',
    ],
    [{ token_use: 'id' }, 'token_use is id, expected access'],
    [{ scope: 'read' }, 'scope is read, expected invoke'],
    [
      { sub: 'Acme Inc' },
      'its sub is Acme Inc, which names no tenant (lower-case letters, digits, "-", "_", ".", at most 64)',
    ],
  ])('given claims %j, then says: %s', (claims, problem) => {
    expect(problems(jwt({ ...good, ...claims }))).toEqual([problem]);
  });

  it('given the clock differs by less than the authorizer allows, then nothing is said of time', () => {
    expect(problems(jwt({ ...good, exp: now - 59, nbf: now + 60, iat: now + 60 }))).toEqual([]);
    expect(problems(jwt({ ...good, exp: now - 60 }))).toEqual(['it expired 1m ago']);
  });

  it('given its header, then algorithm, extensions and key are looked at', () => {
    expect(problems(jwt(good, { alg: 'none' }))).toEqual(['it is signed by none; accepted is RS256, ES256']);
    expect(problems(jwt(good, { alg: 'RS256', crit: ['exp'] }))).toEqual([
      'it has a critical header, none of which is understood',
    ]);
    expect(problems(jwt(good), {}, ['two', 'three'])).toEqual([
      'the issuer has no key one; it has two, three',
    ]);
  });

  it('given several things are wrong, then all of them are said', () => {
    expect(problems(jwt({ ...good, aud: 'x', exp: now - 3_600 }))).toEqual([
      'audience is x, expected ai-gateway or second',
      'it expired 1h ago',
    ]);
  });

  it('given JWTs are not accepted, then that is what is said', () => {
    expect(problems(jwt(good), { issuer: undefined })).toEqual([expect.stringMatching(/knows no issuer/)]);
  });

  it('given any text, then it is explained, at a length that can be read, and never repeated whole', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 3_000 }), (text) => {
        const found = problems(text);
        expect(found.length).toBeGreaterThan(0);
        expect(Math.max(...found.map((problem) => problem.length))).toBeLessThan(500);
      }),
    );
  });

  it('given any claims, then no part of the token stands in the explanation', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom('iss', 'aud', 'sub', 'exp', 'scope'), fc.jsonValue()),
        (claims) => {
          const token = jwt(claims);
          const text = problems(token).join('\n');
          for (const part of token.split('.')) expect(text).not.toContain(part);
        },
      ),
    );
  });
});

describe('why a tenant key is refused', () => {
  it('given its checksum is right, then only whether keys are accepted matters', () => {
    const key = makeTenantKey();
    expect(problems(key)).toEqual([]);
    expect(problems(key, { tenantKeys: false })).toEqual([
      expect.stringMatching(/^tenant keys are not accepted/),
    ]);
  });

  it('given a letter is mistyped, then the checksum says so', () => {
    const key = makeTenantKey();
    const mistyped = key.slice(0, 10) + (key[10] === 'a' ? 'b' : 'a') + key.slice(11);
    expect(problems(mistyped)).toEqual([expect.stringMatching(/checksum is wrong/)]);
  });

  it.each([
    ['hello', /neither a JWT nor a tenant key/],
    ['a.b.c.d.e', /encrypted JWT/],
    ['@@.e30.x', /header is not JSON/],
    ['e30.@@.x', /claims are not JSON/],
  ])('given %s, then says what it is not', (text, problem) => {
    expect(problems(text)).toEqual([expect.stringMatching(problem)]);
  });
});

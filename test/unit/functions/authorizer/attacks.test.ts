import { createPublicKey, type KeyObject } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  authorizerWith,
  goodClaims,
  ISSUER,
  makeKey,
  NOW,
  signed,
  type SigningKey,
} from '../../../support/authorizer.js';
import { startKeyServer, type KeyServer } from '../../../support/key-server.js';
import { watchOutbound, type Outbound } from '../../../support/outbound.js';
import { segment, signers, tokenOf, type Part } from '../../../support/raw-token.js';

let rsa: SigningKey;
let ec: SigningKey;
let p521: SigningKey;
/** The attacker's own keys. */
let evilRsa: SigningKey;
let evilEc: SigningKey;
let server: KeyServer;
/** Where the attacker would like keys to come from. */
let evilServer: KeyServer;
let outbound: Outbound;

beforeAll(async () => {
  [rsa, ec, p521, evilRsa, evilEc] = ['RS256', 'ES256', 'ES512', 'RS256', 'ES256'].map((alg) =>
    makeKey(alg),
  ) as [SigningKey, SigningKey, SigningKey, SigningKey, SigningKey];
  const pss = { ...rsa.jwk, kid: 'key-PS256', alg: 'PS256' };
  const secret = { kty: 'oct', kid: 'key-HS256', k: 'c2VjcmV0' };
  server = await startKeyServer({ '/jwks': { keys: [rsa.jwk, pss, ec.jwk, p521.jwk, secret] } });
  evilServer = await startKeyServer({ '/jwks': { keys: [evilRsa.jwk, evilEc.jwk] } });
  outbound = watchOutbound();
});
afterAll(async () => {
  outbound[Symbol.dispose]();
  await server[Symbol.asyncDispose]();
  await evilServer[Symbol.asyncDispose]();
});

function settings(): Record<string, string> {
  return {
    ISSUER,
    JWKS_URL: `${server.url}/jwks`,
    AUDIENCE: 'gateway',
    ALGORITHMS: 'RS256,RS384,RS512,PS256,PS384,PS512,ES256,ES384,ES512',
    CLOCK_LEEWAY_SECONDS: '60',
    TENANT_KEYS: 'true',
  };
}

/** Asserts that a token is refused for that reason, and that nobody but the configured server was asked for anything. */
async function refused(token: string, reason: string, status: 401 | 403 = 401): Promise<void> {
  const test = authorizerWith(settings());
  const result = await test.ask(token);
  expect(test.logged).toMatchObject([{ outcome: status === 401 ? 'refuse' : 'deny', reason }]);
  if (status === 401) expect(result).toBe('Unauthorized');
  else expect(result).toMatchObject({ policyDocument: { Statement: [{ Effect: 'Deny' }] } });
  expect(outbound.seen.filter((target) => target !== new URL(server.url).host)).toEqual([]);
  expect(evilServer.requests).toEqual([]);
}

const rs = (more: object = {}) => ({ alg: 'RS256', kid: 'key-RS256', ...more });
const es = (more: object = {}) => ({ alg: 'ES256', kid: 'key-ES256', ...more });

/** Signed as the issuer would sign it: only what stands in it is wrong. */
function byIssuer(header: Part, payload: Part): string {
  return tokenOf(header, payload, signers.ec(ec.privateKey));
}

it('given the good tokens that the attacks start from, accepts them', async () => {
  for (const key of [rsa, ec, p521]) {
    expect(await authorizerWith(settings()).ask(await signed(key))).toMatchObject({ principalId: 'acme' });
  }
  expect(await authorizerWith(settings()).ask(byIssuer(es(), goodClaims()))).toMatchObject({
    principalId: 'acme',
  });
  expect(outbound.seen).toContain(new URL(server.url).host);
});

describe('a token without a signature', () => {
  it.each([
    'none',
    'None',
    'NONE',
    'nOnE',
    'none ',
    ' none',
    'none\0',
    'ｎｏｎｅ',
    'nоne',
    '',
    'null',
    'RS256 ',
    'rs256',
  ])('given alg %j, refuses it with and without a signature', async (alg) => {
    for (const signature of [signers.nothing, () => 'x', signers.hmac(''), signers.rsa(evilRsa.privateKey)]) {
      const token = tokenOf({ alg, kid: rsa.kid }, goodClaims(), signature);
      await refused(token, token.endsWith('.') ? 'malformed' : 'algorithm');
    }
  });

  it.each([[null], [0], [['RS256']], [{}], [undefined]])('given alg %j, refuses it', async (alg) => {
    await refused(tokenOf({ alg, kid: rsa.kid }, goodClaims(), signers.rsa(rsa.privateKey)), 'malformed');
  });

  it.each<[string, (good: string) => string]>([
    ['stripped', (good) => good.slice(0, good.lastIndexOf('.'))],
    ['stripped to the dot', (good) => good.slice(0, good.lastIndexOf('.') + 1)],
    ['of one dot', () => '.'],
    ['of two dots', () => '..'],
    ['with a fourth part', (good) => `${good}.x`],
    ['with an empty fourth part', (good) => `${good}.`],
    ['with a dot before it', (good) => `.${good}`],
    ['of JWE form', (good) => `${good}.x.y`],
  ])('given a token %s, refuses it', async (_, change) => {
    for (const key of [rsa, ec]) await refused(change(await signed(key)), 'malformed');
  });

  it.each([1, 32, 63, 64, 65, 96, 132, 255, 256, 257, 512])(
    'given %i bytes of 0 or 255 as signature, refuses it',
    async (length) => {
      for (const header of [
        rs(),
        es(),
        { alg: 'ES512', kid: p521.kid },
        { alg: 'PS256', kid: 'key-PS256' },
      ]) {
        await refused(
          tokenOf(header, goodClaims(), () => Buffer.alloc(length)),
          'signature',
        );
        await refused(
          tokenOf(header, goodClaims(), () => Buffer.alloc(length, 255)),
          'signature',
        );
      }
    },
  );
});

describe('a signature by the wrong means', () => {
  const publicForms: [string, (key: KeyObject) => string | Buffer][] = [
    ['SPKI in PEM', (key) => key.export({ type: 'spki', format: 'pem' })],
    [
      'SPKI in PEM without its last line end',
      (key) => key.export({ type: 'spki', format: 'pem' }).toString().trim(),
    ],
    ['PKCS #1 in PEM', (key) => key.export({ type: 'pkcs1', format: 'pem' })],
    ['SPKI in DER', (key) => key.export({ type: 'spki', format: 'der' })],
    ['the JWK', (key) => JSON.stringify(key.export({ format: 'jwk' }))],
    ['the modulus', (key) => Buffer.from(String(key.export({ format: 'jwk' }).n), 'base64url')],
    ['nothing', () => ''],
  ];

  it.each(publicForms)('given an HMAC keyed with %s of the public key, refuses it', async (_, form) => {
    const secret = form(createPublicKey(rsa.privateKey));
    for (const [alg, hash] of Object.entries({ HS256: 'sha256', HS384: 'sha384', HS512: 'sha512' })) {
      await refused(tokenOf(rs({ alg }), goodClaims(), signers.hmac(secret, hash)), 'algorithm');
    }
    // The same HMAC under the name of the RSA algorithm.
    await refused(tokenOf(rs(), goodClaims(), signers.hmac(secret)), 'signature');
  });

  it('given an HMAC with a secret that the issuer publishes, refuses it', async () => {
    const claims = goodClaims();
    await refused(tokenOf({ alg: 'HS256', kid: 'key-HS256' }, claims, signers.hmac('secret')), 'algorithm');
    await refused(
      tokenOf({ alg: 'RS256', kid: 'key-HS256' }, claims, signers.hmac('secret')),
      'key-unsuitable',
    );
  });

  it.each<[string, () => string]>([
    ['in DER instead of raw', () => tokenOf(es(), goodClaims(), signers.der(ec.privateKey))],
    ['of another key', () => tokenOf(es(), goodClaims(), signers.ec(evilEc.privateKey))],
    ['by another hash', () => tokenOf(es(), goodClaims(), signers.ec(ec.privateKey, 'sha512'))],
    ['by SHA-1', () => tokenOf(rs(), goodClaims(), signers.rsa(rsa.privateKey, 'sha1'))],
    ['of RSASSA-PSS under RS256', () => tokenOf(rs(), goodClaims(), signers.pss(rsa.privateKey))],
    [
      'of PKCS #1 v1.5 under PS256',
      () => tokenOf(rs({ alg: 'PS256', kid: 'key-PS256' }), goodClaims(), signers.rsa(rsa.privateKey)),
    ],
    [
      'of PSS without salt',
      () =>
        tokenOf(
          rs({ alg: 'PS256', kid: 'key-PS256' }),
          goodClaims(),
          signers.pss(rsa.privateKey, 'sha256', 0),
        ),
    ],
    [
      'of PSS with too long a salt',
      () =>
        tokenOf(
          rs({ alg: 'PS256', kid: 'key-PS256' }),
          goodClaims(),
          signers.pss(rsa.privateKey, 'sha256', 64),
        ),
    ],
    [
      'followed by one more byte',
      () =>
        tokenOf(es(), goodClaims(), (input) =>
          Buffer.concat([signers.ec(ec.privateKey)(input), Buffer.alloc(1)]),
        ),
    ],
    [
      'after a byte of 0',
      () =>
        tokenOf(rs(), goodClaims(), (input) =>
          Buffer.concat([Buffer.alloc(1), signers.rsa(rsa.privateKey)(input)]),
        ),
    ],
    [
      'with R and S exchanged',
      () => tokenOf(es(), goodClaims(), (input) => exchanged(signers.ec(ec.privateKey)(input))),
    ],
    [
      'whose R is 0',
      () => tokenOf(es(), goodClaims(), (input) => signers.ec(ec.privateKey)(input).fill(0, 0, 32)),
    ],
    [
      'whose S is 0',
      () => tokenOf(es(), goodClaims(), (input) => signers.ec(ec.privateKey)(input).fill(0, 32)),
    ],
    [
      'whose R and S are the order of the curve',
      () => tokenOf(es(), goodClaims(), () => Buffer.from(P256_ORDER + P256_ORDER, 'hex')),
    ],
  ])('given a signature %s, refuses it', async (_, make) => {
    await refused(make(), 'signature');
  });

  it.each<[string, object, () => SigningKey]>([
    ['ES384 with the key of P-256', { alg: 'ES384', kid: 'key-ES256' }, () => ec],
    ['ES256 with the key of P-521', { alg: 'ES256', kid: 'key-ES512' }, () => p521],
    ['RS256 with a key of a curve', { alg: 'RS256', kid: 'key-ES256' }, () => ec],
    ['ES256 with an RSA key', { alg: 'ES256', kid: 'key-RS256' }, () => rsa],
    ['RS512 with a key published for RS256', { alg: 'RS512', kid: 'key-RS256' }, () => rsa],
    ['PS256 with a key published for RS256', { alg: 'PS256', kid: 'key-RS256' }, () => rsa],
  ])('given %s, refuses it', async (_, header, key) => {
    const { privateKey } = key();
    const sign = privateKey.asymmetricKeyType === 'ec' ? signers.ec(privateKey) : signers.rsa(privateKey);
    await refused(tokenOf(header, goodClaims(), sign), 'key-unsuitable');
  });

  it('given a good token with any one character changed, refuses it', async () => {
    const good = await signed(ec);
    const test = authorizerWith(settings());
    const character = fc.constantFrom(
      ...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.=',
    );
    await fc.assert(
      fc.asyncProperty(fc.nat(good.length - 1), character, async (at, other) => {
        fc.pre(good[at] !== other);
        const result = await test.ask(`${good.slice(0, at)}${other}${good.slice(at + 1)}`);
        expect(result).toBe('Unauthorized');
      }),
      { numRuns: 500 },
    );
  });

  it('given the signature of another token, refuses it', async () => {
    const good = await signed(ec);
    const [header = '', , signature = ''] = good.split('.');
    await refused(`${header}.${segment(goodClaims({ sub: 'other' }))}.${signature}`, 'signature');
    await refused(`${segment(es({ typ: 'at+jwt' }))}.${good.split('.')[1] ?? ''}.${signature}`, 'signature');
  });
});

const P256_ORDER = 'ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551';

function exchanged(signature: Buffer): Buffer {
  return Buffer.concat([signature.subarray(32), signature.subarray(0, 32)]);
}

describe('a token that says where its key is', () => {
  const embedded: [string, () => object][] = [
    ['jwk', () => ({ jwk: evilRsa.jwk })],
    ['jku', () => ({ jku: `${evilServer.url}/jwks` })],
    ['x5u', () => ({ x5u: `${evilServer.url}/chain.pem` })],
    [
      'x5c',
      () => ({
        x5c: [createPublicKey(evilRsa.privateKey).export({ type: 'spki', format: 'der' }).toString('base64')],
      }),
    ],
    ['x5t', () => ({ x5t: 'AAAA', 'x5t#S256': 'AAAA' })],
    ['all at once', () => ({ jwk: evilRsa.jwk, jku: `${evilServer.url}/jwks`, x5u: evilServer.url })],
  ];

  it.each(embedded)('given %s beside the id of a real key, checks it with the real key', async (_, more) => {
    const token = tokenOf(rs(more()), goodClaims(), signers.rsa(evilRsa.privateKey));
    await refused(token, 'signature');
  });

  it.each(embedded)('given %s beside an id of its own or none, finds no key', async (_, more) => {
    const sign = signers.rsa(evilRsa.privateKey);
    await refused(tokenOf(rs({ ...more(), kid: 'evil' }), goodClaims(), sign), 'key-unknown');
    await refused(tokenOf(rs({ ...more(), kid: undefined }), goodClaims(), sign), 'signature');
  });

  it.each(embedded)(
    'given %s in a token that the issuer signed, pays no attention to it',
    async (_, more) => {
      const token = tokenOf(rs(more()), goodClaims(), signers.rsa(rsa.privateKey));
      expect(await authorizerWith(settings()).ask(token)).toMatchObject({ principalId: 'acme' });
      expect(evilServer.requests).toEqual([]);
    },
  );

  it.each([
    '../../../../../../dev/null',
    '/proc/self/environ',
    'C:\\Windows\\win.ini',
    "x' UNION SELECT 'secret' --",
    '1 OR 1=1',
    '| cat /etc/passwd',
    '${jndi:ldap://127.0.0.1/a}',
    '__proto__',
    'constructor',
    'toString',
    '',
    '\0',
    'KEY-RS256',
    'key-RS256 ',
    'k'.repeat(5_000),
  ])('given the key id %j, finds no key', async (kid) => {
    await refused(tokenOf(rs({ kid }), goodClaims(), signers.rsa(evilRsa.privateKey)), 'key-unknown');
  });

  it('given a URL as key id, finds no key and asks nobody', async () => {
    for (const kid of [
      `${evilServer.url}/jwks`,
      'https://169.254.169.254/latest/meta-data',
      'file:///etc/passwd',
    ]) {
      await refused(tokenOf(rs({ kid }), goodClaims(), signers.rsa(evilRsa.privateKey)), 'key-unknown');
    }
  });

  it.each([[null], [1], [['key-RS256']], [{ a: 1 }], [true]])(
    'given the key id %j, refuses it',
    async (kid) => {
      await refused(tokenOf(rs({ kid }), goodClaims(), signers.rsa(rsa.privateKey)), 'malformed');
    },
  );

  it('given an id of thousands of characters, logs a few of them', async () => {
    const test = authorizerWith(settings());
    await test.ask(tokenOf(rs({ kid: 'k'.repeat(5_000) }), goodClaims(), signers.rsa(evilRsa.privateKey)));
    expect(test.logged[0]?.kid).toHaveLength(200);
  });
});

describe('a token that is not written strictly', () => {
  const claims = JSON.stringify(goodClaims());

  it.each<[string, Part]>([
    ['a second alg', '{"alg":"none","alg":"ES256","kid":"key-ES256"}'],
    ['a second alg that is escaped', '{"alg":"ES256","kid":"key-ES256","\\u0061lg":"none"}'],
    ['a second kid', '{"alg":"ES256","kid":"evil","kid":"key-ES256"}'],
    ['duplicates further inside', '{"alg":"ES256","kid":"key-ES256","x":[{"a":1,"a":1}]}'],
    ['a list', '["ES256"]'],
    ['a text', '"ES256"'],
    ['null', 'null'],
    ['no JSON', '{alg:"ES256"}'],
    ['a comma too many', '{"alg":"ES256",}'],
    ['a comment', '{"alg":"ES256"/**/}'],
    ['a byte order mark', '\ufeff{"alg":"ES256","kid":"key-ES256"}'],
    ['something after it', '{"alg":"ES256","kid":"key-ES256"}{}'],
    ['bytes that are no UTF-8', Buffer.from('7b22616c67223a224553323536222c2278223a22ff227d', 'hex')],
    ['overlong UTF-8', Buffer.from('7b22616c67223a224553323536222c2278223a22c080227d', 'hex')],
    ['nothing', 'raw:'],
    ['a thousand levels', `{"alg":"ES256","kid":"key-ES256","x":${'['.repeat(1_000)}${']'.repeat(1_000)}}`],
    ['seventeen levels', `{"alg":"ES256","kid":"key-ES256","x":${'{"x":'.repeat(16)}1${'}'.repeat(16)}}`],
  ])('given a header with %s, refuses it though the issuer signed it', async (_, header) => {
    await refused(byIssuer(header, goodClaims()), 'malformed');
  });

  it.each<[string, Part]>([
    ['a second tenant', claims.replace('{', '{"sub":"other",')],
    ['a second tenant after it', claims.replace('}', ',"sub":"other"}')],
    ['the same tenant twice', claims.replace('{', '{"sub":"acme",')],
    ['a second exp, escaped', claims.replace('{', '{"\\u0065xp":1,')],
    ['__proto__ twice', claims.replace('{', '{"__proto__":{"a":1},"__proto__":{"a":2},')],
    ['a list', `[${claims}]`],
    ['a number', '1'],
    ['nothing', 'raw:'],
    ['NaN', claims.replace(/"exp":\d+/, '"exp":NaN')],
    ['Infinity', claims.replace(/"exp":\d+/, '"exp":Infinity')],
    ['a number with a leading 0', claims.replace('"exp":', '"exp":0')],
    ['a hexadecimal number', claims.replace(/"exp":\d+/, '"exp":0x7fffffff')],
    ['thousands of levels', claims.replace('{', `{"x":${'['.repeat(2_500)}${']'.repeat(2_500)},`)],
    ['a control character in a text', claims.replace('acme', 'ac\nme')],
    ['a token', `${segment(es())}.${segment(claims)}.x`],
  ])('given a payload with %s, refuses it though the issuer signed it', async (_, payload) => {
    await refused(byIssuer(es(), payload), 'malformed');
  });

  it.each<[string, (part: string) => string]>([
    ['padding', (part) => `${part}=`],
    ['a percent sign', (part) => `${part}%20`],
    ['a line end', (part) => `${part.slice(0, 4)}\n${part.slice(4)}`],
    ['a character of base64', (part) => `${part.slice(0, 4)}+/${part.slice(6)}`],
    ['a character of neither', (part) => `${part.slice(0, 4)}*${part.slice(5)}`],
    ['a letter of a foreign alphabet', (part) => `${part.slice(0, 4)}а${part.slice(5)}`],
    ['a length of 4n + 1', (part) => `${part}${'A'.repeat((5 - (part.length % 4)) % 4)}`],
  ])('given base64url with %s, refuses it', async (_, change) => {
    const headers = `raw:${change(segment(es()))}`;
    const payload = `raw:${change(segment(claims))}`;
    for (const token of [byIssuer(headers, claims), byIssuer(es(), payload)]) {
      const test = authorizerWith(settings());
      expect(await test.ask(token)).toBe('Unauthorized');
      expect(['malformed', 'no-token']).toContain(test.logged[0]?.reason);
    }
  });

  it('given stray bits in the last character of any part, refuses it: a token has one spelling', async () => {
    // 64 bytes of a signature leave four bits, one byte more than a multiple of three leaves four in any part.
    const good = byIssuer(es(), `${claims}${' '.repeat((4 - (claims.length % 3)) % 3)}`);
    const [header = '', payload = '', signature = ''] = good.split('.');
    expect(await authorizerWith(settings()).ask(good)).toMatchObject({ principalId: 'acme' });
    await refused(`${header}.${payload}.${withStrayBit(signature)}`, 'malformed');
    await refused(byIssuer(es(), `raw:${withStrayBit(payload)}`), 'malformed');
  });

  it.each([[['exp']], [['b64']], [[]], ['exp'], [null], [{}]])('given crit %j, refuses it', async (crit) => {
    await refused(byIssuer(es({ crit }), goodClaims()), 'critical-header');
    await refused(byIssuer(es({ crit, b64: false, exp: NOW + 9 }), goodClaims()), 'critical-header');
  });
});

/** The last character stands for a byte's last bits and bits that mean nothing: this sets one of them. */
function withStrayBit(part: string): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  return part.slice(0, -1) + (alphabet[alphabet.indexOf(part.at(-1) ?? '') + 1] ?? '');
}

describe('claims', () => {
  /** Seconds beside the time at which the authorizer decides otherwise. */
  it.each<[string, object, number, string | undefined]>([
    ['exp', { exp: NOW - 60 + 1 }, 60, undefined],
    ['exp', { exp: NOW - 60 }, 60, 'expired'],
    ['exp', { exp: NOW - 60 - 1 }, 60, 'expired'],
    ['exp', { exp: NOW + 1 }, 0, undefined],
    ['exp', { exp: NOW }, 0, 'expired'],
    ['exp, with a fraction', { exp: NOW - 59.5 }, 60, undefined],
    ['nbf', { nbf: NOW + 60 }, 60, undefined],
    ['nbf', { nbf: NOW + 60 + 1 }, 60, 'not-yet-valid'],
    ['nbf', { nbf: NOW }, 0, undefined],
    ['nbf', { nbf: NOW + 1 }, 0, 'not-yet-valid'],
    ['iat', { iat: NOW + 60 }, 60, undefined],
    ['iat', { iat: NOW + 60 + 1 }, 60, 'issued-in-future'],
    ['iat', { iat: NOW + 1 }, 0, 'issued-in-future'],
    ['iat', { iat: 0 }, 0, undefined],
  ])('given %s in %j and a leeway of %i s, then %s', async (_, times, leeway, reason) => {
    const test = authorizerWith({ ...settings(), CLOCK_LEEWAY_SECONDS: String(leeway) });
    await test.ask(byIssuer(es(), goodClaims({ ...times })));
    expect(test.logged[0]?.reason).toBe(reason);
  });

  it.each([
    `"${String(NOW + 600)}"`,
    'null',
    'true',
    '[]',
    '{}',
    `[${String(NOW + 600)}]`,
    '-1',
    '-1e999',
    '1e999',
    '1e300',
  ])('given %s as a time, refuses it', async (value) => {
    const claims = JSON.stringify(goodClaims({ nbf: NOW - 10 }));
    for (const name of ['exp', 'nbf', 'iat']) {
      const payload = claims.replace(new RegExp(`"${name}":\\d+`), `"${name}":${value}`);
      await refused(byIssuer(es(), payload), 'time-claim');
    }
  });

  it('given no exp, refuses it, whatever __proto__ holds', async () => {
    const { exp, ...without } = goodClaims();
    await refused(byIssuer(es(), without), 'time-claim');
    const text = JSON.stringify(without).replace('{', `{"__proto__":{"exp":${String(exp)}},`);
    await refused(byIssuer(es(), text), 'time-claim');
  });

  it.each([
    ['another'],
    ['Gateway'],
    ['gateway '],
    ['gatewa'],
    ['gateway,other'],
    [''],
    [['another']],
    [[]],
    [[['gateway']]],
    [['gateway', 1]],
    [{ gateway: true }],
    [{ 0: 'gateway', length: 1 }],
    [1],
    [null],
    [undefined],
  ])('given the audience %j, refuses it', async (aud) => {
    await refused(byIssuer(es(), { ...goodClaims(), aud }), 'audience');
  });

  it('given one of several audiences, accepts it', async () => {
    const token = byIssuer(es(), goodClaims({ aud: ['another', 'gateway'] }));
    expect(await authorizerWith(settings()).ask(token)).toMatchObject({ principalId: 'acme' });
  });

  it.each([
    [`${ISSUER}/`],
    ['https://issuer.example.evil'],
    ['HTTPS://ISSUER.EXAMPLE'],
    [[ISSUER]],
    [null],
    [undefined],
  ])('given the issuer %j, refuses it', async (iss) => {
    await refused(byIssuer(es(), { ...goodClaims(), iss }), 'issuer');
  });

  it.each([
    ['Cyrillic', '\u0430cme'],
    ['full width', '\uff41\uff43\uff4d\uff45'],
    ['mathematical', '\u{1d41a}cme'],
    ['a dotless i', 'adm\u0131n'],
    ['the Kelvin sign', '\u212aey'],
    ['a combining mark', 'acme\u0301'],
    ['a zero-width space', 'ac\u200bme'],
    ['a soft hyphen', 'ac\u00adme'],
    ['right-to-left', '\u202eemca'],
    ['half a surrogate pair', 'acme\ud800'],
    ['capitals', 'ACME'],
    ['a space', 'acme '],
    ['a line end', 'acme\n'],
    ['a NUL', 'acme\0'],
    ['a wildcard', '*'],
    ['a slash', 'acme/other'],
    ['65 characters', 'a'.repeat(65)],
    ['nothing', ''],
    ['a number', 1],
    ['a list', ['acme']],
    ['an object', { toString: 'acme' }],
    ['null', null],
    ['true', true],
  ])('given a tenant with %s, denies it by a policy of nobody', async (_, sub) => {
    await refused(byIssuer(es(), { ...goodClaims(), sub }), 'tenant-claim', 403);
  });

  it('given what every object inherits as the tenant claim, denies it', async () => {
    for (const TENANT_CLAIM of ['constructor', '__proto__', 'toString']) {
      const test = authorizerWith({ ...settings(), TENANT_CLAIM });
      await test.ask(byIssuer(es(), goodClaims()));
      expect(test.logged).toMatchObject([{ outcome: 'deny', reason: 'tenant-claim' }]);
    }
  });
});

describe('a token that is too long', () => {
  function ofLength(length: number): string {
    const make = (filler: number) => byIssuer(es(), `${JSON.stringify(goodClaims())}${' '.repeat(filler)}`);
    const rest = length - make(0).length;
    // Four characters carry three bytes.
    for (let filler = Math.floor((rest * 3) / 4) - 3; ; filler++) {
      const token = make(filler);
      if (token.length >= length) return token;
    }
  }

  it('given 8192 characters, reads it; given more, does not, however good it is', async () => {
    const longest = ofLength(8_190);
    expect(longest.length).toBeLessThanOrEqual(8_192);
    expect(await authorizerWith(settings()).ask(longest)).toMatchObject({ principalId: 'acme' });
    await refused(ofLength(8_193), 'token-too-long');
    await refused(ofLength(1_000_000), 'token-too-long');
  });

  it('given a million of anything, answers', async () => {
    await refused(`${'a.'.repeat(500_000)}a`, 'token-too-long');
    await refused('a'.repeat(1_000_000), 'not-accepted');
    await refused('.'.repeat(8_000), 'malformed');
  });
});

describe('anything at all', () => {
  const parts = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.base64String(),
    fc.json().map((json) => segment(json)),
    fc.constantFrom(segment(es()), segment(goodClaims()), ''),
  );

  it('given any token, refuses it with 401 and never fails otherwise', async () => {
    const test = authorizerWith(settings());
    await fc.assert(
      fc.asyncProperty(fc.array(parts, { maxLength: 6 }), async (segments) => {
        expect(await test.ask(segments.join('.'))).toBe('Unauthorized');
      }),
      { numRuns: 500 },
    );
    expect(test.logged.map(({ reason }) => reason)).not.toContain('internal');
  });

  it('given any claims that the issuer signed, answers with a policy or 401 and never fails otherwise', async () => {
    const test = authorizerWith({ ...settings(), REQUIRED_CLAIMS: 'scope=a' });
    const names = fc.constantFrom('iss', 'aud', 'exp', 'nbf', 'iat', 'sub', 'scope', '__proto__');
    const claims = fc.dictionary(
      names,
      fc.oneof(fc.jsonValue(), fc.constantFrom(...Object.values(goodClaims()))),
    );
    await fc.assert(
      fc.asyncProperty(claims, async (given) => {
        const result = await test.ask(byIssuer(es(), { ...goodClaims(), ...given }));
        if (typeof result === 'string') expect(result).toBe('Unauthorized');
      }),
      { numRuns: 300 },
    );
    expect(test.logged.map(({ reason }) => reason)).not.toContain('internal');
  });
});

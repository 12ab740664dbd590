import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { derivedKey } from '../../../../src/gateway/tenant/tenant-key.js';
import {
  authorizerWith,
  goodClaims,
  ISSUER,
  makeKey,
  METHOD_ARN,
  requestWith,
  signed,
  STAGE_ARN,
  type SigningKey,
} from '../../../support/authorizer.js';
import { startKeyServer, type KeyServer } from '../../../support/key-server.js';

const DENIED = { principalId: 'unknown', policyDocument: { Statement: [{ Effect: 'Deny', Resource: '*' }] } };

function event(headers: Record<string, string> | null) {
  return { type: 'REQUEST', methodArn: METHOD_ARN, headers };
}

let key: SigningKey;
let server: KeyServer;
let environment: Record<string, string>;

beforeAll(async () => {
  key = makeKey('ES256');
  server = await startKeyServer({ '/jwks': { keys: [key.jwk] } });
  environment = {
    ISSUER,
    JWKS_URL: `${server.url}/jwks`,
    AUDIENCE: 'other, gateway',
    TENANT_KEYS: 'true',
    TENANT_KEY_SECRET: 'secret',
    AWS_LAMBDA_FUNCTION_VERSION: '7',
  };
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
});

describe('an authorizer that is not configured', () => {
  it.each(['Authorization', 'authorization', 'AUTHORIZATION'])(
    'given any token in %s, denies every method, which API Gateway answers 403 for',
    async (name) => {
      const test = authorizerWith({});
      expect(await test.call(event({ [name]: 'Bearer some.token' }))).toEqual({
        principalId: 'unknown',
        policyDocument: {
          Version: '2012-10-17',
          Statement: [{ Action: 'execute-api:Invoke', Effect: 'Deny', Resource: '*' }],
        },
        context: { reason: 'misconfigured' },
      });
      expect(test.logged).toMatchObject([
        { outcome: 'deny', reason: 'misconfigured', detail: expect.stringMatching(/neither ISSUER/) },
      ]);
    },
  );

  it('given any headers at all, allows nothing and never fails otherwise', async () => {
    const test = authorizerWith({});
    const headers = fc.option(
      fc.dictionary(fc.oneof(fc.string(), fc.constant('Authorization')), fc.string()),
    );
    await fc.assert(
      fc.asyncProperty(headers, async (given) => {
        const result = await test.call(event(given));
        if (typeof result === 'string') expect(result).toBe('Unauthorized');
        else expect(result.policyDocument.Statement.map(({ Effect }) => Effect)).toEqual(['Deny']);
      }),
    );
  });

  it.each<[string, Record<string, string>, RegExp]>([
    ['an issuer by plain http', { ISSUER: 'http://issuer.example' }, /ISSUER is not an https/],
    ['an issuer that is no URL', { ISSUER: 'issuer' }, /ISSUER is not an https/],
    ['keys by plain http', { JWKS_URL: 'http://10.0.0.1/jwks' }, /JWKS_URL is not an https/],
    ['a file of keys', { JWKS_URL: 'file:///etc/passwd' }, /JWKS_URL is not an https/],
    ['credentials in a URL', { JWKS_URL: 'https://user:word@issuer.example/' }, /JWKS_URL is not an https/],
    ['a symmetric algorithm', { ISSUER, ALGORITHMS: 'RS256,HS256' }, /ALGORITHMS/],
    ['no algorithm', { ISSUER, ALGORITHMS: 'none' }, /ALGORITHMS/],
    ['an audience that names none', { ISSUER, AUDIENCE: ' , ' }, /AUDIENCE/],
    ['a claim without a value', { ISSUER, REQUIRED_CLAIMS: 'a=b,c' }, /REQUIRED_CLAIMS/],
    ['a day of leeway', { ISSUER, CLOCK_LEEWAY_SECONDS: '86400' }, /LEEWAY/],
    ['a leeway that is no number', { ISSUER, CLOCK_LEEWAY_SECONDS: 'some' }, /LEEWAY/],
    ['a negative leeway', { ISSUER, CLOCK_LEEWAY_SECONDS: '-1' }, /LEEWAY/],
  ])('given %s, denies everybody and says why', async (_, settings, why) => {
    const test = authorizerWith({ TENANT_KEYS: 'true', ...settings });
    expect(await test.ask('any')).toMatchObject(DENIED);
    expect(test.logged).toMatchObject([{ reason: 'misconfigured', detail: expect.stringMatching(why) }]);
  });
});

describe('an authorizer of JWTs', () => {
  it.each<[string, Record<string, string> | null]>([
    ['no headers', null],
    ['no Authorization header', { 'x-api-key': 'key' }],
    ['an empty one', { Authorization: '' }],
    ['one without a token', { Authorization: 'Bearer ' }],
    ['another scheme', { Authorization: 'Basic dXNlcjpwYXNz' }],
    ['a signature', { authorization: 'AWS4-HMAC-SHA256 Credential=x' }],
    ['two tokens', { Authorization: 'Bearer a b' }],
  ])('given %s, throws what API Gateway answers 401 for', async (_, headers) => {
    const test = authorizerWith(environment);
    expect(await test.call(event(headers))).toBe('Unauthorized');
    expect(test.logged).toMatchObject([{ outcome: 'refuse', reason: 'no-token' }]);
  });

  it('given two Authorization headers, refuses: the cache may know the caller by the other', async () => {
    const test = authorizerWith(environment);
    const token = await signed(key);
    const twice = {
      ...requestWith(token),
      multiValueHeaders: { authorization: ['Bearer x', `Bearer ${token}`] },
    };
    expect(await test.call(twice)).toBe('Unauthorized');
    expect(test.logged).toMatchObject([{ reason: 'no-token' }]);
  });

  it('given an event of no known shape, still answers 401 and not 500', async () => {
    expect(await authorizerWith(environment).call({})).toBe('Unauthorized');
  });

  it('given a good token, allows the whole stage and nothing beyond, and names tenant and key', async () => {
    expect(await authorizerWith(environment).ask(await signed(key))).toEqual({
      principalId: 'acme',
      policyDocument: {
        Version: '2012-10-17',
        Statement: [{ Action: 'execute-api:Invoke', Effect: 'Allow', Resource: `${STAGE_ARN}/*` }],
      },
      context: { method: 'jwt', tenant: 'acme' },
      usageIdentifierKey: derivedKey('secret', 'acme'),
    });
  });

  it('given no secret, names no key', async () => {
    const test = authorizerWith({ ...environment, TENANT_KEY_SECRET: '' });
    expect(await test.ask(await signed(key))).not.toHaveProperty('usageIdentifierKey');
  });

  it('leaves one line about a token, with nothing of the token itself', async () => {
    const test = authorizerWith(environment);
    const token = await signed(key);
    await test.ask(token);
    expect(test.logged).toEqual([
      {
        requestId: 'request-1',
        extendedRequestId: 'extended-1',
        functionVersion: '7',
        outcome: 'allow',
        method: 'jwt',
        alg: 'ES256',
        kid: 'key-ES256',
        issuer: ISSUER,
        tenant: 'acme',
        durationMs: 0,
      },
    ]);
    for (const part of token.split('.')) expect(JSON.stringify(test.logged)).not.toContain(part);
  });

  it.each<[string, object]>([
    ['text', { 'custom:tier': 'gold' }],
    ['a list', { 'custom:tier': ['silver', 'gold'] }],
  ])('given a required claim as %s, accepts it', async (_, claims) => {
    const test = authorizerWith({ ...environment, REQUIRED_CLAIMS: 'custom:tier=gold' });
    expect(await test.ask(await signed(key, goodClaims({ ...claims })))).toMatchObject({
      principalId: 'acme',
    });
  });

  it.each<[string, string, object, boolean]>([
    ['a number', 'level=3', { level: 3 }, true],
    ['a boolean', 'admin=true', { admin: true }, true],
    ['a word of the scope', 'scope=llm:invoke', { scope: 'openid llm:invoke' }, true],
    ['a part of a word of the scope', 'scope=llm', { scope: 'openid llm:invoke' }, false],
    ['a word of another claim', 'groups=a', { groups: 'a b' }, false],
    ['an object', 'a=[object Object]', { a: {} }, false],
    ['null', 'a=null', { a: null }, false],
    ['what every object inherits', 'constructor=x', {}, false],
    ['one of two', 'a=1,b=2', { a: '1' }, false],
    ['both', 'a=1,b=2', { a: '1', b: '2' }, true],
    ['a value with = in it', 'a=b=c', { a: 'b=c' }, true],
  ])('given %s, then %s holds or not', async (_, required, claims, holds) => {
    const test = authorizerWith({ ...environment, REQUIRED_CLAIMS: required });
    const result = await test.ask(await signed(key, goodClaims({ ...claims })));
    expect(result).toMatchObject(holds ? { principalId: 'acme' } : DENIED);
    expect(test.logged[0]?.reason).toBe(holds ? undefined : 'required-claim');
  });

  it('given another tenant claim, takes the tenant from there', async () => {
    const test = authorizerWith({ ...environment, TENANT_CLAIM: 'https://acme.example/tenant' });
    const claims = goodClaims({ 'https://acme.example/tenant': 'team-a.b_1' });
    expect(await test.ask(await signed(key, claims))).toMatchObject({ principalId: 'team-a.b_1' });
  });

  it('given a token of another kind than is accepted, refuses it', async () => {
    const keysOnly = authorizerWith({ TENANT_KEYS: 'true' });
    expect(await keysOnly.ask(await signed(key))).toBe('Unauthorized');
    expect(keysOnly.logged).toMatchObject([{ reason: 'not-accepted' }]);
  });
});

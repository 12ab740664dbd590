import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createRemoteJWKSet, decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose';
import { authorizerWith } from '../support/authorizer.js';
import { startTestAws, type RunningTestAws } from '../support/local-aws.js';
import { issueToken } from '../support/local-token.js';

const ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512'];

let local: RunningTestAws;
let issuer: string;

beforeAll(async () => {
  local = await startTestAws();
  issuer = `${local.url}/_aws/aigw/issuer`;
});
afterAll(async () => {
  await local.aws.stop();
});

describe('the issuer of the local AWS', () => {
  it.each(ALGORITHMS)(
    'given %s, signs a token that jose accepts with the published keys',
    async (algorithm) => {
      const { token } = await issueToken(local.url, { algorithm, claims: { sub: 'acme', aud: 'gateway' } });
      const keys = createRemoteJWKSet(new URL(`${issuer}/jwks`));
      const { payload } = await jwtVerify(token, keys, {
        issuer,
        audience: 'gateway',
        algorithms: [algorithm],
      });
      expect(payload).toMatchObject({ sub: 'acme', exp: (payload.iat ?? 0) + 3_600 });
    },
  );

  it.each(ALGORITHMS)(
    'given %s, signs a token that the authorizer accepts by discovery',
    async (algorithm) => {
      const test = authorizerWith({ ISSUER: issuer, ALGORITHMS: algorithm });
      test.now = Date.now();
      const { token } = await issueToken(local.url, { algorithm, claims: { sub: 'acme' } });
      expect(await test.ask(token)).toMatchObject({ principalId: 'acme' });
    },
  );

  it('given claims, they take the place of its own', async () => {
    const { token, claims } = await issueToken(local.url, {
      ttlSeconds: 60,
      claims: { exp: 1, list: ['a'] },
    });
    expect(decodeJwt(token)).toEqual(claims);
    expect(claims).toMatchObject({ iss: issuer, exp: 1, list: ['a'] });
  });

  it('names its keys, publishes no private part, and never adds one', async () => {
    const { token } = await issueToken(local.url, {});
    const published = await (await fetch(`${issuer}/jwks`)).text();
    await issueToken(local.url, { algorithm: 'ES512' });
    expect(await (await fetch(`${issuer}/jwks`)).text()).toBe(published);
    const { keys } = JSON.parse(published) as { keys: Record<string, unknown>[] };
    expect(keys.map(({ kid }) => kid)).toContain(decodeProtectedHeader(token).kid);
    expect(keys.flatMap(Object.keys).filter((name) => 'd p q dp dq qi k'.split(' ').includes(name))).toEqual(
      [],
    );
  });

  it.each([
    ['an unknown path', 'GET', '/token', '', 404],
    ['a document by POST', 'POST', '/jwks', '', 404],
    ['no JSON', 'POST', '/token', 'no', 400],
    ['an algorithm that is not its own', 'POST', '/token', '{"algorithm":"HS256"}', 400],
  ])('given %s, refuses', async (_, method, path, body, status) => {
    const response = await fetch(`${issuer}${path}`, { method, ...(body !== '' && { body }) });
    expect(response.status).toBe(status);
    expect(await response.json()).toEqual({ message: expect.any(String) });
  });

  it('given a state directory, keeps its keys over a restart', async () => {
    const stateDirectory = await mkdtemp(join(tmpdir(), 'aigw-issuer-'));
    const keysOf = async () => {
      const { aws, url } = await startTestAws({ stateDirectory });
      const keys = await (await fetch(`${url}/_aws/aigw/issuer/jwks`)).text();
      await aws.stop();
      return keys;
    };
    expect(await keysOf()).toBe(await keysOf());
    await rm(stateDirectory, { recursive: true });
  });
});

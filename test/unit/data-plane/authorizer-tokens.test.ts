import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { AuthorizerEvent } from '../../../src/functions/authorizer/authorizer-event.js';
import {
  authorizerWith,
  goodClaims,
  ISSUER,
  makeKey,
  signed,
  type SigningKey,
} from '../../support/authorizer.js';
import { startKeyServer, type KeyServer } from '../../support/key-server.js';
import {
  bufferedIntegration,
  FunctionError,
  liveStage,
  method,
  snapshotOf,
  TestRegion,
  withServed,
  type Served,
} from './support.js';

const FUNCTION = 'arn:aws:lambda:us-east-1:123456789012:function:authorizer';
const TENANTS = ['acme', 'acm', 'other', 'acme.1'];
const TTL_SECONDS = 300;

let key: SigningKey;
let server: KeyServer;
let tokens: Map<string, string>;

beforeAll(async () => {
  key = makeKey('ES256');
  server = await startKeyServer({ '/jwks': { keys: [key.jwk] } });
  tokens = new Map(
    await Promise.all(
      TENANTS.map(async (sub) => [sub, await signed(key, goodClaims({ sub }))] as [string, string]),
    ),
  );
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
});

/** A stage of the local data plane whose authorizer is the gateway's own, with cached results. */
function stageWithAuthorizer(): TestRegion & { asked: number } {
  const test = Object.assign(new TestRegion(), { asked: 0 });
  const authorizer = authorizerWith({ ISSUER, JWKS_URL: `${server.url}/jwks`, TENANT_KEY_SECRET: 'secret' });
  const guarded = method(bufferedIntegration, { authorizationType: 'CUSTOM', authorizerId: 'auth1' });
  const authorizers = [
    {
      id: 'auth1',
      type: 'REQUEST' as const,
      identitySource: 'method.request.header.Authorization',
      authorizerResultTtlInSeconds: TTL_SECONDS,
      authorizerUri: `arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/${FUNCTION}/invocations`,
    },
  ];
  test.live = liveStage(snapshotOf(guarded, { authorizers }));
  test.invoke = async (event, { functionArn }) => {
    if (functionArn !== FUNCTION) {
      return {
        statusCode: 200,
        body: JSON.stringify((event['requestContext'] as { authorizer: unknown }).authorizer),
      };
    }
    test.asked += 1;
    const result = await authorizer.call(event as AuthorizerEvent);
    return typeof result === 'string' ? new FunctionError(result) : result;
  };
  return test;
}

/** Whom the integration sees; the status where it sees nobody. */
async function tenantSeen(gateway: Served, token: string, path = '/x', scheme = 'Bearer'): Promise<unknown> {
  const reply = await gateway.call(path, { headers: { Authorization: `${scheme} ${token}` } });
  return reply.status === 200 ? (JSON.parse(reply.body) as { tenant: string }).tenant : reply.status;
}

describe('cached policies', () => {
  it('given any sequence of tenants, paths and bad tokens, each is who he is', async () => {
    const test = stageWithAuthorizer();
    const calls = fc.array(
      fc.record({
        tenant: fc.constantFrom(...TENANTS),
        path: fc.constantFrom('/a', '/model/a.b%3A0/converse', '/v1/b'),
        scheme: fc.constantFrom('Bearer', 'bearer', 'Bearer '),
        stolen: fc.constantFrom(...TENANTS, undefined),
      }),
      { maxLength: 10 },
    );
    await withServed(test, async (gateway) => {
      await fc.assert(
        fc.asyncProperty(calls, async (sequence) => {
          for (const { tenant, path, scheme, stolen } of sequence) {
            const token = tokens.get(tenant) ?? '';
            const forged = [...token.split('.').slice(0, 2), tokens.get(stolen ?? '')?.split('.')[2]].join(
              '.',
            );
            const honest = stolen === undefined || stolen === tenant;
            expect(await tenantSeen(gateway, honest ? token : forged, path, scheme)).toBe(
              honest ? tenant : 401,
            );
          }
        }),
        { numRuns: 40 },
      );
    });
  });

  it('given the cached policy of one path, serves every other path of the stage by it', async () => {
    const test = stageWithAuthorizer();
    await withServed(test, async (gateway) => {
      for (const path of ['/a', '/b/c', '/model/x%2Fy/invoke']) {
        expect(await tenantSeen(gateway, tokens.get('acme') ?? '', path)).toBe('acme');
      }
    });
    expect(test.asked).toBe(1);
  });

  it('given a token that expires while its policy is cached, serves it until the cache forgets it', async () => {
    // AWS asks nobody while it has a result; docs/authorizer.md says so.
    const test = stageWithAuthorizer();
    const token = tokens.get('acme') ?? '';
    await withServed(test, async (gateway) => {
      expect(await tenantSeen(gateway, token)).toBe('acme');
      test.clock.advance((TTL_SECONDS - 1) * 1_000);
      expect(await tenantSeen(gateway, token)).toBe('acme');
      test.clock.advance(1_000);
      await tenantSeen(gateway, token);
    });
    expect(test.asked).toBe(2);
  });

  it('given a tenant that is refused by policy, keeps that for its token alone', async () => {
    const test = stageWithAuthorizer();
    const denied = await signed(key, goodClaims({ sub: 'ACME' }));
    await withServed(test, async (gateway) => {
      expect(await tenantSeen(gateway, denied)).toBe(403);
      expect(await tenantSeen(gateway, denied)).toBe(403);
      expect(await tenantSeen(gateway, tokens.get('acme') ?? '')).toBe('acme');
    });
    expect(test.asked).toBe(2);
  });
});

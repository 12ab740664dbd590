import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import * as cli from '../../../../src/gateway/tenant/tenant-key.js';
import { isTenantId as isTenantIdOfCli } from '../../../../src/gateway/tenant/tenant-id.js';
import { isTenantId } from '../../../../src/functions/authorizer/tenant-id.js';
import {
  derivedKey,
  hasChecksum,
  looksLikeTenantKey,
  maskedKey,
} from '../../../../src/functions/authorizer/tenant-key.js';
import { authorizerWith, ISSUER } from '../../../support/authorizer.js';

const KEYS = { TENANT_KEYS: 'true', TENANT_KEY_SECRET: 'secret' };

function isTenantKey(token: string): boolean {
  return looksLikeTenantKey(token) && hasChecksum(token);
}

/** A text with one character replaced. */
function changedAt(text: string, at: number, character: string): string {
  return text.slice(0, at) + character + text.slice(at + 1);
}

const base62 = fc.constantFrom(...'0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz');

describe('a tenant key as a bearer token', () => {
  it('given a key of the CLI, allows the caller and leaves the rest to API Gateway', async () => {
    const test = authorizerWith(KEYS);
    const key = cli.makeTenantKey();
    expect(await test.ask(key)).toMatchObject({
      principalId: cli.maskedKey(key),
      policyDocument: { Statement: [{ Effect: 'Allow' }] },
      context: { method: 'key' },
      usageIdentifierKey: key,
    });
    expect(test.logged).toMatchObject([{ outcome: 'allow', method: 'key' }]);
    expect(JSON.stringify(test.logged)).not.toContain(key.slice(4, 12));
  });

  it('given keys that are not switched on, refuses them', async () => {
    const test = authorizerWith({ ISSUER, TENANT_KEYS: 'false' });
    expect(await test.ask(cli.makeTenantKey())).toBe('Unauthorized');
    expect(test.logged).toMatchObject([{ reason: 'not-accepted' }]);
  });

  it('given a key that counts a JWT tenant, does not take it for a credential', async () => {
    const test = authorizerWith(KEYS);
    expect(await test.ask(cli.derivedKey('secret', 'acme'))).toBe('Unauthorized');
    expect(test.logged).toMatchObject([{ reason: 'not-accepted' }]);
  });

  it('given a key with a wrong checksum, refuses it', async () => {
    const test = authorizerWith(KEYS);
    expect(await test.ask(`aigw${'0'.repeat(42)}`)).toBe('Unauthorized');
    expect(test.logged).toMatchObject([{ method: 'key', reason: 'checksum' }]);
  });

  it('given any key of the CLI, agrees with it about shape, checksum, mask and derived key', () => {
    fc.assert(
      fc.property(fc.nat(41), base62, fc.string(), (place, character, tenant) => {
        const key = cli.makeTenantKey();
        const changed = changedAt(key, place + 4, character);
        expect(isTenantKey(key)).toBe(true);
        expect(isTenantKey(changed)).toBe(changed === key);
        expect(isTenantKey(changed)).toBe(cli.isTenantKey(changed));
        expect(maskedKey(key)).toBe(cli.maskedKey(key));
        expect(derivedKey(key, tenant)).toBe(cli.derivedKey(key, tenant));
      }),
    );
  });

  it('given any text, agrees with the CLI whether it is a key, and whether it names a tenant', () => {
    const texts = fc.oneof(
      fc.string(),
      fc.stringMatching(/^aigw[0-9A-Za-z]{42}$/),
      fc.stringMatching(/^[a-z0-9._-]{1,70}$/),
    );
    fc.assert(
      fc.property(texts, (text) => {
        expect(isTenantKey(text)).toBe(cli.isTenantKey(text));
        expect(isTenantId(text)).toBe(isTenantIdOfCli(text));
      }),
    );
  });
});

import { beforeEach, describe, expect, it } from '@jest/globals';
import { NamedRequests } from '../../../src/gateway/log-analysis/named-requests.js';
import { KeyOwners } from '../../../src/gateway/logs/key-owners.js';
import { FakeKeys } from '../../support/fakes/keys.js';
import { accessLine, forwarderLine } from '../../support/log-lines.js';

let keys: FakeKeys;

beforeEach(() => {
  keys = new FakeKeys();
  for (let at = 0; at < 9; at++) keys.put(`key000000${at}`, `tenant-${at}`);
});

const idsUpTo = (count: number) => Array.from({ length: count }, (_, at) => `key000000${at}`);

describe('whose API key it is', () => {
  it('given a few ids, then each is asked for once, one that is gone too', async () => {
    const owners = new KeyOwners(keys);
    await owners.learn(['key0000001', 'key0000001', 'g0ne000000', undefined]);
    await owners.learn(['key0000001', 'g0ne000000']);
    expect(keys.asked).toEqual(['find key0000001', 'find g0ne000000']);
    expect([owners.of('key0000001'), owners.of('g0ne000000'), owners.of(undefined)]).toEqual([
      'tenant-1',
      undefined,
      undefined,
    ]);
  });

  it('given many ids, then all keys are listed instead, once', async () => {
    const owners = new KeyOwners(keys);
    await owners.learn([...idsUpTo(6), 'g0ne000000']);
    await owners.learn([...idsUpTo(9), 'g0ne000000']);
    expect(keys.asked).toEqual(['list ']);
    expect(owners.of('key0000008')).toBe('tenant-8');
  });

  it('given names of tenants, which are no ids, then nothing is asked', async () => {
    await new KeyOwners(keys).learn(['acme', 'Team-Platform', '-', '10 letters']);
    expect(keys.asked).toEqual([]);
  });

  it('given keys that may not be read, then ids stay, and it is not asked again', async () => {
    let asked = 0;
    const refuse = () => Promise.reject(new Error(`denied ${++asked}`));
    const owners = new KeyOwners({ find: refuse, list: refuse });
    await owners.learn(['key0000001']);
    await owners.learn(['key0000002']);
    expect([asked, owners.of('key0000001')]).toEqual([1, undefined]);
  });
});

describe('requests with the tenant whose API key was used', () => {
  const request = (id: string, fields: object) => ({
    group: '/g',
    stream: 's',
    timestamp: 1_000,
    message: accessLine({ requestId: id, extendedRequestId: id, status: 200, ...fields }),
  });

  it('given keys of one tenant, one that is gone, and a tenant that an authorizer names, then each is counted as whose it is', async () => {
    keys.put('0ther00000', 'tenant-1');
    const requests = await new NamedRequests(new KeyOwners(keys)).read([
      request('a', { apiKeyId: 'key0000001' }),
      request('b', { apiKeyId: '0ther00000' }),
      request('c', { apiKeyId: 'g0ne000000' }),
      request('d', { apiKeyId: 'key0000002', tenant: 'acme' }),
    ]);
    expect(requests.map(({ tenant }) => tenant)).toEqual(['tenant-1', 'tenant-1', 'g0ne000000', 'acme']);
  });

  it('given a request that only the forwarder logged, then at the end it is counted as whose key it is too', async () => {
    const line = { ...request('a', {}), message: forwarderLine({ status: 200, tenant: 'key0000001' }) };
    const requests = new NamedRequests(new KeyOwners(keys));
    expect(await requests.read([line])).toEqual([]);
    expect(await requests.end()).toMatchObject([{ tenant: 'tenant-1' }]);
  });
});

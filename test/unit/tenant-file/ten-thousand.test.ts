import { afterEach, expect, it } from '@jest/globals';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { connect } from '../../../src/aws/connect.js';
import { importTenants } from '../../../src/gateway/tenant-file/import-tenants.js';
import { parseEntry } from '../../../src/gateway/tenant-file/tenant-entry.js';
import { makeTenantKey } from '../../../src/gateway/tenant/tenant-key.js';
import { tenantsAmong } from '../../../src/gateway/tenant/tenant.js';
import { timeOfCalls } from '../../../src/gateway/control-plane-rates.js';
import { bulkTools } from '../../support/bulk.js';
import { startTestGateway, type TestGateway } from '../../support/test-gateway.js';

let test: TestGateway;
afterEach(() => test.local.aws.stop());

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** Bytes in use after what nobody needs is gone. */
function memoryInUse(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed;
}

/** Time that passes only while somebody sleeps; it starts now, because requests are signed. */
function passingTime() {
  let now = Date.now();
  return {
    now: () => now,
    sleep: (ms: number) => {
      now += ms;
      return Promise.resolve();
    },
  };
}

/** A gateway whose local AWS enforces AWS's rates, a paced connection to it, and each call with its outcome. */
async function ratedGateway() {
  const time = passingTime();
  // Only the pacing moves this time: what the local AWS itself waits for goes by the real one.
  const clock = { now: time.now, sleep: () => new Promise<void>(() => undefined) };
  test = await startTestGateway({ rates: true, clock });
  const calls: string[] = [];
  const { endpoint, region, credentials } = test.local.client;
  const connection = connect({
    endpoint,
    region,
    credentials,
    pacing: time,
    trace: (line) => calls.push(line),
  });
  await time.sleep(60_000);
  return { time, connection, calls };
}

const entries = Array.from({ length: 10_000 }, (_, at) => {
  const rate = String(1 + (at % 5));
  return parseEntry({ id: `tenant-${at}`, rate, quota: '1000/day', tags: 'team=a' }, 'here');
});

it("given AWS's rates, when 10,000 tenants are imported and listed, then it takes 20 calls each, none refused, and memory stays flat", async () => {
  const { connection, calls, time } = await ratedGateway();
  const began = time.now();
  const tools = bulkTools({ ...test, connection });
  const { added } = await importTenants(tools, entries);
  expect(added).toHaveLength(10_000);
  expect(calls.filter((line) => line.includes('ImportApiKeys'))).toHaveLength(20);

  calls.length = 0;
  const heap: number[] = [];
  const keys = await connection.apiKeys.list('', () => heap.push(memoryInUse()));
  expect(tenantsAmong(keys, 'gateway').size).toBe(10_000);
  expect(calls).toHaveLength(20);
  // What a page of 500 adds is its keys and no more: about half a kilobyte each.
  expect((heap.at(-1) ?? 0) - (heap[0] ?? 0)).toBeLessThan(20 * 1_000_000);
  expect(calls.filter((line) => !line.includes('200 after 1 attempt'))).toEqual([]);
  expect(time.now() - began).toBeLessThan(30_000);
});

it("given AWS's rates, when 1,000 keys are created one by one and put into their plan, then none is refused and it takes at most a twentieth more than it must", async () => {
  const { connection, calls, time } = await ratedGateway();
  const stage = test.gateway.stage;
  const plan = await connection.usagePlans.create({
    name: 'plan',
    description: '',
    limits: { routes: [] },
    stage,
    tags: {},
  });
  const began = time.now();
  for (let at = 0; at < 1_000; at++) {
    const key = { name: `tenant-${at}`, value: makeTenantKey(), description: '', enabled: true, tags: {} };
    const { id } = await connection.apiKeys.create(key);
    await connection.usagePlans.addKey(plan.id, id);
  }
  const took = time.now() - began;
  expect(took).toBeGreaterThan(timeOfCalls({ CreateApiKey: 1_000 }) * 0.95);
  expect(took).toBeLessThanOrEqual(1.05 * (1_000 / 5) * 1_000);
  expect(calls.filter((line) => !/20[01] after 1 attempt/.test(line))).toEqual([]);
});

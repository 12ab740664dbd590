import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { CompletenessMeter } from '../../../src/gateway/logs/completeness.js';
import type { LogEvent } from '../../../src/gateway/logs/log-service.js';
import type { Reading } from '../../../src/gateway/logs/read-pages.js';
import { readRange } from '../../../src/gateway/logs/read-range.js';
import { GatewayError } from '../../../src/gateway/errors.js';
import { FakeLogs, type FakeLogsOptions } from '../../support/fakes/logs.js';
import { virtualTime } from '../../support/fakes/virtual-time.js';

const clock = virtualTime();

function fake(options?: FakeLogsOptions): { logs: FakeLogs; reading: Reading } {
  const logs = new FakeLogs(clock, options);
  return { logs, reading: { logs, clock, meter: new CompletenessMeter(), patience: 3 } };
}

async function all(events: AsyncIterable<LogEvent>): Promise<LogEvent[]> {
  const list: LogEvent[] = [];
  for await (const event of events) list.push(event);
  return list;
}

describe('reading a range of time', () => {
  it('given any events in several groups and any page size, when read, then each comes once, in order of time, and no other', async () => {
    const event = fc.record({
      group: fc.integer({ min: 0, max: 2 }),
      timestamp: fc.integer({ min: 0, max: 400_000 }),
    });
    const burst = fc.tuple(fc.integer({ min: 0, max: 400_000 }), fc.integer({ min: 2, max: 30 }));
    await fc.assert(
      fc.asyncProperty(
        fc.array(event, { maxLength: 80 }),
        fc.array(burst, { maxLength: 3 }),
        fc.integer({ min: 1, max: 12 }),
        async (events, bursts, pageSize) => {
          const { logs, reading } = fake({ pageSize });
          const put = events.map(({ group, timestamp }) => logs.put(`g${group}`, timestamp, 'm'));
          for (const [timestamp, count] of bursts) {
            for (let i = 0; i < count; i++) put.push(logs.put('g0', timestamp, 'm'));
          }
          const sources = [{ group: 'g0' }, { group: 'g1' }, { group: 'g2' }];
          const read = await clock.during(all(readRange(reading, sources, { from: 1_000, to: 300_000 })));
          const wanted = put.filter(({ timestamp }) => timestamp >= 1_000 && timestamp < 300_000);
          expect(read.map(({ id }) => id).sort()).toEqual(wanted.map(({ id }) => id).sort());
          const times = read.map(({ timestamp }) => timestamp);
          expect(times).toEqual([...times].sort((a, b) => a - b));
        },
      ),
      { numRuns: 60 },
    );
  });

  it('given many pages that take 150 ms each, when read, then several are on their way at once', async () => {
    const page = 150;
    const { logs, reading } = fake({ pageSize: 100, beforePage: () => clock.sleep(page) });
    for (let i = 0; i < 10_000; i++) logs.put('g', i * 36, 'm');
    const began = clock.now();
    const read = await clock.during(all(readRange(reading, [{ group: 'g' }], { from: 0, to: 360_000 })));
    expect(read).toHaveLength(10_000);
    expect(clock.now() - began).toBeLessThan(100 * page * 0.35);
  });

  it('given even traffic over many pages, when read, then windows stay about a page long to the end', async () => {
    const { logs, reading } = fake({ pageSize: 40, beforePage: () => clock.sleep(150) });
    for (let i = 0; i < 12_000; i++) logs.put('g', i * 90, 'm');
    const began = clock.now();
    await clock.during(all(readRange(reading, [{ group: 'g' }], { from: 0, to: 1_080_000 })));
    expect(logs.requests.length).toBeLessThan((300 / 0.8) * 1.05);
    expect(clock.now() - began).toBeLessThan((300 * 150) / 4);
  });

  it('given one busy group among quiet ones, when read, then it gets the calls that they do not need', async () => {
    const { logs, reading } = fake({ pageSize: 100, beforePage: () => clock.sleep(150) });
    for (let i = 0; i < 10_000; i++) logs.put('busy', i * 36, 'm');
    logs.put('quiet', 100, 'm');
    const sources = [{ group: 'quiet' }, { group: 'busy' }, { group: 'silent' }];
    const began = clock.now();
    const read = await clock.during(all(readRange(reading, sources, { from: 0, to: 360_000 })));
    expect(read).toHaveLength(10_001);
    expect(clock.now() - began).toBeLessThan(100 * 150 * 0.35);
  });

  it('given a range that fits a page, when read, then it takes one call', async () => {
    const { logs, reading } = fake();
    for (let i = 0; i < 100; i++) logs.put('g', i, 'm');
    await clock.during(all(readRange(reading, [{ group: 'g' }], { from: 0, to: 3_600_000 })));
    expect(logs.requests).toHaveLength(1);
  });

  it('given a long quiet time after a burst, when read, then windows grow instead of asking again and again', async () => {
    const { logs, reading } = fake({ pageSize: 1_000 });
    for (let i = 0; i < 3_000; i++) logs.put('g', i, 'm');
    logs.put('g', 3_000_000, 'last');
    const read = await clock.during(all(readRange(reading, [{ group: 'g' }], { from: 0, to: 3_600_000 })));
    expect(read).toHaveLength(3_001);
    expect(logs.requests.length).toBeLessThan(60);
  });

  it('given a read that breaks off, when taken up again, then nothing is missing or twice', async () => {
    let calls = 0;
    const beforePage = () => {
      if (++calls % 3 === 0) throw new GatewayError('service', 'connection reset');
    };
    const { logs, reading } = fake({ pageSize: 10, beforePage });
    for (let i = 0; i < 500; i++) logs.put('g', i * 10, String(i));
    const read = await clock.during(all(readRange(reading, [{ group: 'g' }], { from: 0, to: 10_000 })));
    expect(read.map(({ message }) => message)).toEqual(Array.from({ length: 500 }, (_, i) => String(i)));
    expect(reading.meter.reconnects).toBeGreaterThan(0);
  });

  it('given a service that stays away, when read, then it fails with what the service said', async () => {
    const beforePage = () => {
      throw new GatewayError('service', 'connection refused');
    };
    const { reading } = fake({ beforePage });
    const read = clock.during(all(readRange(reading, [{ group: 'g' }], { from: 0, to: 10 })));
    await expect(read).rejects.toThrow('connection refused');
  });

  it('given a group that does not exist, when read with others, then theirs come', async () => {
    const { logs, reading } = fake();
    logs.put('g', 5, 'there');
    const sources = [{ group: 'none' }, { group: 'g' }];
    const read = await clock.during(all(readRange(reading, sources, { from: 0, to: 10 })));
    expect(read.map(({ message }) => message)).toEqual(['there']);
  });
});

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { EventMemory } from '../../../src/gateway/logs/event-memory.js';
import type { LogEvent } from '../../../src/gateway/logs/log-service.js';

const event = (timestamp: number, message: string, id?: string): LogEvent => ({
  group: 'g',
  stream: 's',
  timestamp,
  message,
  id,
});

describe('the memory of events', () => {
  it('given any order in which polling and Live Tail bring events, equal looking ones among them, then each is new exactly once', () => {
    const bringing = fc.record({ index: fc.nat(9), live: fc.boolean() });
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 10, maxLength: 10 }),
        fc.array(bringing),
        (looks, order) => {
          const memory = new EventMemory(true);
          const live = new Set<number>();
          let given = 0;
          const bring = (index: number, byLiveTail: boolean) => {
            const message = `m${looks[index] ?? 0}`;
            // A session brings an event once; polling brings it again and again.
            if (byLiveTail && live.has(index)) return;
            if (byLiveTail) live.add(index);
            if (byLiveTail ? memory.live(event(5, message)) : memory.polled(event(5, message, String(index))))
              given++;
          };
          for (const { index, live: byLiveTail } of order) bring(index, byLiveTail);
          for (let index = 0; index < 10; index++) bring(index, false);
          expect(given).toBe(10);
        },
      ),
    );
  });

  it('given more events than it may hold, then the oldest seconds go, and it says from when on it still knows', () => {
    const memory = new EventMemory(false, 1_000);
    for (let at = 0; at < 5_000; at++) memory.polled(event(at * 10, 'm', String(at)));
    expect(memory.size).toBeLessThanOrEqual(1_000);
    expect(memory.floor).toBe(40_000 + 1_000 * Math.round((memory.floor - 40_000) / 1_000));
    expect(memory.floor).toBeGreaterThanOrEqual(40_000);
    expect(memory.polled(event(49_990, 'm', '4999'))).toBe(false);
  });

  it('given a time that will not be read again, then what happened before is forgotten', () => {
    const memory = new EventMemory(false);
    for (let at = 0; at < 100; at++) memory.polled(event(at * 1_000, 'm', String(at)));
    memory.forget(90_000);
    expect(memory.size).toBe(10);
  });
});

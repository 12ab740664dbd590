import { describe, expect, it } from '@jest/globals';
import { startDeadline } from '../../../src/local/data-plane/deadline.js';
import { GatewayFailure } from '../../../src/local/data-plane/gateway-failure.js';
import { FakeClock } from './support.js';

function deadlineOf(limits: { totalMs: number; idleMs?: number }) {
  const clock = new FakeClock();
  const client = new AbortController();
  return { clock, client, deadline: startDeadline(clock, limits, client.signal) };
}

async function turns(): Promise<void> {
  for (let count = 0; count < 10; count++) await new Promise((resolve) => setImmediate(resolve));
}

describe('a deadline', () => {
  it('given work that ends in time, gives its result', async () => {
    const { deadline } = deadlineOf({ totalMs: 10 });
    await expect(deadline.race(Promise.resolve(1))).resolves.toBe(1);
    await expect(deadline.race(Promise.reject(new Error('own')))).rejects.toThrow('own');
  });

  it('given too long a time in all, rejects with a timeout however busy it is', async () => {
    const { clock, deadline } = deadlineOf({ totalMs: 100, idleMs: 30 });
    const timedOut = expect(deadline.race(new Promise(() => undefined))).rejects.toBeInstanceOf(
      GatewayFailure,
    );
    for (let passed = 0; passed < 100; passed += 20) {
      expect(deadline.signal.aborted).toBe(false);
      clock.advance(20);
      deadline.touch();
      await turns();
    }
    await timedOut;
  });

  it('given silence, rejects once the idle time is over since the last touch', async () => {
    const { clock, deadline } = deadlineOf({ totalMs: 1_000, idleMs: 30 });
    clock.advance(20);
    deadline.touch();
    clock.advance(20);
    await turns();
    expect(deadline.signal.aborted).toBe(false);
    clock.advance(10);
    await turns();
    expect(deadline.signal.aborted).toBe(true);
  });

  it('given its end, no timer is left to abort it', async () => {
    const { clock, deadline } = deadlineOf({ totalMs: 10, idleMs: 5 });
    deadline.finish();
    clock.advance(100);
    await turns();
    expect(deadline.signal.aborted).toBe(false);
  });

  it('given a client that left, rejects with that, and work that fails later goes unnoticed', async () => {
    const { client, deadline } = deadlineOf({ totalMs: 10 });
    const unhandled: unknown[] = [];
    const note = (reason: unknown) => unhandled.push(reason);
    process.on('unhandledRejection', note);
    client.abort(new Error('gone'));
    const late = new Promise((_, reject) => setImmediate(reject, new Error('late')));
    await expect(deadline.race(late)).rejects.toThrow('gone');
    await turns();
    process.off('unhandledRejection', note);
    expect(unhandled).toEqual([]);
  });
});

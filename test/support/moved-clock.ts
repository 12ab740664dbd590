import type { Clock } from '../../src/local/clock.js';

/** Time that stands still until it is moved. */
export interface MovedClock extends Clock {
  /** Milliseconds it is ahead of the real time, for clients that have to sign by it. */
  offset(): number;
  moveTo(time: number): void;
  advance(ms: number): void;
}

export function movedClock(start: number): MovedClock {
  let now = start;
  let sleepers: { readonly at: number; readonly wake: () => void }[] = [];
  const moveTo = (time: number) => {
    now = time;
    const due = sleepers.filter(({ at }) => at <= now);
    sleepers = sleepers.filter(({ at }) => at > now);
    for (const { wake } of due) wake();
  };
  return {
    now: () => now,
    offset: () => now - Date.now(),
    sleep: (ms, signal) =>
      new Promise((wake, reject) => {
        const sleeper = { at: now + ms, wake };
        sleepers.push(sleeper);
        signal?.addEventListener('abort', () => {
          sleepers = sleepers.filter((other) => other !== sleeper);
          reject(signal.reason as Error);
        });
      }),
    moveTo,
    advance: (ms) => {
      moveTo(now + ms);
    },
  };
}

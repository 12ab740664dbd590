import { setImmediate } from 'node:timers/promises';
import type { Clock } from '../../../src/gateway/clock.js';

/** Time in which many sleep at once: it jumps to whoever is to wake next as soon as nobody has anything else to do. */
export interface VirtualTime extends Clock {
  /** Lets time pass until the work is done. The work may wait for this clock alone. */
  during<T>(work: Promise<T>): Promise<T>;
}

export function virtualTime(start = 0): VirtualTime {
  const sleepers: { readonly at: number; readonly wake: () => void }[] = [];
  let now = start;
  return {
    now: () => now,
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        const wake = () => {
          signal?.removeEventListener('abort', wake);
          resolve();
        };
        if (signal?.aborted) wake();
        else sleepers.push({ at: now + ms, wake });
        signal?.addEventListener('abort', wake);
      }),
    async during(work) {
      let done = false;
      const watched = work.finally(() => (done = true));
      watched.catch(() => undefined);
      for (await setImmediate(); !done; await setImmediate()) {
        sleepers.sort((one, other) => one.at - other.at);
        const next = sleepers.shift();
        now = Math.max(now, next?.at ?? now);
        next?.wake();
      }
      return watched;
    },
  };
}

import type { Clock } from '../clock.js';
import { integrationTimeout } from './gateway-failure.js';

/** Time limits on an integration, and its client's patience, as one signal. */
export interface Deadline {
  /** Aborted by a timeout (the reason is then a GatewayFailure) or with the parent's reason. */
  readonly signal: AbortSignal;
  /** Settles as `work` does, or rejects with the signal's reason if that comes first. */
  race<T>(work: Promise<T>): Promise<T>;
  /** Something arrived: the idle time starts anew. */
  touch(): void;
  /** Ends the timers. The signal stays as it is. */
  finish(): void;
}

export interface TimeLimits {
  readonly totalMs: number;
  /** Longest silence; none when absent. */
  readonly idleMs?: number;
}

/** Starts the timers. Call `finish` in the end, whatever happened. */
export function startDeadline(clock: Clock, limits: TimeLimits, parent: AbortSignal): Deadline {
  const timeout = new AbortController();
  const timers = new AbortController();
  const signal = AbortSignal.any([parent, timeout.signal]);
  const startedAt = clock.now();
  let lastActivity = startedAt;
  const expire = () => {
    timeout.abort(integrationTimeout());
  };
  void whenElapsed(clock, () => limits.totalMs - (clock.now() - startedAt), timers.signal, expire);
  const { idleMs } = limits;
  if (idleMs !== undefined) {
    void whenElapsed(clock, () => idleMs - (clock.now() - lastActivity), timers.signal, expire);
  }
  return {
    signal,
    race: (work) => raceAgainst(signal, work),
    touch: () => {
      lastActivity = clock.now();
    },
    finish: () => {
      timers.abort();
    },
  };
}

/** Sleeps until nothing remains, asking again after each sleep: cheaper than a new timer for every chunk. */
async function whenElapsed(
  clock: Clock,
  remaining: () => number,
  signal: AbortSignal,
  then: () => void,
): Promise<void> {
  try {
    for (let left = remaining(); left > 0; left = remaining()) await clock.sleep(left, signal);
    then();
  } catch {
    // The deadline was finished before its time.
  }
}

async function raceAgainst<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  // Whoever races lost interest when the signal wins: a rejection that comes later must not count as unhandled.
  work.catch(() => undefined);
  signal.throwIfAborted();
  return new Promise<T>((resolve, reject) => {
    const onAbort = () => {
      reject(signal.reason as Error);
    };
    signal.addEventListener('abort', onAbort, { once: true });
    void work.then(resolve, reject).finally(() => {
      signal.removeEventListener('abort', onAbort);
    });
  });
}

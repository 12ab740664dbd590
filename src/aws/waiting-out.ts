import { setTimeout as delay } from 'node:timers/promises';
import { AdaptivePace } from './adaptive-pace.js';
import { hasCode } from './explain-failure.js';

/** Repeats calls that the service throttles until they pass, all at the pace that they learn together. */
export class WaitingOut {
  readonly #pace = new AdaptivePace();

  /** @returns what the call answers, and how often the service asked to wait before that */
  async send<T>(
    call: () => Promise<T>,
    signal: AbortSignal | undefined,
  ): Promise<{ result: T; throttled: number }> {
    for (let throttled = 0; ; throttled++) {
      const wait = this.#pace.book(Date.now());
      if (wait > 0) await delay(wait, undefined, { signal });
      try {
        const result = await call();
        this.#pace.passed(Date.now());
        return { result, throttled };
      } catch (error) {
        if (!isThrottling(error)) throw error;
        this.#pace.throttled(Date.now());
      }
    }
  }
}

function isThrottling(error: unknown): boolean {
  return hasCode(error, 'ThrottlingException', 'Throttling', 'TooManyRequestsException');
}

import type { Clock } from '../clock.js';

/**
 * Tells when a time limit is over. It sleeps on across limits that were met in time and looks at what is due only when it wakes, so
 * that a request costs no timer of its own.
 */
export class Watchdog {
  readonly #clock: Clock;
  readonly #stopped = new AbortController();
  #due: { readonly at: number; readonly expired: () => void } | undefined;
  /** When the sleep under way ends; undefined when there is none. */
  #wakesAt: number | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Calls `expired` after `ms`, in place of what was asked before. */
  arm(ms: number, expired: () => void): void {
    const at = this.#clock.now() + ms;
    this.#due = { at, expired };
    if (this.#wakesAt === undefined || this.#wakesAt > at) this.#sleepUntil(at);
  }

  /** What was asked is not wanted any more. */
  disarm(): void {
    this.#due = undefined;
  }

  stop(): void {
    this.#due = undefined;
    this.#stopped.abort();
  }

  #sleepUntil(at: number): void {
    this.#wakesAt = at;
    this.#clock.sleep(Math.max(0, at - this.#clock.now()), this.#stopped.signal).then(
      () => {
        if (this.#wakesAt === at) this.#woke();
      },
      () => undefined,
    );
  }

  #woke(): void {
    this.#wakesAt = undefined;
    const due = this.#due;
    if (!due) return;
    if (this.#clock.now() < due.at) {
      this.#sleepUntil(due.at);
      return;
    }
    this.#due = undefined;
    due.expired();
  }
}

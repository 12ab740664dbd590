import { setMaxListeners } from 'node:events';
import type { Clock } from '../../../clock.js';

/** The local AWS is stopping: what this interrupts continues after a restart. */
export class StoppedError extends Error {
  override readonly name = 'StoppedError';
}

/** Work that goes on after an operation answered. Ends cleanly when the local AWS stops. */
export class Jobs {
  readonly #clock: Clock;
  readonly #stop = new AbortController();
  readonly #running = new Set<Promise<void>>();

  constructor(clock: Clock) {
    this.#clock = clock;
    // Every resource that waits listens for the end: dozens at once are no leak.
    setMaxListeners(0, this.#stop.signal);
  }

  /** Runs work in the background. It handles its own failures; being stopped is not one. */
  start(work: () => Promise<void>): void {
    const job = work().catch((error: unknown) => {
      if (!(error instanceof StoppedError)) throw error;
    });
    this.#running.add(job);
    void job.finally(() => this.#running.delete(job));
  }

  /**
   * Waits.
   *
   * @throws StoppedError when the local AWS stops meanwhile
   */
  async pause(milliseconds: number): Promise<void> {
    const { signal } = this.#stop;
    if (signal.aborted) throw new StoppedError();
    await this.#clock.sleep(milliseconds, signal).catch((error: unknown) => {
      throw signal.aborted ? new StoppedError() : error;
    });
  }

  /** Resolves when nothing is running any more. */
  async idle(): Promise<void> {
    while (this.#running.size > 0) await Promise.allSettled([...this.#running]);
  }

  /** Stops at the next pause and waits for calls under way. What was interrupted continues after a restart. */
  async close(): Promise<void> {
    this.#stop.abort();
    await this.idle();
  }
}

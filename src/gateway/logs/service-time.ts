import type { Clock } from '../clock.js';

/** `Date` headers are cut to the second, and answers take time. */
const inexact = 1_000;

/** The service's clock as far as its answers tell: where a laptop's clock is fast, reading on from its time would lose events. */
export class ServiceTime {
  #offset = 0;

  constructor(private readonly clock: Clock) {}

  /** Takes note of an answer that has just come. */
  note(answeredAt: number | undefined): void {
    if (answeredAt === undefined) return;
    const offset = answeredAt - this.clock.now();
    this.#offset = Math.abs(offset) <= inexact ? 0 : offset;
  }

  /** The service's time at a time of our clock; rather early than late. */
  of(ours: number): number {
    return ours + this.#offset - (this.#offset === 0 ? inexact : 0);
  }
}

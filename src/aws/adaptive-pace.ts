/** Milliseconds that the pace is measured over. */
const measured = 2_000;
/** The slowest pace, milliseconds between two calls. */
const slowest = 1_000;
/** How much faster than measured is tried, so that a pace never stays below what the service allows. */
const eagerness = 1.1;
/** What each call that passes shortens the interval to: a limit may be lifted, or others may have stopped. */
const recovery = 0.97;

/**
 * How fast calls may start where the limit is not known (it differs by region, and an account shares it): at once until the service
 * throttles, from then on a little faster than what it let through. A refused call costs the next one nothing, so trying a little too
 * fast uses all that the service gives.
 */
export class AdaptivePace {
  readonly #passed: number[] = [];
  #began: number | undefined;
  /** Milliseconds between two starts; 0: no limit is known. */
  #interval = 0;
  #next = 0;

  /** Books the next start; answers how many milliseconds from `now` it is. */
  book(now: number): number {
    this.#began ??= now;
    const start = Math.max(now, this.#next);
    this.#next = start + this.#interval;
    return start - now;
  }

  /** A call was answered. */
  passed(now: number): void {
    this.#forget(now);
    this.#passed.push(now);
    this.#interval = this.#interval < 1 ? 0 : this.#interval * recovery;
  }

  /** A call was refused as one too many. */
  throttled(now: number): void {
    this.#forget(now);
    const span = Math.max(1, Math.min(measured, now - (this.#began ?? now)));
    const average = span / Math.max(1, this.#passed.length);
    this.#interval = Math.min(slowest, Math.max(1, average / eagerness));
    this.#next = Math.max(this.#next, now + this.#interval);
  }

  #forget(now: number): void {
    while ((this.#passed[0] ?? now) < now - measured) this.#passed.shift();
  }
}

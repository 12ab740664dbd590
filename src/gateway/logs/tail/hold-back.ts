import type { TailLine } from './tail-line.js';

interface Held {
  readonly line: TailLine;
  /** When it may go, on whatever clock the caller has. */
  readonly due: number;
}

/**
 * Holds lines for a moment and gives them in order of time: lines of several groups become readable in another order than they were
 * written, and what a line lacks another one tells.
 */
export class HoldBack {
  #held: Held[] = [];

  add(line: TailLine, due: number): void {
    let at = this.#held.length;
    const { timestamp } = line.event;
    while (at > 0 && (this.#held[at - 1]?.line.event.timestamp ?? 0) > timestamp) at--;
    if (at === this.#held.length) this.#held.push({ line, due });
    else this.#held.splice(at, 0, { line, due });
  }

  /** Lines that are due, and those with an earlier time. */
  take(now: number): TailLine[] {
    let end = this.#held.length;
    while (end > 0 && (this.#held[end - 1]?.due ?? 0) > now) end--;
    const taken = this.#held.slice(0, end);
    this.#held = this.#held.slice(end);
    return taken.map(({ line }) => line);
  }
}

import { isFailure } from '../errors.js';
import { EventMemory } from './event-memory.js';
import type { Batch } from './merge-batches.js';
import { readPages, type LogSource, type Reading } from './read-pages.js';
import type { ServiceTime } from './service-time.js';

/** Milliseconds. An event that CloudWatch Logs takes no later than this after its time is not missed. */
export const overlap = 120_000;
/** How far a read between two full ones goes back: most events are not later than this. */
const shortOverlap = 10_000;
const betweenFullReads = 30_000;
const betweenShortReads = 2_000;
const betweenLooksForGroup = 10_000;

/**
 * Polls one log group without losing or repeating events.
 *
 * A full read begins at the start of the last full read, less the overlap: whatever was not there at that time and is no later than the overlap
 * is read now, however long reads take or are held up. Short reads between them show most events sooner.
 */
export class GroupFollower {
  readonly memory: EventMemory;
  /** When the last full read began, and the last read of either kind; by the service's clock. */
  #full: number;
  #last: number;
  /** By our clock. */
  #fullReadDue = -Infinity;
  #shortReadDue = -Infinity;
  #present = true;

  /** @param readUntil service's time up to which the group was read already, or is not asked for */
  constructor(
    private readonly reading: Reading,
    readonly source: LogSource,
    private readonly time: ServiceTime,
    private readonly readUntil: number,
    withLiveTail: boolean,
  ) {
    this.memory = new EventMemory(withLiveTail);
    this.#full = readUntil + overlap;
    this.#last = this.#full;
  }

  /** Whether the group existed when it was last read. */
  get present(): boolean {
    return this.#present;
  }

  /** Asks for a read as soon as possible: something may have been missed that polling can bring. */
  requestRead(): void {
    this.#shortReadDue = -Infinity;
  }

  /** @param covered whether Live Tail brings the events too, so that only full reads are needed */
  isDue(covered: boolean): boolean {
    const now = this.reading.clock.now();
    if (now >= this.#fullReadDue) return true;
    return covered ? this.#shortReadDue === -Infinity : now >= this.#shortReadDue;
  }

  /** Reads what is new. */
  async *read(): AsyncGenerator<Batch> {
    const { clock, signal } = this.reading;
    const began = clock.now();
    const full = began >= this.#fullReadDue;
    this.#shortReadDue = began + betweenShortReads;
    try {
      yield* this.#newEvents(
        full ? this.#full - overlap : Math.max(this.#last - shortOverlap, this.#full - overlap),
      );
      if (signal?.aborted) return;
      this.#present = true;
      this.#completed(began, full);
    } catch (error) {
      if (!isFailure(error, 'not-found')) throw error;
      this.#present = false;
      this.#fullReadDue = this.#shortReadDue = began + betweenLooksForGroup;
    }
  }

  #completed(began: number, full: boolean): void {
    this.#last = this.time.of(began);
    if (!full) return;
    this.#full = this.#last;
    this.#fullReadDue = began + betweenFullReads;
    this.memory.forget(this.#full - overlap);
  }

  async *#newEvents(since: number): AsyncGenerator<Batch> {
    const wanted = Math.max(since, this.readUntil);
    const from = Math.max(wanted, this.memory.floor);
    if (from > wanted) this.#missed(wanted, from);
    for await (const page of readPages(this.reading, this.source, { from })) {
      this.time.note(page.answeredAt);
      const fresh = page.events.filter((event) => this.memory.polled(event));
      this.reading.meter.duplicates += page.events.length - fresh.length;
      if (fresh.length > 0) yield fresh;
    }
  }

  #missed(from: number, to: number): void {
    const reason =
      'there were more events than are remembered, so later ones of this time are not looked for';
    this.reading.meter.missed({ group: this.source.group, from, to, reason });
  }
}

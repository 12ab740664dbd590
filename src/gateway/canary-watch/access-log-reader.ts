import type { Clock } from '../clock.js';
import { parseAccessRecord, type AccessRecord } from '../logs/access-record.js';
import { CompletenessMeter } from '../logs/completeness.js';
import { EventMemory } from '../logs/event-memory.js';
import { quotedMessage, type LogEvent, type LogService } from '../logs/log-service.js';
import { readRangeBatches } from '../logs/read-range.js';

/** Milliseconds for which a line may come later than others of its time, and is still found. */
const overlap = 60_000;

/** How far the clock here may be behind that of AWS. */
const skew = 300_000;

/**
 * Reads what is new in the access log, again and again. The group has the lines of base and canary; `{group}/Canary` only has copies
 * (DG/canary-release).
 */
export class AccessLogReader {
  readonly #memory = new EventMemory(false);
  readonly #meter = new CompletenessMeter();
  #newest: number;

  /** @param from milliseconds since the epoch: what happened before is not asked for */
  constructor(
    private readonly logs: Pick<LogService, 'filter'>,
    private readonly clock: Clock,
    private readonly group: string,
    private readonly from: number,
  ) {
    this.#newest = from;
  }

  /** Requests that were not read before. @throws GatewayError where the log cannot be read; the next read makes up for it */
  async read(): Promise<AccessRecord[]> {
    const span = { from: Math.max(this.from, this.#newest - overlap), to: this.clock.now() + skew };
    const reading = { logs: this.logs, clock: this.clock, meter: this.#meter, patience: 0 };
    const events: LogEvent[] = [];
    for await (const batch of readRangeBatches(reading, [{ group: this.group }], span)) events.push(...batch);
    // Only a read that came to its end counts: what broke off is read again, and must not be taken for known then.
    const fresh = events.filter((event) => this.#memory.polled(event));
    this.#newest = events.reduce((newest, { timestamp }) => Math.max(newest, timestamp), this.#newest);
    this.#memory.forget(this.#newest - overlap);
    return fresh.flatMap((event) => parseAccessRecord(quotedMessage(event)) ?? []);
  }
}

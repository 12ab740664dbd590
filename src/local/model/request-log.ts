/** How a request to the local model ended. */
export type RequestOutcome =
  | 'running'
  | 'completed'
  /** Answered with an error. */
  | 'failed'
  /** Cut by `[[break]]`. */
  | 'broken'
  /** The client went away; the answer was stopped. */
  | 'aborted';

/** One request to the local model, for tests that count retries or watch a client leave. */
export interface RequestRecord {
  readonly requestId: string;
  readonly method: string;
  readonly path: string;
  readonly operation: string | undefined;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  endedAt?: number;
  status?: number;
  errorCode?: string;
  outcome: RequestOutcome;
  /** Chunks of the answer that were sent. */
  chunksSent: number;
}

const REMEMBERED = 1000;

/** The last thousand requests, and how many there were at all. */
export class RequestLog {
  #records: RequestRecord[] = [];
  #total = 0;

  add(record: RequestRecord): void {
    this.#total++;
    this.#records.push(record);
    if (this.#records.length > REMEMBERED) this.#records.shift();
  }

  /** Oldest first. */
  get records(): readonly RequestRecord[] {
    return this.#records;
  }

  summary() {
    const count = (outcome: RequestOutcome) =>
      this.#records.filter((record) => record.outcome === outcome).length;
    return {
      total: this.#total,
      running: count('running'),
      aborted: count('aborted'),
      requests: this.#records,
    };
  }

  clear(): void {
    this.#records = [];
    this.#total = 0;
  }
}

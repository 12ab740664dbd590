/** A span of a log group that could not be read, so that lines of it may be missing. */
export interface Gap {
  readonly group: string;
  /** Milliseconds since the epoch. */
  readonly from: number;
  readonly to: number;
  readonly reason: string;
}

/** What a reader of logs knows about how complete its output is. */
export interface Completeness {
  readonly events: number;
  /** Events given out after one with a later timestamp. */
  readonly late: number;
  /** Events that came more than once and were given out once. */
  readonly duplicates: number;
  /** Updates of Live Tail that the service says it left events out of; polling has completed them. */
  readonly sampled: number;
  /** Calls that the service asked to wait with. */
  readonly throttled: number;
  /** Reads or sessions that broke off and were taken up again. */
  readonly reconnects: number;
  readonly gaps: readonly Gap[];
}

/** More gaps than this are counted into the last one: a reader may run for days. */
const mostGaps = 100;

/** Counts, while logs are read, what says how complete they are. */
export class CompletenessMeter implements Completeness {
  events = 0;
  late = 0;
  duplicates = 0;
  sampled = 0;
  throttled = 0;
  reconnects = 0;
  readonly gaps: Gap[] = [];
  #newest = -Infinity;

  /** An event with that timestamp is given out. */
  gaveOut(timestamp: number): void {
    this.events++;
    if (timestamp < this.#newest) this.late++;
    else this.#newest = timestamp;
  }

  missed(gap: Gap): void {
    const last = this.gaps.at(-1);
    if (!last || this.gaps.length < mostGaps) this.gaps.push(gap);
    else this.gaps[this.gaps.length - 1] = { ...last, to: Math.max(last.to, gap.to) };
  }

  /** The figures as they are now. */
  snapshot(): Completeness {
    const { events, late, duplicates, sampled, throttled, reconnects } = this;
    return { events, late, duplicates, sampled, throttled, reconnects, gaps: [...this.gaps] };
  }
}

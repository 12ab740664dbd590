import { Histogram } from './histogram.js';
import type { Traffic } from './traffic.js';

/** What base or canary did, in figures. Durations in milliseconds, of requests that were served; absent without any. */
export interface SideFigures {
  readonly requests: number;
  readonly errors: number;
  readonly refused: number;
  /** 0 to 1. */
  readonly errorRate: number;
  readonly latency: Percentiles;
  /** Time to the first byte of the answer's body, where it was streamed. */
  readonly firstByte: Percentiles;
}

export interface Percentiles {
  readonly p50?: number;
  readonly p95?: number;
  readonly p99?: number;
}

/** Requests of one side, counted. */
export class Tally {
  requests = 0;
  errors = 0;
  refused = 0;
  readonly latency = new Histogram();
  readonly firstByte = new Histogram();

  add(traffic: Traffic): void {
    this.requests += traffic.requests;
    this.errors += traffic.errors;
    this.refused += traffic.refused;
    this.latency.add(traffic.latencies);
    this.firstByte.add(traffic.firstBytes);
  }

  figures(): SideFigures {
    return {
      requests: this.requests,
      errors: this.errors,
      refused: this.refused,
      errorRate: this.requests === 0 ? 0 : this.errors / this.requests,
      latency: percentiles(this.latency),
      firstByte: percentiles(this.firstByte),
    };
  }
}

/** Base and canary beside each other. */
export interface Figures {
  readonly base: SideFigures;
  readonly canary: SideFigures;
  /** The canary's part of the requests, 0 to 1; absent without any. */
  readonly share?: number;
}

export function figuresOf(base: Tally, canary: Tally): Figures {
  const all = base.requests + canary.requests;
  return {
    base: base.figures(),
    canary: canary.figures(),
    ...(all > 0 && { share: canary.requests / all }),
  };
}

function percentiles(histogram: Histogram): Percentiles {
  const at = (p: number) => {
    const value = histogram.quantile(p);
    return value === undefined ? undefined : Math.round(value);
  };
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99) };
}

import { Histogram } from './histogram.js';
import type { RequestFigures } from './request-joiner.js';

/** One line of the screen: requests of a tenant or a model in the window. */
export interface TopRow {
  readonly key: string;
  readonly requests: number;
  readonly perSecond: number;
  /** Share of requests answered with 400 or more, 0 to 1. */
  readonly errorRate: number;
  readonly throttled: number;
  readonly serverErrors: number;
  /** Milliseconds. */
  readonly p50?: number;
  readonly p95?: number;
  readonly inputTokensPerSecond: number;
  readonly outputTokensPerSecond: number;
}

/** What the screen shows. */
export interface TopFigures {
  readonly windowMs: number;
  readonly total: TopRow;
  readonly tenants: readonly TopRow[];
  readonly models: readonly TopRow[];
  /** Requests and errors of each second of the window, oldest first. */
  readonly requests: readonly number[];
  readonly errors: readonly number[];
  /** More requests came than are kept: the figures are of the newest. */
  readonly overflow: boolean;
}

/** Enough for an hour at 30 requests a second, or a minute at 1,600; about 20 MB. */
const mostKept = 100_000;

/** Requests of the last while. */
export class RecentRequests {
  #kept: RequestFigures[] = [];
  #overflow = false;

  constructor(readonly windowMs: number) {}

  add(request: RequestFigures): void {
    this.#kept.push(request);
    // Cut in large pieces: cutting one by one would cost its length each time.
    if (this.#kept.length < mostKept * 1.1) return;
    this.#kept = this.#kept.slice(-mostKept);
    this.#overflow = true;
  }

  /** The figures of the window that ends now. */
  figures(now: number): TopFigures {
    const from = now - this.windowMs;
    this.#kept = this.#kept.filter(({ time }) => time > from);
    if (this.#kept.length < mostKept) this.#overflow = false;
    const seconds = this.windowMs / 1_000;
    const timeline = (chosen: readonly RequestFigures[]) => perSecond(chosen, from, seconds);
    return {
      windowMs: this.windowMs,
      total: rowOf('all', this.#kept, seconds),
      tenants: rowsBy(this.#kept, ({ tenant }) => tenant ?? '-', seconds),
      models: rowsBy(this.#kept, ({ model }) => model ?? '-', seconds),
      requests: timeline(this.#kept),
      errors: timeline(this.#kept.filter(failed)),
      overflow: this.#overflow,
    };
  }
}

function perSecond(requests: readonly RequestFigures[], from: number, seconds: number): number[] {
  const counts = Array.from({ length: Math.ceil(seconds) }, () => 0);
  for (const { time } of requests) {
    const at = Math.min(counts.length - 1, Math.floor((time - from) / 1_000));
    counts[at] = (counts[at] ?? 0) + 1;
  }
  return counts;
}

function rowsBy(
  requests: readonly RequestFigures[],
  keyOf: (request: RequestFigures) => string,
  seconds: number,
): TopRow[] {
  const groups = new Map<string, RequestFigures[]>();
  for (const request of requests) {
    const key = keyOf(request);
    const group = groups.get(key);
    if (group) group.push(request);
    else groups.set(key, [request]);
  }
  return [...groups].map(([key, group]) => rowOf(key, group, seconds));
}

function rowOf(key: string, requests: readonly RequestFigures[], seconds: number): TopRow {
  const latency = new Histogram();
  for (const request of requests) if (request.latency !== undefined) latency.add(request.latency);
  const countOf = (test: (request: RequestFigures) => boolean) => requests.filter(test).length;
  const sumOf = (value: (request: RequestFigures) => number) =>
    requests.reduce((sum, request) => sum + value(request), 0);
  return {
    key,
    requests: requests.length,
    perSecond: requests.length / seconds,
    errorRate: requests.length === 0 ? 0 : countOf(failed) / requests.length,
    throttled: countOf(({ status }) => status === 429),
    serverErrors: countOf(({ status = 0 }) => status >= 500),
    p50: latency.percentile(0.5),
    p95: latency.percentile(0.95),
    inputTokensPerSecond: sumOf(({ inputTokens }) => inputTokens) / seconds,
    outputTokensPerSecond: sumOf(({ outputTokens }) => outputTokens) / seconds,
  };
}

function failed({ status = 0 }: RequestFigures): boolean {
  return status >= 400;
}

import { Histogram } from './histogram.js';
import { priceOf, type PriceList } from './prices.js';
import type { RequestFigures } from './request-joiner.js';

/** By what requests are counted together. */
export const dimensions = ['tenant', 'model', 'status', 'canary'] as const;
export type Dimension = (typeof dimensions)[number];

/** Milliseconds that half, 95 and 99 of a hundred requests did not exceed, to about one in a hundred. */
export interface Percentiles {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

/** Figures of requests counted together. */
export interface GroupFigures {
  /** `-` for those that have none, such as no model where a request was refused before. */
  readonly key: string;
  readonly requests: number;
  /** Answered with 400 to 499 except 429. */
  readonly clientErrors: number;
  /** Answered with 429. */
  readonly throttled: number;
  /** Answered with 500 or more. */
  readonly serverErrors: number;
  /** Share of requests that failed in any of these ways, 0 to 1. */
  readonly errorRate: number;
  readonly latency?: Percentiles;
  /** Until the first byte of the answer. */
  readonly firstContent?: Percentiles;
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** At list prices, of the models that have one; absent where none has. */
  readonly cost?: number;
  /** Whether every model that used tokens has a price. */
  readonly costComplete: boolean;
}

/** Figures over a stretch of time. */
export interface LogStatistics {
  readonly from: Date;
  readonly to: Date;
  readonly by: Dimension;
  readonly total: GroupFigures;
  /** Most requests first. */
  readonly groups: readonly GroupFigures[];
  readonly timeline: {
    readonly bucketMs: number;
    readonly requests: readonly number[];
    readonly errors: readonly number[];
  };
  readonly prices: {
    readonly date: string;
    readonly currency: string;
    readonly source: string;
    /** Models that used tokens and have no price in the list. */
    readonly unpriced: readonly string[];
  };
}

/** Columns of the timeline. */
const bucketCount = 60;

/** Gathers the figures of requests. Memory grows with the number of groups, not of requests. */
export class StatisticsGatherer {
  readonly #total = new Group();
  readonly #groups = new Map<string, Group>();
  readonly #requests: number[] = Array.from({ length: bucketCount }, () => 0);
  readonly #errors: number[] = Array.from({ length: bucketCount }, () => 0);

  constructor(
    private readonly by: Dimension,
    private readonly from: number,
    private readonly to: number,
  ) {}

  add(request: RequestFigures): void {
    const key = keyOf(request, this.by);
    const group = this.#groups.get(key) ?? new Group();
    this.#groups.set(key, group);
    group.add(request);
    this.#total.add(request);
    const bucket = Math.floor(((request.time - this.from) / (this.to - this.from)) * bucketCount);
    const at = Math.min(bucketCount - 1, Math.max(0, bucket));
    this.#requests[at] = (this.#requests[at] ?? 0) + 1;
    if ((request.status ?? 0) >= 400) this.#errors[at] = (this.#errors[at] ?? 0) + 1;
  }

  result(prices: PriceList): LogStatistics {
    const groups = [...this.#groups].map(([key, group]) => group.figures(key, prices));
    return {
      from: new Date(this.from),
      to: new Date(this.to),
      by: this.by,
      total: this.#total.figures('total', prices),
      groups: groups.sort((a, b) => b.requests - a.requests || (a.key < b.key ? -1 : 1)),
      timeline: {
        bucketMs: Math.round((this.to - this.from) / bucketCount),
        requests: this.#requests,
        errors: this.#errors,
      },
      prices: {
        date: prices.date,
        currency: prices.currency,
        source: prices.source,
        unpriced: this.#total.unpriced(prices),
      },
    };
  }
}

function keyOf({ tenant, model, status, canary }: RequestFigures, by: Dimension): string {
  switch (by) {
    case 'tenant':
      return tenant ?? '-';
    case 'model':
      return model ?? '-';
    case 'status':
      return status === undefined ? '-' : String(status);
    case 'canary':
      return canary === undefined ? '-' : canary ? 'canary' : 'base';
  }
}

interface Tokens {
  input: number;
  output: number;
}

class Group {
  #requests = 0;
  #clientErrors = 0;
  #throttled = 0;
  #serverErrors = 0;
  readonly #latency = new Histogram();
  readonly #firstContent = new Histogram();
  readonly #tokens = new Map<string, Tokens>();

  add({ status = 0, latency, firstContent, model = '-', inputTokens, outputTokens }: RequestFigures): void {
    this.#requests++;
    if (status === 429) this.#throttled++;
    else if (status >= 500) this.#serverErrors++;
    else if (status >= 400) this.#clientErrors++;
    if (latency !== undefined) this.#latency.add(latency);
    if (firstContent !== undefined) this.#firstContent.add(firstContent);
    if (inputTokens + outputTokens === 0) return;
    const tokens = this.#tokens.get(model) ?? { input: 0, output: 0 };
    this.#tokens.set(model, tokens);
    tokens.input += inputTokens;
    tokens.output += outputTokens;
  }

  unpriced(prices: PriceList): string[] {
    return [...this.#tokens.keys()].filter((model) => priceOf(prices, model) === undefined).sort();
  }

  figures(key: string, prices: PriceList): GroupFigures {
    const failed = this.#clientErrors + this.#throttled + this.#serverErrors;
    const tokens = [...this.#tokens.values()];
    return {
      key,
      requests: this.#requests,
      clientErrors: this.#clientErrors,
      throttled: this.#throttled,
      serverErrors: this.#serverErrors,
      errorRate: this.#requests === 0 ? 0 : failed / this.#requests,
      latency: percentilesOf(this.#latency),
      firstContent: percentilesOf(this.#firstContent),
      inputTokens: tokens.reduce((sum, { input }) => sum + input, 0),
      outputTokens: tokens.reduce((sum, { output }) => sum + output, 0),
      cost: this.#cost(prices),
      costComplete: this.unpriced(prices).length === 0,
    };
  }

  #cost(prices: PriceList): number | undefined {
    const costs = [...this.#tokens].flatMap(([model, { input, output }]) => {
      const price = priceOf(prices, model);
      return price ? [(input * price.input + output * price.output) / 1_000_000] : [];
    });
    return costs.length === 0 ? undefined : costs.reduce((sum, cost) => sum + cost, 0);
  }
}

function percentilesOf(histogram: Histogram): Percentiles | undefined {
  const [p50, p95, p99] = [0.5, 0.95, 0.99].map((share) => histogram.percentile(share));
  return p50 === undefined || p95 === undefined || p99 === undefined ? undefined : { p50, p95, p99 };
}

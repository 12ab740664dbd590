import { comparedWithBase, comparedWithLimit, Evidence, type Count } from './evidence.js';
import { countAbove, Histogram } from './histogram.js';
import type { LatencyLimit, WatchLimits } from './limits.js';
import { canaryRequestsNeeded, isEnough } from './sufficient-traffic.js';
import type { Block, Traffic } from './traffic.js';

/** What a canary is asked about. Each question has its part of the chance to stop a healthy one. */
export type CheckName = 'errors' | 'error-limit' | 'refusals' | 'latency' | 'first-byte';

/** How much of what a check looks at there was. */
interface Counts {
  canary: number;
  base: number;
}

/** One question, and what speaks for "yes, the canary is worse". */
export abstract class Check {
  protected readonly evidence = new Evidence();
  readonly #step: Counts = { canary: 0, base: 0 };
  abstract readonly name: CheckName;

  beginPeriod(): void {
    this.evidence.beginPeriod();
  }

  beginStep(): void {
    this.#step.canary = 0;
    this.#step.base = 0;
  }

  /** Takes up what was not seen before. */
  observe(block: Block): void {
    const { canary, base } = this.count(block);
    this.evidence.add(this.compare(canary, base));
    this.#step.canary += canary.requests;
    this.#step.base += base.requests;
  }

  /** The logarithm of the score: that of `a` to 1 is reached by a canary that is not worse with probability `1/a` at most. */
  get score(): number {
    return this.evidence.log;
  }

  /** Whether the traffic of this step would have shown trouble. */
  isEnough(threshold: number): boolean {
    return isEnough(this.#sought(threshold), this.#step.canary, this.#step.base);
  }

  /** Canary requests in this step, and how many it takes; undefined where one of the two gets none. */
  progress(threshold: number): { readonly seen: number; readonly needed?: number } {
    const { canary, base } = this.#step;
    const share = this.against === 'limit' ? 0.5 : canary / (canary + base);
    const needed = share > 0 && share < 1 ? canaryRequestsNeeded(this.#sought(threshold), share) : undefined;
    return { seen: canary, needed };
  }

  protected abstract readonly against: 'base' | 'limit';
  /** The rate of hits that the canary is held against. */
  protected abstract get rate(): number;
  protected abstract count(block: Block): { readonly canary: Count; readonly base: Count };

  protected compare(canary: Count, base: Count) {
    return this.against === 'base' ? comparedWithBase(canary, base) : comparedWithLimit(canary, this.rate);
  }

  #sought(threshold: number) {
    return { rate: this.rate, against: this.against, evidence: this.evidence, threshold };
  }
}

/** What a request came to, as `Traffic` counts it. */
type Outcome = 'errors' | 'refused';

/** Whether more of the canary's requests come to an outcome than of base's. */
class OutcomeCheck extends Check {
  protected readonly against = 'base';
  #base = { hits: 0, requests: 0 };

  /** @param least where base does better than this, the canary is held against five times this rate */
  constructor(
    readonly name: CheckName,
    private readonly outcome: Outcome,
    private readonly least: number,
  ) {
    super();
  }

  protected override get rate(): number {
    const { hits, requests } = this.#base;
    return Math.min(0.99, Math.max(this.least, requests === 0 ? 0 : hits / requests));
  }

  protected override count({ canary, base }: Block) {
    const counted = countOutcome(base, this.outcome);
    this.#base = { hits: this.#base.hits + counted.hits, requests: this.#base.requests + counted.requests };
    return { canary: countOutcome(canary, this.outcome), base: counted };
  }
}

/** Whether the canary's error rate is above what the operator allows, whatever base's is. */
class ErrorLimitCheck extends Check {
  readonly name = 'error-limit';
  protected readonly against = 'limit';

  constructor(protected readonly rate: number) {
    super();
  }

  protected override count({ canary, base }: Block) {
    return { canary: countOutcome(canary, 'errors'), base: countOutcome(base, 'errors') };
  }
}

/** A duration, as `Traffic` lists it. */
type Duration = 'latencies' | 'firstBytes';

/** The share of requests that are slower than the 95th percentile. */
const slowest = 0.05;

/** Whether the canary's 95th percentile is above that of base, had base been slower by the factor that is allowed. */
class SlowerThanBaseCheck extends Check {
  protected readonly against = 'base';
  protected readonly rate = slowest;
  readonly #pooled = new Histogram();

  constructor(
    readonly name: CheckName,
    private readonly duration: Duration,
    private readonly factor: number,
  ) {
    super();
  }

  /**
   * Hits are requests above the 95th percentile of both sides together, base's durations raised by the factor: where both are
   * alike then, as many of either lie above it. It does not depend on which side a request was on, so it gives none an advantage.
   */
  protected override count({ canary, base }: Block) {
    const [durations, raised] = [canary[this.duration], base[this.duration]];
    const limit =
      this.#pooled
        .add(durations)
        .add(raised, this.factor)
        .quantile(1 - slowest) ?? 0;
    return { canary: slowerThan(durations, limit), base: slowerThan(raised, limit, this.factor) };
  }
}

/** Whether more than 5 % of the canary's requests are slower than the operator allows. */
class LatencyLimitCheck extends Check {
  protected readonly against = 'limit';
  protected readonly rate = slowest;

  constructor(
    readonly name: CheckName,
    private readonly duration: Duration,
    private readonly most: number,
  ) {
    super();
  }

  protected override count({ canary, base }: Block) {
    const { duration, most } = this;
    return { canary: slowerThan(canary[duration], most), base: slowerThan(base[duration], most) };
  }
}

/** Where base does better than this, the canary is held against five times this rate, unless the operator says what is allowed. */
const leastRate = 0.01;

/** The questions these limits ask. */
export function checksFor({ errorRate, p95, firstByte }: WatchLimits): Check[] {
  const least = errorRate ?? leastRate;
  return [
    new OutcomeCheck('errors', 'errors', least),
    ...(errorRate === undefined ? [] : [new ErrorLimitCheck(errorRate)]),
    new OutcomeCheck('refusals', 'refused', least),
    latencyCheck('latency', 'latencies', p95),
    ...(firstByte ? [latencyCheck('first-byte', 'firstBytes', firstByte)] : []),
  ];
}

function latencyCheck(name: CheckName, duration: Duration, limit: LatencyLimit): Check {
  return limit.kind === 'relative'
    ? new SlowerThanBaseCheck(name, duration, limit.factor)
    : new LatencyLimitCheck(name, duration, limit.most);
}

function countOutcome(traffic: Traffic, outcome: Outcome): Count {
  return { hits: traffic[outcome], requests: traffic.requests };
}

function slowerThan(durations: readonly number[], limit: number, factor = 1): Count {
  return { hits: countAbove(durations, limit, factor), requests: durations.length };
}

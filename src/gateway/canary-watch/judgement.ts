import { checksFor, type Check, type CheckName } from './checks.js';
import { figuresOf, Tally, type Figures } from './figures.js';
import { describeLimit, type LatencyLimit, type WatchLimits } from './limits.js';
import type { Block } from './traffic.js';

/** What a canary is found to be. Only `healthy` ever promotes, and only `unhealthy` aborts. */
export type Verdict = 'healthy' | 'unhealthy' | 'not-enough-traffic';

/** A verdict on one question. */
export interface CheckVerdict {
  readonly check: CheckName;
  readonly verdict: Verdict;
  /** At most so often would a canary that is not worse look like this at any time of the watch. 0 to 1. */
  readonly chance: number;
}

/** The same in words. */
export interface CheckReport extends CheckVerdict {
  /** With figures, and with what is missing to say more. */
  readonly reason: string;
}

export interface Judged {
  readonly verdict: Verdict;
  readonly checks: readonly CheckVerdict[];
}

/** How often a canary that is not worse than base, and within the limits, may be stopped: in the whole watch, all looks and checks together. */
const falseAlarms = 0.01;

/** A score from which on the canary looks worse, though not beyond chance: then it is not healthy either. */
const suspicious = Math.log(3);

/** Everything that was seen of a canary since the watch began, and what follows from it (docs/canary-analysis.md). */
export class Judgement {
  readonly #checks: readonly Check[];
  readonly #threshold: number;
  #base = new Tally();
  #canary = new Tally();

  constructor(private readonly limits: WatchLimits) {
    this.#checks = checksFor(limits);
    this.#threshold = Math.log(this.#checks.length / falseAlarms);
  }

  /** Begins an interval: trouble that starts in it is found as if the watch had begun with it. */
  beginPeriod(): void {
    for (const check of this.#checks) check.beginPeriod();
  }

  /** Begins a step: figures count anew, and the step has to have enough traffic of its own. What spoke against the canary stays. */
  beginStep(): void {
    this.#base = new Tally();
    this.#canary = new Tally();
    for (const check of this.#checks) check.beginStep();
  }

  /** Takes up the requests of both sides that were not seen before. */
  observe(block: Block): void {
    this.#base.add(block.base);
    this.#canary.add(block.canary);
    for (const check of this.#checks) check.observe(block);
  }

  /** Of this step. */
  figures(): Figures {
    return figuresOf(this.#base, this.#canary);
  }

  judge(): Judged {
    const checks = this.#checks.map((check) => this.#judgeCheck(check));
    return { verdict: worst(checks.map(({ verdict }) => verdict)), checks };
  }

  /** The verdicts for a person. Takes longer than the verdicts: how much traffic would be enough has to be searched for. */
  report(): CheckReport[] {
    const figures = this.figures();
    return this.#checks.map((check) => {
      const judged = this.#judgeCheck(check);
      const comparison = describeComparison(check.name, figures, this.limits);
      const lacks = judged.verdict === 'not-enough-traffic' ? `; ${this.#whatLacks(check)}` : '';
      return { ...judged, reason: `${comparison}${lacks}` };
    });
  }

  #judgeCheck(check: Check): CheckVerdict {
    const chance = Math.min(1, Math.exp(-check.score));
    return { check: check.name, verdict: this.#verdictOn(check), chance };
  }

  #verdictOn(check: Check): Verdict {
    if (check.score >= this.#threshold) return 'unhealthy';
    return check.score < suspicious && check.isEnough(this.#threshold) ? 'healthy' : 'not-enough-traffic';
  }

  #whatLacks(check: Check): string {
    const { seen, needed } = check.progress(this.#threshold);
    if (needed === undefined)
      return seen === 0 ? 'no such request on the canary yet' : 'none on base to compare with';
    if (seen < needed) return `${seen} of about ${Number(needed.toPrecision(2))} requests on the canary`;
    return 'it looks worse, but not beyond chance yet';
  }
}

function worst(verdicts: readonly Verdict[]): Verdict {
  if (verdicts.includes('unhealthy')) return 'unhealthy';
  return verdicts.includes('not-enough-traffic') ? 'not-enough-traffic' : 'healthy';
}

/** `error rate 5.1 % against 1.0 % of base` */
function describeComparison(check: CheckName, { base, canary }: Figures, limits: WatchLimits): string {
  switch (check) {
    case 'errors':
      return `error rate ${percent(canary.errors, canary.requests)} against ${percent(base.errors, base.requests)} of base`;
    case 'error-limit':
      return `error rate ${percent(canary.errors, canary.requests)}, ${Number(((limits.errorRate ?? 0) * 100).toFixed(2))} % allowed`;
    case 'refusals':
      return `refuses ${percent(canary.refused, canary.requests)} against ${percent(base.refused, base.requests)} of base`;
    case 'latency':
      return describeLatency('p95', canary.latency.p95, base.latency.p95, limits.p95);
    case 'first-byte':
      return describeLatency('p95 to first byte', canary.firstByte.p95, base.firstByte.p95, limits.firstByte);
  }
}

function describeLatency(
  name: string,
  canary: number | undefined,
  base: number | undefined,
  limit: LatencyLimit | undefined,
): string {
  const allowed = limit ? `, ${describeLimit(limit)} allowed` : '';
  const ofBase = limit?.kind === 'relative' ? ` against ${milliseconds(base)} of base` : '';
  return `${name} ${milliseconds(canary)}${ofBase}${allowed}`;
}

function percent(count: number, of: number): string {
  return of === 0 ? '–' : `${((count / of) * 100).toFixed(1)} %`;
}

function milliseconds(value: number | undefined): string {
  return value === undefined ? '–' : `${value} ms`;
}

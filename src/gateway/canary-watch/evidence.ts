import { logOfDivisions } from './divided-hits.js';

/** How many of a number of requests did what is counted, such as fail. */
export interface Count {
  readonly hits: number;
  readonly requests: number;
}

/**
 * By which factor the odds of a hit may be raised: the alternatives that are weighed against "not raised", each with the same
 * weight. The smallest decides what is too little to matter: a factor below about 1.2 is never found, however long one looks.
 */
const oddsRatios = [1.5, 2, 3, 5, 10, 25] as const;

/** For each of `oddsRatios`, the logarithm of how much better it explains what was seen than "not raised" does. */
export type LogLikelihoodRatios = readonly number[];

/**
 * Canary against base, over requests that were divided between them at random. What matters is how the hits of both
 * together fell on the two: that depends on the odds ratio alone, whatever the rate of hits was and however it
 * changed meanwhile (Fisher's noncentral hypergeometric distribution).
 */
export function comparedWithBase(canary: Count, base: Count): LogLikelihoodRatios {
  const hits = canary.hits + base.hits;
  const divided = { hits, canary: canary.requests, base: base.requests };
  const unraised = logOfDivisions(divided, 1);
  return oddsRatios.map(
    (ratio) => canary.hits * Math.log(ratio) - (logOfDivisions(divided, ratio) - unraised),
  );
}

/** The canary alone against a rate that it must not exceed. @param limit more than 0, less than 1 */
export function comparedWithLimit(canary: Count, limit: number): LogLikelihoodRatios {
  return oddsRatios.map(
    (ratio) => canary.hits * Math.log(ratio) - canary.requests * Math.log1p((ratio - 1) * limit),
  );
}

/**
 * What speaks for the canary being worse, as a betting score: it starts at 1, and while the canary is not worse it is expected
 * not to grow, so that it ever reaches `1 / a` with probability `a` at most, however often one looks (Ville's inequality).
 *
 * What begins only later is found as well: with each period a further bet starts, of which the j-th has the share 1/(j(j+1)).
 */
export class Evidence {
  #logs: number[] = oddsRatios.map(() => Number.NEGATIVE_INFINITY);
  #periods = 0;

  /** From here on trouble that was not there before counts from its beginning. */
  beginPeriod(): void {
    this.#periods += 1;
    const stake = Math.log(stakeOf(this.#periods));
    this.#logs = this.#logs.map((log) => logOfSum([log, stake]));
  }

  add(ratios: LogLikelihoodRatios): void {
    this.#logs = this.#logs.map((log, index) => log + (ratios[index] ?? 0));
  }

  /** The logarithm of the score. */
  get log(): number {
    return logOfSum([...this.#logs.map((log) => log - Math.log(oddsRatios.length)), this.#unbet()]);
  }

  /** What the bets of the current period alone would score with these ratios. */
  logOfPeriod(ratios: LogLikelihoodRatios): number {
    return (
      logOfSum(ratios.map((ratio) => ratio - Math.log(oddsRatios.length))) + Math.log(stakeOf(this.#periods))
    );
  }

  /** The share of periods still to come. */
  #unbet(): number {
    return -Math.log(this.#periods + 1);
  }
}

function stakeOf(period: number): number {
  return 1 / (period * (period + 1));
}

function logOfSum(logs: readonly number[]): number {
  const greatest = logs.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  if (greatest === Number.NEGATIVE_INFINITY) return greatest;
  return greatest + Math.log(logs.reduce((sum, log) => sum + Math.exp(log - greatest), 0));
}

import { unluckyHits } from './binomial.js';
import { comparedWithBase, comparedWithLimit, type Evidence, type LogLikelihoodRatios } from './evidence.js';

/** How often trouble of the size to be found may stay unfound although there was enough traffic. */
const missed = 1e-4;

/** By which factor the odds of a hit are raised in the trouble that has to be found. */
const raised = 5;

/** A rate of hits that the canary is held against, and what says how surely. */
export interface Sought {
  /** The share of base's requests that are hits, or the limit. More than 0, less than 1. */
  readonly rate: number;
  /** `base`: compared with the requests base had meanwhile · `limit`: with a rate that is set. */
  readonly against: 'base' | 'limit';
  readonly evidence: Evidence;
  /** The logarithm of the score that stops a canary. */
  readonly threshold: number;
}

/**
 * Whether so much traffic would show a canary of five times that rate, even if chance hid as much of it as it does once in 10,000 times.
 * Only then does silence mean health.
 */
export function isEnough(sought: Sought, canary: number, base: number): boolean {
  const harmful = fiveTimes(sought.rate);
  const hits = unluckyHits(canary, harmful, missed / 2).low;
  return sought.evidence.logOfPeriod(ratios(sought, { hits, requests: canary }, base)) >= sought.threshold;
}

/** How many canary requests would be enough while the canary gets this share of the traffic. */
export function canaryRequestsNeeded(sought: Sought, share: number): number {
  const enough = (canary: number) => isEnough(sought, canary, Math.round((canary * (1 - share)) / share));
  let most = 16;
  while (!enough(most) && most < 1e9) most *= 2;
  let least = most / 2;
  while (most - least > Math.max(1, most / 200)) {
    const middle = Math.round((least + most) / 2);
    if (enough(middle)) most = middle;
    else least = middle;
  }
  return most;
}

/** Five times the rate; of rates for which that is impossible, half-way to all. */
export function fiveTimes(rate: number): number {
  return Math.min(raised * rate, (1 + rate) / 2);
}

function ratios(
  { rate, against }: Sought,
  canary: { readonly hits: number; readonly requests: number },
  base: number,
): LogLikelihoodRatios {
  if (against === 'limit') return comparedWithLimit(canary, rate);
  return comparedWithBase(canary, { hits: unluckyHits(base, rate, missed / 2).high, requests: base });
}

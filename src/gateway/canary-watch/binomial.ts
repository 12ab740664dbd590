import { logOfChoices } from './factorial.js';

/**
 * The number of hits that a share of at most `tail` of all series has fewer of (`low`) or more of (`high`): what bad luck can do to `n`
 * requests that each hit with probability `p`.
 */
export function unluckyHits(
  n: number,
  p: number,
  tail: number,
): { readonly low: number; readonly high: number } {
  return { low: lowest(n, p, tail), high: n - lowest(n, 1 - p, tail) };
}

/** The greatest k with P(X < k) ≤ tail, for X binomial. Summed from where the terms are not lost to rounding. */
function lowest(n: number, p: number, tail: number): number {
  if (n === 0 || p <= 0) return 0;
  if (p >= 1) return n;
  const spread = Math.sqrt(n * p * (1 - p));
  let k = Math.max(0, Math.floor(n * p - 12 * spread - 12));
  let below = 0;
  let term = Math.exp(logOfTerm(n, k, p));
  while (k < n && below + term <= tail) {
    below += term;
    term *= ((n - k) / (k + 1)) * (p / (1 - p));
    k += 1;
  }
  return k;
}

function logOfTerm(n: number, k: number, p: number): number {
  return logOfChoices(n, k) + k * Math.log(p) + (n - k) * Math.log1p(-p);
}

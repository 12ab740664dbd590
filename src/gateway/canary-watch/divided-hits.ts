import { logOfChoices } from './factorial.js';

/** Hits that fell on two sides. */
export interface Divided {
  readonly hits: number;
  /** Requests of either side. */
  readonly canary: number;
  readonly base: number;
}

/** Smaller terms no longer change a sum. */
const negligible = 1e-17;

/**
 * The logarithm of the sum, over all ways in which the hits can fall on the two sides, of `ratio` to the power of the canary's part: what
 * makes probabilities of Fisher's noncentral hypergeometric distribution add up to one. Summed from its greatest term.
 */
export function logOfDivisions(divided: Divided, ratio: number): number {
  const { hits, canary, base } = divided;
  const least = Math.max(0, hits - base);
  const most = Math.min(hits, canary);
  /** The term of `x + 1` in terms of that of `x`. */
  const growth = (x: number) => (ratio * (hits - x) * (canary - x)) / ((x + 1) * (base - hits + x + 1));
  let top = Math.min(most, Math.max(least, Math.floor(likeliest(divided, ratio))));
  while (top < most && growth(top) > 1) top += 1;
  while (top > least && growth(top - 1) < 1) top -= 1;
  let sum = 1;
  for (let x = top, term = 1; x < most && term > negligible; x++) sum += term *= growth(x);
  for (let x = top, term = 1; x > least && term > negligible; x--) sum += term /= growth(x - 1);
  return logOfChoices(canary, top) + logOfChoices(base, hits - top) + top * Math.log(ratio) + Math.log(sum);
}

/** About where the greatest term is: where neighbours are equal. */
function likeliest({ hits, canary, base }: Divided, ratio: number): number {
  if (ratio === 1) return (hits * canary) / Math.max(1, canary + base);
  const half = (ratio * (hits + canary) + base - hits) / (2 * (ratio - 1));
  return half - Math.sqrt(Math.max(0, half * half - (ratio * hits * canary) / (ratio - 1)));
}

/** Values of one bucket differ by less than this factor: quantiles are exact to half a percent. */
const growth = Math.log(1.01);

/** Up to a quarter of an hour, which is the longest that API Gateway streams (DG/response-transfer-mode); what is longer counts as that. */
const buckets = bucketOf(900_000) + 1;

/** Counts of durations by size, in memory that does not grow with their number. */
export class Histogram {
  readonly #counts = new Float64Array(buckets);
  #total = 0;

  /** @param values milliseconds; below one they count as one @param factor by which they are raised */
  add(values: readonly number[], factor = 1): this {
    for (const value of values) {
      const bucket = bucketOf(value * factor);
      const held = bucket < buckets ? bucket : buckets - 1;
      this.#counts[held] = (this.#counts[held] ?? 0) + 1;
    }
    this.#total += values.length;
    return this;
  }

  /** The value that the share `p` of all do not exceed; undefined without any. */
  quantile(p: number): number | undefined {
    let seen = 0;
    for (let bucket = 0; bucket < buckets && this.#total > 0; bucket++) {
      seen += this.#counts[bucket] ?? 0;
      if (seen >= p * this.#total) return Math.exp(bucket * growth);
    }
    return undefined;
  }
}

/** How many values are in a higher bucket than the limit is. @param factor by which they are raised */
export function countAbove(values: readonly number[], limit: number, factor = 1): number {
  const edge = Math.exp((bucketOf(limit) + 0.5) * growth) / factor;
  let count = 0;
  for (const value of values) if (value >= edge) count += 1;
  return count;
}

function bucketOf(value: number): number {
  return value <= 1 ? 0 : Math.round(Math.log(value) / growth);
}

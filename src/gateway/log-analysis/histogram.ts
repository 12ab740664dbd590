/** Neighbouring buckets differ by this factor: a percentile is right to about one in a hundred. */
const growth = 1.02;

/** Counts values in buckets that grow, so that percentiles of any number of requests need little memory. */
export class Histogram {
  readonly #counts = new Map<number, number>();
  #total = 0;

  /** @param value 0 or more */
  add(value: number): void {
    const bucket = value <= 0 ? -1 : Math.max(0, Math.round(Math.log(value) / Math.log(growth)));
    this.#counts.set(bucket, (this.#counts.get(bucket) ?? 0) + 1);
    this.#total++;
  }

  get total(): number {
    return this.#total;
  }

  /** The value that a share of all values does not exceed; undefined without values. */
  percentile(share: number): number | undefined {
    let left = Math.ceil(this.#total * share);
    const buckets = [...this.#counts].sort(([a], [b]) => a - b);
    for (const [bucket, count] of buckets) {
      left -= count;
      if (left <= 0) return bucket < 0 ? 0 : Math.round(growth ** bucket);
    }
    return undefined;
  }
}

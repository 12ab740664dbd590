/** Limits of a token bucket (DG/api-gateway-request-throttling). */
export interface RateLimit {
  /** Requests added each second. A negative rate means no limit. */
  readonly ratePerSecond: number;
  /** Most requests at once. */
  readonly burst: number;
}

interface Bucket {
  tokens: number;
  filledAt: number;
}

/** Token buckets by key. Limits may change from call to call; what was taken stays taken. */
export class TokenBuckets {
  readonly #buckets = new Map<string, Bucket>();

  /** Takes one token if there is one. */
  take(key: string, { ratePerSecond, burst }: RateLimit, now: number): boolean {
    if (ratePerSecond < 0) return true;
    const bucket = this.#buckets.get(key) ?? { tokens: burst, filledAt: now };
    this.#buckets.set(key, bucket);
    const refill = (Math.max(0, now - bucket.filledAt) / 1000) * ratePerSecond;
    bucket.tokens = Math.min(burst, bucket.tokens + refill);
    bucket.filledAt = now;
    if (bucket.tokens < 1) return false;
    bucket.tokens -= 1;
    return true;
  }
}

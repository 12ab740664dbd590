import type { Exchange } from './exchange.js';
import { GatewayFailure } from './gateway-failure.js';
import type { EffectiveSettings } from './method-settings.js';
import { TokenBuckets, type RateLimit } from './token-bucket.js';

/** What an account may do in a region by default (DG/limits). */
const ACCOUNT_LIMIT: RateLimit = { ratePerSecond: 10_000, burst: 5_000 };

export function throttled(): GatewayFailure {
  return new GatewayFailure('THROTTLED', 'Too Many Requests');
}

/** Applies the limits that follow a usage plan's: the stage's for the method, then the account's. */
export class StageThrottle {
  readonly #buckets = new TokenBuckets();

  /** Throws THROTTLED. */
  admit(exchange: Exchange, { settings, throttleKey }: EffectiveSettings): void {
    const now = exchange.region.clock.now();
    if (throttleKey !== undefined && settings.throttlingRateLimit !== undefined) {
      const limit = {
        ratePerSecond: settings.throttlingRateLimit,
        burst: settings.throttlingBurstLimit ?? ACCOUNT_LIMIT.burst,
      };
      const key = `${exchange.apiId}/${exchange.stageName}/${throttleKey}`;
      if (!this.#buckets.take(key, limit, now)) throw throttled();
    }
    if (!this.#buckets.take('account', ACCOUNT_LIMIT, now)) throw throttled();
  }
}

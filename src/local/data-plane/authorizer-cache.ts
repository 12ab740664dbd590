import type { Exchange } from './exchange.js';
import type { Verdict } from './authorizer-output.js';

interface Entry {
  readonly verdict: Verdict;
  readonly expiresAt: number;
}

const MOST_ENTRIES = 10_000;

/** Results of authorizers, kept per identity for as long as the authorizer says. */
export class AuthorizerCache {
  readonly #entries = new Map<string, Entry>();

  get(key: string, now: number): Verdict | undefined {
    const entry = this.#entries.get(key);
    if (entry && entry.expiresAt > now) return entry.verdict;
    this.#entries.delete(key);
    return undefined;
  }

  set(key: string, verdict: Verdict, expiresAt: number): void {
    const oldest = this.#entries.keys().next();
    if (this.#entries.size >= MOST_ENTRIES && !oldest.done) this.#entries.delete(oldest.value);
    this.#entries.set(key, { verdict, expiresAt });
  }
}

/**
 * Cached decisions belong to one deployment of one stage: a release never inherits them, and neither does a stage
 * whose cache was flushed since (FlushStageAuthorizersCache leaves a mark that changes the key).
 */
export function authorizerCacheKey(
  exchange: Exchange,
  authorizerId: string,
  identity: readonly string[],
): string {
  const stage = `${exchange.apiId}/${exchange.stageName}`;
  const flushes = exchange.region.state.table<number>('apigateway/authorizerFlushes');
  return JSON.stringify([stage, flushes.get(stage) ?? 0, exchange.deploymentId, authorizerId, ...identity]);
}

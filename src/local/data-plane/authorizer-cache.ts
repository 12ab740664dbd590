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

  /** Forgets what was decided for one stage (FlushStageAuthorizersCache). */
  flush(apiId: string, stageName: string): void {
    const prefix = stagePrefix(apiId, stageName);
    for (const key of this.#entries.keys()) if (key.startsWith(prefix)) this.#entries.delete(key);
  }
}

/** Cached decisions belong to one deployment of one stage: a release never inherits them. */
export function authorizerCacheKey(
  place: { readonly apiId: string; readonly stageName: string; readonly deploymentId: string },
  authorizerId: string,
  identity: readonly string[],
): string {
  return (
    stagePrefix(place.apiId, place.stageName) +
    JSON.stringify([place.deploymentId, authorizerId, ...identity])
  );
}

function stagePrefix(apiId: string, stageName: string): string {
  return `${apiId}/${stageName}/`;
}

import type { KeyObject } from 'node:crypto';
import type { Algorithm } from './algorithms.js';
import type { FetchDocument } from './fetch-document.js';
import { Refusal } from './refusal.js';
import { member } from './strict-json.js';
import { readVerificationKey, suits, type VerificationKey } from './verification-key.js';

/** After that keys are loaded again, so that one the issuer withdraws goes out of use. */
const FRESH_MS = 10 * 60_000;
/** How long keys stay in use when they cannot be loaded again. */
const STALE_MS = 6 * 60 * 60_000;
/** Between two loads, whoever asks for them: a flood of unknown key ids must not become one of fetches. */
const FLOOR_MS = 30_000;
/** The same where there are no keys yet. */
const FIRST_FLOOR_MS = 2_000;
const MAX_KEYS = 100;

/** The keys of an issuer, loaded when they are needed. */
export class KeySet {
  #keys: readonly VerificationKey[] | undefined;
  #loadedAt = -Infinity;
  #triedAt = -Infinity;
  #failure = '';
  #loading: Promise<void> | undefined;

  /**
   * @param locate says where the keys are
   * @param now milliseconds since 1970
   */
  constructor(
    private readonly locate: () => Promise<string>,
    private readonly fetch: FetchDocument,
    private readonly now: () => number,
  ) {}

  /**
   * The key that a token was signed with, by its id; without one, the only key that suits. For an id that is not known the keys are
   * loaded again, once.
   *
   * @throws Refusal
   */
  async find(kid: string | undefined, name: string, algorithm: Algorithm): Promise<KeyObject> {
    if (this.#age() > FRESH_MS) await this.#load();
    if (!this.#known(kid)) await this.#load();
    if (!this.#keys || this.#age() > STALE_MS) throw new Refusal('keys-unavailable', this.#failure);
    const named = this.#keys.filter((key) => kid === undefined || key.kid === kid);
    if (named.length === 0) throw new Refusal('key-unknown');
    const [key, ...others] = named.filter((each) => suits(each, name, algorithm));
    if (!key?.key || others.length > 0) throw new Refusal('key-unsuitable');
    return key.key;
  }

  #age(): number {
    return this.now() - this.#loadedAt;
  }

  #known(kid: string | undefined): boolean {
    return this.#keys?.some((key) => kid === undefined || key.kid === kid) ?? false;
  }

  /** Whoever comes while keys are being loaded waits for the same load. Never rejects: what is kept stays in use. */
  #load(): Promise<void> {
    if (this.#loading) return this.#loading;
    if (this.now() - this.#triedAt < (this.#keys ? FLOOR_MS : FIRST_FLOOR_MS)) return Promise.resolve();
    this.#triedAt = this.now();
    this.#loading = this.#replaceKeys()
      .catch((error: unknown) => {
        this.#failure = error instanceof Error ? error.message : String(error);
      })
      .finally(() => {
        this.#loading = undefined;
      });
    return this.#loading;
  }

  async #replaceKeys(): Promise<void> {
    const keys = member(await this.fetch(await this.locate()), 'keys');
    if (!Array.isArray(keys) || keys.length > MAX_KEYS) throw new Error('The answer is not a set of keys.');
    this.#keys = keys.map(readVerificationKey);
    this.#loadedAt = this.now();
  }
}

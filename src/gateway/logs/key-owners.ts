import type { ApiKeyService } from '../tenant/api-key-service.js';

/** Ids of API keys as AWS makes them: ten small letters and digits in every recorded answer (LS). Of any other the id is shown. */
const keyId = /^[a-z0-9]{10}$/;

/** Up to so many keys are asked for one by one; more cost less as a list of all, in pages of 500. */
const fewKeys = 5;

/**
 * Whose API key it is: without an authorizer logs tell only the id of the key that was used. The name of a tenant's key is the tenant's id
 * (docs/tenants.md). What was asked once is not asked again, and who may not read keys sees their ids.
 */
export class KeyOwners {
  readonly #names = new Map<string, string | undefined>();
  #refused = false;

  constructor(private readonly keys: Pick<ApiKeyService, 'find' | 'list'>) {}

  /** The name of the key with that id, as far as it was learned. */
  of(id: string | undefined): string | undefined {
    return id === undefined ? undefined : this.#names.get(id);
  }

  /** Learns the names of keys. What cannot be the id of a key is passed over. */
  async learn(ids: Iterable<string | undefined>): Promise<void> {
    if (this.#refused) return;
    const asked = new Set([...ids].filter((id) => id !== undefined && this.#isUnknown(id)) as string[]);
    if (asked.size === 0) return;
    try {
      const found = asked.size <= fewKeys ? await this.#each(asked) : await this.keys.list('');
      for (const id of asked) this.#names.set(id, undefined);
      for (const key of found) this.#names.set(key.id, key.name || undefined);
    } catch {
      this.#refused = true;
    }
  }

  #isUnknown(id: string): boolean {
    return keyId.test(id) && !this.#names.has(id);
  }

  async #each(ids: Iterable<string>) {
    const found = await Promise.all([...ids].map((id) => this.keys.find(id)));
    return found.filter((key) => key !== undefined);
  }
}

import type { ApiKey, ApiKeyService, TaggedApiKey } from '../../../src/gateway/tenant/api-key-service.js';

/** API keys in memory, to be found by id or listed; it notes how often it was asked. */
export class FakeKeys implements Pick<ApiKeyService, 'find' | 'list'> {
  readonly asked: string[] = [];
  readonly #keys = new Map<string, TaggedApiKey>();

  put(id: string, name: string): void {
    const createdAt = new Date(0);
    this.#keys.set(id, { id, name, description: '', enabled: true, createdAt, tags: {} });
  }

  find(id: string): Promise<TaggedApiKey | undefined> {
    this.asked.push(`find ${id}`);
    return Promise.resolve(this.#keys.get(id));
  }

  list(prefix: string): Promise<ApiKey[]> {
    this.asked.push(`list ${prefix}`);
    return Promise.resolve([...this.#keys.values()].filter(({ name }) => name.startsWith(prefix)));
  }
}

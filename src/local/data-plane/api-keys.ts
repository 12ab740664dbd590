import type { ApiKey, UsagePlan } from '@aws-sdk/client-api-gateway';
import type { LocalRegion } from '../region.js';

/** Where the data plane learns of keys and plans. */
export interface KeySource {
  /** The enabled key with this value. */
  find(value: string): Promise<{ readonly id: string } | undefined>;
  /** Plans the key is in. */
  plans(keyId: string): Promise<readonly UsagePlan[]>;
}

/** Asks the API Gateway control plane of the region, so that a revoked key is refused at once. */
export class ControlPlaneKeys implements KeySource {
  readonly #region: LocalRegion;
  /** Where a value was seen last. Values never change, but keys are disabled and deleted: each hit is checked. */
  readonly #ids = new Map<string, string>();

  readonly #delay: number;

  /** @param delay milliseconds until a new key works, as on AWS it may take minutes (DG/api-gateway-api-usage-plans) */
  constructor(region: LocalRegion, delay = 0) {
    this.#region = region;
    this.#delay = delay;
  }

  async find(value: string): Promise<{ readonly id: string } | undefined> {
    const known = this.#ids.get(value);
    const key = (known && (await this.#read(known))) || (await this.#search(value));
    return key?.enabled && key.id && key.value === value && !this.#isOnItsWay(key)
      ? { id: key.id }
      : undefined;
  }

  #isOnItsWay({ createdDate }: ApiKey): boolean {
    return Number(createdDate ?? 0) + this.#delay > this.#region.clock.now();
  }

  async plans(keyId: string): Promise<readonly UsagePlan[]> {
    return this.#pages<UsagePlan>('GetUsagePlans', { keyId });
  }

  async #read(id: string): Promise<ApiKey | undefined> {
    try {
      return await this.#region.call<ApiKey>('apigateway', 'GetApiKey', { apiKey: id, includeValue: true });
    } catch {
      this.#ids.clear();
      return undefined;
    }
  }

  async #search(value: string): Promise<ApiKey | undefined> {
    const keys = await this.#pages<ApiKey>('GetApiKeys', { includeValues: true });
    for (const key of keys) if (key.id && key.value) this.#ids.set(key.value, key.id);
    return keys.find((key) => key.value === value);
  }

  async #pages<Item>(operation: string, input: object): Promise<Item[]> {
    const items: Item[] = [];
    let position: string | undefined;
    do {
      const page: { items?: Item[]; position?: string } = await this.#region.call('apigateway', operation, {
        ...input,
        limit: 500,
        position,
      });
      items.push(...(page.items ?? []));
      position = page.position;
    } while (position);
    return items;
  }
}

/** An API key without its value, which is asked for apart. */
export interface ApiKey {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly enabled: boolean;
  /** In whole seconds: AWS keeps no more. */
  readonly createdAt: Date;
}

/** An API key with its tags, which lists leave out (AWS-facts §4). */
export interface TaggedApiKey extends ApiKey {
  readonly tags: Readonly<Record<string, string>>;
}

export interface NewApiKey {
  readonly name: string;
  /** Made by the caller, so that creating it twice is a conflict instead of a second key. */
  readonly value: string;
  readonly description: string;
  readonly enabled: boolean;
  readonly tags: Readonly<Record<string, string>>;
}

/** What ImportApiKeys made of a file. */
export interface ImportedKeys {
  readonly ids: readonly string[];
  readonly warnings: readonly string[];
}

/**
 * API keys of the account in this region. Values never appear in what it throws. Implemented by `src/aws`.
 */
export interface ApiKeyService {
  /**
   * Keys whose name starts with the prefix, upper and lower case told apart; all of them for an empty one. Reads pages of 500,
   * one call each.
   *
   * @param onPage called after each page with the number of keys read so far
   */
  list(namePrefix: string, onPage?: (count: number) => void): Promise<readonly ApiKey[]>;
  find(id: string): Promise<TaggedApiKey | undefined>;
  /** The secret itself; undefined where there is no such key. */
  value(id: string): Promise<string | undefined>;
  /** @throws GatewayError `conflict` where a key with this value is there already: perhaps made by an earlier try */
  create(key: NewApiKey): Promise<ApiKey>;
  /** @throws GatewayError `not-found` where it is gone */
  describe(id: string, description: string): Promise<void>;
  /** @throws GatewayError `not-found` where it is gone */
  enable(id: string, enabled: boolean): Promise<void>;
  /** A key that is gone already is removed. */
  remove(id: string): Promise<void>;
  /** Sets these tags and leaves others alone. @throws GatewayError `not-found` where the key is gone */
  tag(id: string, tags: Readonly<Record<string, string>>): Promise<void>;
  /** @throws GatewayError `not-found` where the key is gone */
  untag(id: string, names: readonly string[]): Promise<void>;
  /**
   * Creates or overwrites many keys by ImportApiKeys.
   *
   * @param csv columns Name, Key, Description, Enabled, UsagePlanIds (DG/api-key-file-format)
   */
  importCsv(csv: string): Promise<ImportedKeys>;
}

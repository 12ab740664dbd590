import {
  APIGatewayClient,
  CreateApiKeyCommand,
  DeleteApiKeyCommand,
  GetApiKeyCommand,
  GetApiKeysCommand,
  ImportApiKeysCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateApiKeyCommand,
  type ApiKey as SdkApiKey,
  type GetApiKeyCommandOutput,
} from '@aws-sdk/client-api-gateway';
import type { ConnectionOptions } from '../gateway/connection.js';
import type { ApiKey, ApiKeyService, NewApiKey, TaggedApiKey } from '../gateway/tenant/api-key-service.js';
import { partitionOf } from './arn-partition.js';
import { clientConfiguration, equip } from './client-configuration.js';
import { explained, hasCode } from './explain-failure.js';
import { everyPage } from './paging.js';

/** API keys of API Gateway behind the interface that use cases know. */
export function createApiKeyService(options: ConnectionOptions): ApiKeyService {
  const client = equip(new APIGatewayClient(clientConfiguration(options)), options);
  const arn = (id: string) =>
    `arn:${partitionOf(options.region)}:apigateway:${options.region}::/apikeys/${id}`;
  return {
    list: (prefix, onPage) => explained('listing API keys', () => listKeys(client, prefix, onPage)),
    find: (id) => explained(`reading API key ${id}`, () => findKey(client, id)),
    value: (id) => explained(`reading API key ${id}`, () => readValue(client, id)),
    create: (key) => explained(`creating the API key of ${key.name}`, () => createKey(client, key)),
    describe: (id, description) => updateKey(client, id, '/description', description),
    enable: (id, enabled) => updateKey(client, id, '/enabled', String(enabled)),
    remove: (id) => explained(`deleting API key ${id}`, () => removeKey(client, id)),
    tag: (id, tags) =>
      explained(`tagging API key ${id}`, async () => {
        await client.send(new TagResourceCommand({ resourceArn: arn(id), tags: { ...tags } }));
      }),
    untag: (id, names) =>
      explained(`removing tags of API key ${id}`, async () => {
        await client.send(new UntagResourceCommand({ resourceArn: arn(id), tagKeys: [...names] }));
      }),
    importCsv: (csv) =>
      explained('importing API keys', async () => {
        const input = { format: 'csv' as const, body: new TextEncoder().encode(csv) };
        const { ids = [], warnings = [] } = await client.send(new ImportApiKeysCommand(input));
        return { ids, warnings };
      }),
  };
}

async function listKeys(
  client: APIGatewayClient,
  namePrefix: string,
  onPage?: (count: number) => void,
): Promise<ApiKey[]> {
  const nameQuery = namePrefix === '' ? undefined : namePrefix;
  let count = 0;
  return everyPage(async (position) => {
    const answer = await client.send(new GetApiKeysCommand({ nameQuery, position, limit: 500 }));
    const items = (answer.items ?? []).map(toKey);
    count += items.length;
    onPage?.(count);
    return { items, position: answer.position };
  });
}

async function readKey(
  client: APIGatewayClient,
  apiKey: string,
  includeValue: boolean,
): Promise<GetApiKeyCommandOutput | undefined> {
  try {
    return await client.send(new GetApiKeyCommand({ apiKey, includeValue }));
  } catch (error) {
    if (hasCode(error, 'NotFoundException')) return undefined;
    throw error;
  }
}

async function findKey(client: APIGatewayClient, id: string): Promise<TaggedApiKey | undefined> {
  const key = await readKey(client, id, false);
  return key && { ...toKey(key), tags: key.tags ?? {} };
}

async function readValue(client: APIGatewayClient, id: string): Promise<string | undefined> {
  const key = await readKey(client, id, true);
  return key?.value;
}

async function createKey(client: APIGatewayClient, { tags, ...key }: NewApiKey): Promise<ApiKey> {
  return toKey(await client.send(new CreateApiKeyCommand({ ...key, tags: { ...tags } })));
}

function updateKey(client: APIGatewayClient, apiKey: string, path: string, value: string): Promise<void> {
  return explained(`changing API key ${apiKey}`, async () => {
    const patchOperations = [{ op: 'replace' as const, path, value }];
    await client.send(new UpdateApiKeyCommand({ apiKey, patchOperations }));
  });
}

async function removeKey(client: APIGatewayClient, apiKey: string): Promise<void> {
  try {
    await client.send(new DeleteApiKeyCommand({ apiKey }));
  } catch (error) {
    if (!hasCode(error, 'NotFoundException')) throw error;
  }
}

/** Leaves the value behind: what goes on from here can be shown. */
function toKey({ id = '', name = '', description = '', enabled = false, createdDate }: SdkApiKey): ApiKey {
  return { id, name, description, enabled, createdAt: createdDate ?? new Date(0) };
}

import { APIGateway, type ApiKey } from '@aws-sdk/client-api-gateway';
import { expect, it } from '@jest/globals';
import { describeOnEachControlPlane } from '../../support/control-planes.js';

const value = 'aigwA1b2C3d4E5f6G7h8I9j0';

describeOnEachControlPlane('API keys', (plane) => {
  const apigateway = (): APIGateway => new APIGateway(plane.client());
  const named = (name: string): Promise<ApiKey> => apigateway().createApiKey({ name, enabled: true });

  it('given a chosen value, when the key is created, then it is shown, and later only on request', async () => {
    const created = await apigateway().createApiKey({
      name: 'tenant',
      value,
      enabled: true,
      description: 'a tenant',
    });
    expect(created).toMatchObject({
      name: 'tenant',
      value,
      enabled: true,
      description: 'a tenant',
      stageKeys: [],
    });
    expect(created.createdDate).toBeInstanceOf(Date);
    const asked = await apigateway().getApiKey({ apiKey: created.id, includeValue: true });
    expect(asked.value).toBe(value);
    const plain = await apigateway().getApiKey({ apiKey: created.id });
    expect(plain).toMatchObject({ id: created.id, name: 'tenant', enabled: true });
  });

  it('given no enabled flag, when a key is created, then it is disabled and has a value of its own', async () => {
    const created = await apigateway().createApiKey({ name: 'tenant' });
    expect(created.enabled).toBe(false);
    expect(created.value).toMatch(/^[A-Za-z0-9]{20,128}$/);
  });

  it('given a value in use, when it is used again, then it is a conflict', async () => {
    await apigateway().createApiKey({ name: 'first', value });
    await expect(apigateway().createApiKey({ name: 'second', value })).rejects.toMatchObject({
      name: 'ConflictException',
      message: 'API Key already exists',
      $metadata: { httpStatusCode: 409 },
    });
  });

  it('given a value of 19 characters, when a key is created, then it is refused', async () => {
    await expect(apigateway().createApiKey({ value: 'x'.repeat(19) })).rejects.toMatchObject({
      name: 'BadRequestException',
      message: 'API Key value should be at least 20 characters',
    });
  });

  plane.itOnlyLocally(
    'takes any length',
    'given a value of 129 characters, when a key is created, then it is refused',
    async () => {
      await expect(apigateway().createApiKey({ value: 'x'.repeat(129) })).rejects.toMatchObject({
        name: 'BadRequestException',
        message: 'API Key value exceeds maximum size of 128 characters',
      });
    },
  );

  it('given keys, when they are listed by name, then the name is a prefix that knows case', async () => {
    await named('tenant-a');
    await named('tenant-b');
    await named('other');
    const list = async (nameQuery: string): Promise<string[]> => {
      const { items = [] } = await apigateway().getApiKeys({ nameQuery });
      return items.map(({ name = '' }) => name).sort();
    };
    expect(await list('tenant')).toEqual(['tenant-a', 'tenant-b']);
    expect(await list('Tenant')).toEqual([]);
    expect(await list('nant')).toEqual([]);
  });

  plane.itOnlyLocally(
    'shows values in every list, ignores limit',
    'given three keys, when they are listed in pages of two, then newest come first, each once, without values',
    async () => {
      for (const name of ['one', 'two', 'three']) await named(name);
      const first = await apigateway().getApiKeys({ limit: 2 });
      const second = await apigateway().getApiKeys({ limit: 2, position: first.position });
      const items = [...(first.items ?? []), ...(second.items ?? [])];
      expect(items.map(({ name }) => name)).toEqual(['three', 'two', 'one']);
      expect(items.every((key) => key.value === undefined)).toBe(true);
      expect(second.position).toBeUndefined();
      const { items: shown = [] } = await apigateway().getApiKeys({ includeValues: true });
      expect(shown.every((key) => (key.value?.length ?? 0) >= 20)).toBe(true);
    },
  );

  plane.itOnlyLocally(
    'lists oldest first and knows no positions',
    'given a page, when its keys are deleted before the next is read, then the next misses none',
    async () => {
      for (const name of ['one', 'two', 'three', 'four']) await named(name);
      const first = await apigateway().getApiKeys({ limit: 2 });
      for (const { id } of first.items ?? []) await apigateway().deleteApiKey({ apiKey: id });
      const second = await apigateway().getApiKeys({ limit: 2, position: first.position });
      expect(second.items?.map(({ name }) => name)).toEqual(['two', 'one']);
    },
  );

  it('given a key, when it is patched, then name, description, customer and state follow', async () => {
    const { id } = await named('tenant');
    const updated = await apigateway().updateApiKey({
      apiKey: id,
      patchOperations: [
        { op: 'replace', path: '/name', value: 'renamed' },
        { op: 'replace', path: '/description', value: 'new' },
        { op: 'replace', path: '/customerId', value: 'c-1' },
        { op: 'replace', path: '/enabled', value: 'false' },
      ],
    });
    expect(updated).toMatchObject({ name: 'renamed', description: 'new', customerId: 'c-1', enabled: false });
    expect(await apigateway().getApiKey({ apiKey: id })).toMatchObject({ name: 'renamed', enabled: false });
  });

  plane.itOnlyLocally(
    'ignores unknown paths and crashes on other operations',
    'given a key, when a patch names another path or operation, then it is refused in AWS words and nothing changes',
    async () => {
      const { id } = await named('tenant');
      const patch = (op: 'replace' | 'add', path: string): Promise<ApiKey> =>
        apigateway().updateApiKey({
          apiKey: id,
          patchOperations: [
            { op: 'replace', path: '/name', value: 'renamed' },
            { op, path, value: 'x' },
          ],
        });
      await expect(patch('replace', '/id')).rejects.toMatchObject({
        name: 'BadRequestException',
        message:
          "Invalid patch path  '/id' specified for op 'replace'. Must be one of: [/description, /enabled, /name, /customerId]",
      });
      await expect(patch('add', '/name')).rejects.toMatchObject({
        message: "Invalid patch path  '/name' specified for op 'add'. Please choose supported operations",
      });
      expect((await apigateway().getApiKey({ apiKey: id })).name).toBe('tenant');
    },
  );

  it('given a deleted key, when it is asked for, then it is not found', async () => {
    const { id } = await named('tenant');
    await apigateway().deleteApiKey({ apiKey: id });
    const missing = { name: 'NotFoundException', message: 'Invalid API Key identifier specified' };
    await expect(apigateway().getApiKey({ apiKey: id })).rejects.toMatchObject(missing);
    await expect(apigateway().deleteApiKey({ apiKey: id })).rejects.toMatchObject(missing);
    expect((await apigateway().getApiKeys({})).items ?? []).toEqual([]);
  });

  plane.itOnlyLocally(
    'has no import',
    'given a file, when it is imported twice, then the second time overwrites and says what it ignored',
    async () => {
      const body = (enabled: string): Uint8Array<ArrayBuffer> =>
        new TextEncoder().encode(
          `name,KEY,description,Enabled,usageplanIds\r\n"Tenant, Inc",${value},"a ""quoted"" word",${enabled},"nope"\n`,
        );
      const first = await apigateway().importApiKeys({ format: 'csv', body: body('FALSE') });
      const second = await apigateway().importApiKeys({ format: 'csv', body: body('TRUE') });
      expect(second.ids).toEqual(first.ids);
      expect(second.warnings).toHaveLength(1);
      const { items = [] } = await apigateway().getApiKeys({ includeValues: true });
      expect(items).toHaveLength(1);
      expect(items[0]).toMatchObject({
        name: 'Tenant, Inc',
        value,
        description: 'a "quoted" word',
        enabled: true,
      });
    },
  );
});

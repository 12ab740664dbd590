import type { ApiKeyService } from '../../tenant/api-key-service.js';

/**
 * Ids of the API keys that are named as the tenants (docs/tenants.md): where no authorizer tells the tenant, logs have only the key's id.
 * Who may not list keys still finds the tenants that an authorizer has told.
 */
export async function keysOfTenants(
  keys: Pick<ApiKeyService, 'list'>,
  tenants: readonly string[],
  warn: (text: string) => void,
): Promise<string[]> {
  try {
    const found = await Promise.all(tenants.map((tenant) => keys.list(tenant)));
    return found.flat().flatMap(({ id, name }) => (tenants.includes(name) ? [id] : []));
  } catch {
    warn('API keys could not be listed, so requests with only a key are not found by their tenant');
    return [];
  }
}

import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { ConnectionOptions } from '../gateway/connection.js';
import type { SecretService } from '../gateway/tenant/secret-service.js';
import { clientConfiguration, equip } from './client-configuration.js';
import { explained, hasCode } from './explain-failure.js';

/** Secrets Manager behind the interface that use cases know. */
export function createSecretService(options: ConnectionOptions): SecretService {
  const client = equip(new SecretsManagerClient(clientConfiguration(options)), options);
  return {
    value: (id) => explained('reading a secret of the stack', () => readValue(client, id)),
  };
}

async function readValue(client: SecretsManagerClient, id: string): Promise<string | undefined> {
  try {
    const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: id }));
    return SecretString;
  } catch (error) {
    if (hasCode(error, 'ResourceNotFoundException')) return undefined;
    throw error;
  }
}

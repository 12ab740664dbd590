import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import type { Connection, ConnectionOptions, Identity } from '../gateway/connection.js';
import { createApiService } from './api-service.js';
import { clientConfiguration, equip } from './client-configuration.js';
import { explained } from './explain-failure.js';
import { createFunctionService } from './function-service.js';
import { createStackService } from './stack-service.js';

/** Connects to AWS. Makes no call yet. */
export function connect(options: ConnectionOptions): Connection {
  return {
    region: options.region,
    endpoint: options.endpoint,
    stacks: createStackService(options),
    apis: createApiService(options),
    functions: createFunctionService(options),
    identity: () => explained('finding out whose credentials these are', () => callerIdentity(options)),
  };
}

async function callerIdentity(options: ConnectionOptions): Promise<Identity> {
  const client = equip(new STSClient(clientConfiguration(options)), options);
  const { Account = '', Arn = '' } = await client.send(new GetCallerIdentityCommand({}));
  return { accountId: Account, arn: Arn };
}

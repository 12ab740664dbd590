import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import type { ConnectionOptions, IdentityService } from '../gateway/connection.js';
import { clientConfiguration, equip } from './client-configuration.js';
import { explained } from './explain-failure.js';

/** STS behind the interface that use cases know. */
export function createIdentityService(options: ConnectionOptions): IdentityService {
  const client = equip(new STSClient(clientConfiguration(options)), options);
  return {
    caller: () =>
      explained('finding out whose credentials these are', async () => {
        const { Account = '', Arn = '' } = await client.send(new GetCallerIdentityCommand({}));
        return { accountId: Account, arn: Arn };
      }),
  };
}

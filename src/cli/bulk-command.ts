import { systemClock } from '../gateway/clock.js';
import type { BulkTools } from '../gateway/tenant-file/bulk-tools.js';
import { jwtKeyValues } from '../gateway/tenant-file/jwt-key-values.js';
import type { GatewayFlagValues } from './global-flags.js';
import { StageCommand } from './stage-command.js';

/** A command that works on many tenants of a gateway at once. */
export abstract class BulkCommand extends StageCommand {
  protected async bulkTools(
    flags: GatewayFlagValues & { readonly 'plan-quota'?: number },
  ): Promise<BulkTools> {
    const { connection, stack, apiId, stageName } = await this.gateway(flags);
    return {
      apiKeys: connection.apiKeys,
      usagePlans: connection.usagePlans,
      clock: systemClock,
      progress: this.progress(),
      gateway: {
        stackName: stack.name,
        stage: { apiId, stageName },
        planQuota: flags['plan-quota'],
      },
      jwtKeyValue: jwtKeyValues(connection.secrets, stack),
    };
  }
}

import { GatewayError } from '../errors.js';
import type { ApiService } from '../release/api-service.js';

/**
 * Foretells a failure that would otherwise come minutes into the deployment: a stage with logs is refused while the account has no
 * role for API Gateway to write them with (docs/aws-facts.md §8).
 *
 * @param parameters every parameter with its value
 * @throws GatewayError `usage`
 */
export async function assertLogsCanBeWritten(
  apis: Pick<ApiService, 'loggingRole'>,
  parameters: Readonly<Record<string, string>>,
): Promise<void> {
  const writesLogs = parameters['EnableAccessLogs'] === 'true' || parameters['ExecutionLogLevel'] !== 'OFF';
  if (!writesLogs || parameters['ManageApiGatewayAccount'] === 'true') return;
  if ((await apis.loggingRole()) !== undefined) return;
  throw new GatewayError('usage', 'API Gateway may not write logs in this account and region yet.', {
    reason: 'The account has no CloudWatch role for API Gateway, one setting for all APIs of a region.',
    next: [
      '--param ManageApiGatewayAccount=true to let the stack make the role and set it for the region',
      '--param EnableAccessLogs=false --param ExecutionLogLevel=OFF to deploy without these logs',
    ],
  });
}

import { gatewayLogGroups, type GatewayLogGroups } from '../gateway/log-analysis/log-groups.js';
import { gatewayParts } from '../gateway/stack/gateway-outputs.js';
import { existingStack } from '../gateway/stack/status.js';
import type { Target } from './gateway-command.js';

/** The log groups of the gateway that a command works on. @throws GatewayError `not-found` where there is no such stack */
export async function logGroupsOf({ connection, stackName }: Target): Promise<GatewayLogGroups> {
  return gatewayLogGroups(stackName, gatewayParts(await existingStack(connection, stackName)));
}

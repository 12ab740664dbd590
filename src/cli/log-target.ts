import { gatewayLogGroups, type GatewayLogGroups } from '../gateway/log-analysis/log-groups.js';
import { loggingProblems } from '../gateway/logs/tail/logging-state.js';
import { gatewayParts } from '../gateway/stack/gateway-outputs.js';
import { existingStack } from '../gateway/stack/status.js';
import type { Target } from './gateway-command.js';

/** The logs of the gateway that a command works on. */
export interface LogTarget {
  readonly groups: GatewayLogGroups;
  /** What keeps requests out of the logs, with the command that mends it; asked where nothing was found. */
  readonly problems: () => Promise<readonly string[]>;
}

/** @throws GatewayError `not-found` where there is no such stack */
export async function logTargetOf({ connection, stackName }: Target): Promise<LogTarget> {
  const stack = await existingStack(connection, stackName);
  const groups = gatewayLogGroups(stackName, gatewayParts(stack));
  const asked = { sources: ['access', 'forwarder'], named: true } as const;
  return { groups, problems: () => loggingProblems(connection, stack, groups, asked) };
}

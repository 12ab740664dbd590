import type { Connection } from '../gateway/connection.js';
import type { GatewayParts } from '../gateway/stack/gateway-outputs.js';
import { gatewayParts } from '../gateway/stack/gateway-outputs.js';
import { existingStack } from '../gateway/stack/status.js';
import type { Stack } from '../gateway/stack/stack-service.js';
import { GatewayCommand } from './gateway-command.js';
import type { GatewayFlagValues } from './global-flags.js';

/** The gateway that a command works on, with the stage that serves it. */
export interface StandingGateway extends GatewayParts {
  readonly connection: Connection;
  readonly stack: Stack;
}

/** A command that works on the stage of a gateway that stands. */
export abstract class StageCommand extends GatewayCommand {
  /** @throws GatewayError `not-found` where there is no such stack, `usage` where it holds no gateway */
  protected async gateway(flags: GatewayFlagValues): Promise<StandingGateway> {
    const { connection, stackName } = await this.target(flags);
    const stack = await existingStack(connection, stackName);
    return { connection, stack, ...gatewayParts(stack) };
  }
}

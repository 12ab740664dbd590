import { GatewayCommand } from '../../cli/gateway-command.js';
import { gatewayParts } from '../../gateway/stack/gateway-outputs.js';
import { existingStack } from '../../gateway/stack/status.js';
import { sanitized } from '../../terminal/sanitize.js';

export default class AuthorizerFlush extends GatewayCommand {
  static override summary =
    'Make API Gateway forget what the authorizer said: the next request of each client asks it again.';
  static override description =
    'For a tenant that must be locked out at once, or let in: answers are otherwise remembered for as long as AuthorizerCacheSeconds says.';
  static override examples = ['<%= config.bin %> authorizer flush'];

  async run(): Promise<{ apiId: string; stageName: string }> {
    const { flags } = await this.parse(AuthorizerFlush);
    const { connection, stackName } = await this.target(flags);
    const { apiId, stageName } = gatewayParts(await existingStack(connection, stackName));
    await connection.authorizers.flush(apiId, stageName);
    this.show(sanitized(`Forgotten: stage ${stageName} of ${stackName} asks the authorizer again.`));
    return { apiId, stageName };
  }
}

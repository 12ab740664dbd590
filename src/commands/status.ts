import { GatewayCommand } from '../cli/gateway-command.js';
import { reachableUrl } from '../gateway/stack/reachable-url.js';
import { readStatus, type GatewayStatus } from '../gateway/stack/status.js';
import { statusWarnings } from '../gateway/stack/status-warnings.js';
import { renderStatus } from '../terminal/status.js';

export default class Status extends GatewayCommand {
  static override summary =
    'Show how the gateway stands: stack, endpoint, what is live, and whether authorization is really on.';
  static override description =
    'Authorization is read from the live snapshot, not from the template: a stack update alone never changes what clients meet.';
  static override examples = [
    '<%= config.bin %> status',
    '<%= config.bin %> status --local',
    '<%= config.bin %> status --json',
  ];

  async run(): Promise<GatewayStatus & { reachableUrl?: string }> {
    const { flags } = await this.parse(Status);
    const { connection, stackName, local } = await this.target(flags);
    const status = await readStatus(connection, stackName);
    const url = status.gateway && reachableUrl(status.gateway, connection.endpoint);
    this.warnings.push(...statusWarnings(status).map((warning) => this.addressed(warning)));
    this.show(this.addressed(renderStatus(status, local ? url : undefined)));
    return { ...status, reachableUrl: url };
  }
}

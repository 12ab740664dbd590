import { StageCommand } from '../../cli/stage-command.js';
import { readCanaryStatus, type CanaryStatus } from '../../gateway/release/canary/status.js';
import { renderCanaryStatus } from '../../terminal/canary.js';

export default class CanaryStatusCommand extends StageCommand {
  static override summary =
    'Show which share of the requests meets what, and what an interrupted command left.';
  static override examples = ['<%= config.bin %> canary status', '<%= config.bin %> canary status --json'];

  async run(): Promise<CanaryStatus> {
    const { flags } = await this.parse(CanaryStatusCommand);
    const gateway = await this.gateway(flags);
    const status = await readCanaryStatus(gateway.connection.apis, gateway);
    this.show(this.addressed(renderCanaryStatus(status)));
    return status;
  }
}

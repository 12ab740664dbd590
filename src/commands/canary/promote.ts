import { StageCommand } from '../../cli/stage-command.js';
import type { CanaryChange } from '../../gateway/release/canary/canary-change.js';
import { promoteCanary } from '../../gateway/release/canary/promote.js';
import { renderPromotion } from '../../terminal/canary.js';

export default class CanaryPromote extends StageCommand {
  static override summary = 'Make what the canary serves live for all requests.';
  static override description =
    'Deployment, function versions and variables move in one update; then the canary is taken away. Run it again to finish one that was interrupted.';
  static override examples = ['<%= config.bin %> canary promote'];

  async run(): Promise<CanaryChange> {
    const { flags } = await this.parse(CanaryPromote);
    const gateway = await this.gateway(flags);
    const tools = { apis: gateway.connection.apis, progress: this.progress() };
    const change = await promoteCanary(tools, gateway);
    this.show(this.addressed(renderPromotion(change)));
    return change;
  }
}

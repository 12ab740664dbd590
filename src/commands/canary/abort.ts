import { StageCommand } from '../../cli/stage-command.js';
import { abortCanary } from '../../gateway/release/canary/abort.js';
import type { CanaryChange } from '../../gateway/release/canary/canary-change.js';
import { renderAbort } from '../../terminal/canary.js';

export default class CanaryAbort extends StageCommand {
  static override summary = 'Take the canary away: all requests meet what was live before it.';
  static override description =
    'One request, at once; without a canary there is nothing to do. Its deployment stays, to be looked at, until it is pruned.';
  static override examples = ['<%= config.bin %> canary abort'];

  async run(): Promise<CanaryChange> {
    const { flags } = await this.parse(CanaryAbort);
    const gateway = await this.gateway(flags);
    const tools = { apis: gateway.connection.apis, progress: this.progress() };
    const change = await abortCanary(tools, gateway);
    this.show(this.addressed(renderAbort(change)));
    return change;
  }
}

import { percentArg } from '../../cli/release-flags.js';
import { StageCommand } from '../../cli/stage-command.js';
import type { CanaryChange } from '../../gateway/release/canary/canary-change.js';
import { shiftCanary } from '../../gateway/release/canary/shift.js';
import { renderShift } from '../../terminal/canary.js';

export default class CanaryShift extends StageCommand {
  static override summary = 'Give the canary another share of the requests.';
  static override examples = ['<%= config.bin %> canary shift 25', '<%= config.bin %> canary shift 0'];

  static override args = {
    percent: percentArg({ description: 'Share of the requests, 0 to 100.', required: true }),
  };

  async run(): Promise<CanaryChange> {
    const { args, flags } = await this.parse(CanaryShift);
    const gateway = await this.gateway(flags);
    const tools = { apis: gateway.connection.apis, progress: this.progress() };
    const change = await shiftCanary(tools, gateway, args.percent);
    this.show(this.addressed(renderShift(change)));
    return change;
  }
}

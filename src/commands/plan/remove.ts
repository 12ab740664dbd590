import { Args, Flags } from '@oclif/core';
import { GatewayCommand } from '../../cli/gateway-command.js';
import { GatewayError } from '../../gateway/errors.js';
import { planGateway } from '../../gateway/plan/plan-gateway.js';
import { emptyPlan } from '../../gateway/plan/empty-plan.js';
import { removePlan, type RemovedPlan } from '../../gateway/plan/remove-plan.js';
import { canAsk, confirm } from '../../terminal/prompts.js';

export default class PlanRemove extends GatewayCommand {
  static override summary = 'Remove a usage plan that no tenant is in.';
  static override description =
    'Detaches it from the gateway, then deletes it. With --move-to its tenants are put into another plan first.';
  static override examples = [
    '<%= config.bin %> plan remove gold --yes',
    '<%= config.bin %> plan remove gold --move-to silver',
  ];

  static override args = {
    plan: Args.string({ description: 'Name or id of the plan.', required: true }),
  };

  static override flags = {
    'move-to': Flags.string({
      description: 'Put its tenants into this plan first; each is refused for a moment while it moves.',
      helpValue: 'PLAN',
    }),
    yes: Flags.boolean({ char: 'y', description: 'Do not ask.', env: 'AIGW_YES' }),
  };

  async run(): Promise<RemovedPlan & { moved: number }> {
    const { args, flags } = await this.parse(PlanRemove);
    const { connection, stackName } = await this.target(flags);
    if (!flags.yes && (this.jsonEnabled() || !canAsk())) throw nobodyToAsk();
    const gateway = await planGateway(connection, stackName);
    const target = flags['move-to'];
    const question = `Remove the plan ${args.plan}${target === undefined ? '' : ` and move its tenants to ${target}`}?`;
    if (!flags.yes && !(await confirm(question)))
      throw new GatewayError('declined', 'Not confirmed. Nothing was removed.');
    const tools = { ...connection, progress: this.progress() };
    const moved = target === undefined ? 0 : await emptyPlan(tools, gateway, args.plan, target);
    const removed = await tools.progress.step(`Removing ${args.plan}`, () =>
      removePlan(connection.usagePlans, gateway, args.plan),
    );
    this.show(removed.outcome === 'absent' ? `There is no plan ${args.plan}.` : `Removed: ${removed.name}.`);
    return { ...removed, moved };
  }
}

function nobodyToAsk(): GatewayError {
  return new GatewayError('usage', 'Removing a plan is to be confirmed, and there is nobody to ask.', {
    next: ['--yes'],
  });
}

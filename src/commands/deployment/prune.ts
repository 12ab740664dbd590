import { Flags } from '@oclif/core';
import { StageCommand } from '../../cli/stage-command.js';
import { nobodyToAsk } from '../../cli/nobody-to-ask.js';
import { GatewayError } from '../../gateway/errors.js';
import { planPruning, prune, type PrunePlan, type PruneResult } from '../../gateway/release/prune.js';
import { renderPrunePlan, renderPruning } from '../../terminal/deployments.js';
import { canAsk, confirm } from '../../terminal/prompts.js';

export default class DeploymentPrune extends StageCommand {
  static override summary = 'Delete old releases that nothing uses.';
  static override description =
    'Never one that a stage or a canary serves, nor one that aigw did not make. Function versions stay.';
  static override examples = ['<%= config.bin %> deployment prune --keep 10'];

  static override flags = {
    keep: Flags.integer({
      description: 'How many of the newest releases stay besides those in use.',
      env: 'AIGW_KEEP',
      required: true,
    }),
    yes: Flags.boolean({ char: 'y', description: 'Do not ask.', env: 'AIGW_YES' }),
  };

  async run(): Promise<PruneResult> {
    const { flags } = await this.parse(DeploymentPrune);
    if (!flags.yes && (this.jsonEnabled() || !canAsk()))
      throw nobodyToAsk('Deleting deployments needs approval', ['--yes', 'aigw deployment list']);
    const { apiId, connection } = await this.gateway(flags);
    const plan = await planPruning(connection.apis, apiId, flags.keep);
    if (plan.unneeded.length > 0) await this.#approve(plan, flags.yes);
    const tools = { apis: connection.apis, progress: this.progress() };
    const result =
      plan.unneeded.length > 0
        ? await prune(tools, apiId, plan)
        : { deleted: [], inUse: [], kept: plan.kept };
    this.show(this.addressed(renderPruning(result)));
    return result;
  }

  async #approve(plan: PrunePlan, yes: boolean): Promise<void> {
    this.tell(renderPrunePlan(plan));
    if (yes || (await confirm('Delete them?'))) return;
    throw new GatewayError('declined', 'Not approved. Nothing was deleted.');
  }
}

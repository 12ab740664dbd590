import { Args, Flags } from '@oclif/core';
import { StageCommand } from '../../cli/stage-command.js';
import { nobodyToAsk } from '../../cli/nobody-to-ask.js';
import { GatewayError } from '../../gateway/errors.js';
import { planRollback, rollback, type RollbackPlan } from '../../gateway/release/rollback.js';
import { renderRollback, renderRollbackPlan } from '../../terminal/deployments.js';
import { canAsk, confirm } from '../../terminal/prompts.js';

export default class DeploymentRollback extends StageCommand {
  static override summary = 'Go back to an earlier release, function versions included.';
  static override description = `Without an id: to the release before the live one that has been live itself. One update of the stage, seconds; the stack, its other
settings and the operator's own stage variables stay.`;

  static override examples = [
    '<%= config.bin %> deployment rollback',
    '<%= config.bin %> deployment rollback a1b2c3 --yes',
  ];

  static override args = { id: Args.string({ description: 'Id of the deployment: aigw deployment list.' }) };

  static override flags = {
    yes: Flags.boolean({ char: 'y', description: 'Do not ask.', env: 'AIGW_YES' }),
  };

  async run(): Promise<RollbackPlan & { changed: boolean }> {
    const { args, flags } = await this.parse(DeploymentRollback);
    if (!flags.yes && (this.jsonEnabled() || !canAsk()))
      throw nobodyToAsk('A rollback needs approval', ['--yes', 'aigw deployment list']);
    const gateway = await this.gateway(flags);
    const { apiId, stageName, connection } = gateway;
    const functionNames = { forwarder: gateway.forwarderFunction, authorizer: gateway.authorizerFunction };
    const plan = await planRollback(connection, { apiId, stageName, functionNames, deploymentId: args.id });
    if (!plan.isLive) await this.#approve(plan, flags.yes);
    const changed = await rollback({ apis: connection.apis, progress: this.progress() }, gateway, plan);
    this.show(this.addressed(renderRollback(plan, changed)));
    return { ...plan, changed };
  }

  async #approve(plan: RollbackPlan, yes: boolean): Promise<void> {
    this.tell(this.addressed(renderRollbackPlan(plan)));
    if (yes || (await confirm('Go back to it?'))) return;
    throw new GatewayError('declined', 'Not approved. Nothing was changed.');
  }
}

import { Flags } from '@oclif/core';
import { GatewayCommand } from '../cli/gateway-command.js';
import { nobodyToAsk } from '../cli/nobody-to-ask.js';
import { systemClock } from '../gateway/clock.js';
import { GatewayError } from '../gateway/errors.js';
import { destroy, type DestroyOutlook, type DestroyResult } from '../gateway/stack/destroy.js';
import { renderDestroyOutlook, renderDestroyResult } from '../terminal/destroy.js';
import { askText, canAsk } from '../terminal/prompts.js';

export default class Destroy extends GatewayCommand {
  static override summary = 'Delete the gateway: its stack and everything in it that is not retained.';
  static override description =
    'Shows what goes and what stays, and asks for the name of the stack. A gateway that is gone already is success.';
  static override examples = [
    '<%= config.bin %> destroy',
    '<%= config.bin %> destroy --confirm bedrock-llm-gateway',
  ];

  static override flags = {
    confirm: Flags.string({ description: 'Name of the stack, instead of typing it.', helpValue: 'NAME' }),
    retain: Flags.string({
      description:
        'Leave this resource behind: for a stack whose deletion failed on it. May be given several times.',
      helpValue: 'LOGICAL_ID',
      multiple: true,
      multipleNonGreedy: true,
      default: [],
    }),
    force: Flags.boolean({
      description: 'Delete the stack even where resources cannot be deleted; those stay behind.',
    }),
    wait: Flags.boolean({
      description: 'Follow the deletion to its end; --no-wait returns once it has started.',
      env: 'AIGW_WAIT',
      default: true,
      allowNo: true,
    }),
  };

  async run(): Promise<DestroyResult> {
    const { flags } = await this.parse(Destroy);
    const { connection, stackName } = await this.target(flags);
    if (flags.confirm === undefined && (this.jsonEnabled() || !canAsk()))
      throw nobodyToAsk('Deleting a gateway needs its name', [`--confirm ${stackName}`]);
    if (flags.confirm !== undefined && flags.confirm !== stackName) throw otherName(flags.confirm, stackName);
    const tools = {
      stacks: connection.stacks,
      apis: connection.apis,
      clock: systemClock,
      progress: this.progress(),
      approve: (outlook: DestroyOutlook) => this.#approve(outlook, flags.confirm),
    };
    const result = await destroy(tools, {
      stackName,
      wait: flags.wait,
      retain: flags.retain,
      force: flags.force,
    });
    this.show(this.addressed(renderDestroyResult(result)));
    return result;
  }

  async #approve(outlook: DestroyOutlook, confirmed: string | undefined): Promise<boolean> {
    this.tell(`\n${renderDestroyOutlook(outlook)}\n`);
    if (confirmed !== undefined) return true;
    const { name } = outlook.stack;
    return (await askText(`Type the name of the stack to delete it (${name}):`)) === name;
  }
}

function otherName(given: string, stackName: string): GatewayError {
  return new GatewayError('usage', `--confirm ${given} does not name the stack ${stackName}.`, {
    reason: 'Nothing was deleted.',
    next: [`--confirm ${stackName}`, `Or name the other stack: --stack ${given}`],
  });
}

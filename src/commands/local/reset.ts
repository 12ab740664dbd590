import { Flags } from '@oclif/core';
import { AigwCommand } from '../../cli/base-command.js';
import { absoluteDirectory, findLocal, resetLocal, type ResetReport } from '../../cli/local-aws.js';
import { GatewayError } from '../../gateway/errors.js';
import { canAsk, confirm } from '../../terminal/prompts.js';

export default class LocalReset extends AigwCommand {
  static override summary = 'Forget everything in the local AWS: stop it and remove its state.';
  static override description = 'Touches nothing in a real AWS account.';
  static override examples = [
    '<%= config.bin %> local reset',
    '<%= config.bin %> local reset --state ./.aigw/local --yes',
  ];

  static override flags = {
    port: Flags.integer({
      description: 'The one on this port; without it the one that runs.',
      env: 'AIGW_LOCAL_PORT',
      helpValue: 'PORT',
    }),
    state: Flags.string({
      description: 'Directory of the state; needed only when no local AWS runs to tell.',
      env: 'AIGW_LOCAL_STATE_DIR',
      helpValue: 'DIR',
    }),
    yes: Flags.boolean({ char: 'y', description: 'Do not ask.' }),
  };

  async run(): Promise<ResetReport> {
    const { flags } = await this.parse(LocalReset);
    const running = await findLocal(flags.port);
    const directory = absoluteDirectory(flags.state) ?? running?.stateDirectory;
    if (running ?? directory) await this.#approve(flags.yes, directory ?? running?.url ?? '');
    const result = await resetLocal(flags.port, directory);
    if (result.stopped) this.tell(`Stopped the local AWS at ${result.stopped.url}.`);
    this.show(directory === undefined ? 'No state is left.' : `Removed the state in ${directory}.`);
    return result;
  }

  async #approve(yes: boolean, what: string): Promise<void> {
    if (yes) return;
    if (this.jsonEnabled() || !canAsk()) {
      throw new GatewayError('usage', 'A reset cannot be undone, and there is nobody to ask.', {
        next: ['--yes'],
      });
    }
    if (!(await confirm(`Forget everything in the local AWS (${what})?`))) {
      throw new GatewayError('declined', 'Nothing was reset.');
    }
  }
}

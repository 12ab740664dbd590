import { Flags } from '@oclif/core';
import { AigwCommand } from '../../cli/base-command.js';
import { stopLocal, type RunningLocal } from '../../cli/local-aws.js';

export default class LocalStop extends AigwCommand {
  static override summary = 'Stop the local AWS.';
  static override description = 'Waits until it has saved its state and is gone. That none runs is success.';
  static override examples = ['<%= config.bin %> local stop', '<%= config.bin %> local stop --port 4578'];

  static override flags = {
    port: Flags.integer({
      description: 'The one on this port; without it the one that runs.',
      env: 'AIGW_LOCAL_PORT',
      helpValue: 'PORT',
    }),
  };

  async run(): Promise<{ stopped: RunningLocal | null }> {
    const { flags } = await this.parse(LocalStop);
    const stopped = await stopLocal(flags.port);
    this.show(stopped ? `Stopped the local AWS at ${stopped.url}.` : 'No local AWS was running.');
    return { stopped: stopped ?? null };
  }
}

import { Flags } from '@oclif/core';
import { AigwCommand } from '../../cli/base-command.js';
import { findLocal, type RunningLocal } from '../../cli/local-aws.js';
import { GatewayError } from '../../gateway/errors.js';
import { renderLocal } from '../../terminal/local.js';

export default class LocalStatus extends AigwCommand {
  static override summary = 'Show whether a local AWS runs, and where.';
  static override description = 'Exits with 3 when none runs.';
  static override examples = ['<%= config.bin %> local status', '<%= config.bin %> local status --json'];

  static override flags = {
    port: Flags.integer({
      description: 'The one on this port; without it the one that runs.',
      env: 'AIGW_LOCAL_PORT',
      helpValue: 'PORT',
    }),
  };

  async run(): Promise<RunningLocal> {
    const { flags } = await this.parse(LocalStatus);
    const running = await findLocal(flags.port);
    if (!running) {
      throw new GatewayError('not-found', 'The local AWS is not running.', {
        next: ['aigw local start --detach'],
      });
    }
    this.show(renderLocal(running, 'The local AWS is running.'));
    return running;
  }
}

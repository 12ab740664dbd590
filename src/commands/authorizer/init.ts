import { Args, Flags } from '@oclif/core';
import { join } from 'node:path';
import { writeAuthorizerStarter } from '../../cli/authorizer-starter.js';
import { AigwCommand } from '../../cli/base-command.js';

export default class AuthorizerInit extends AigwCommand {
  static override summary = 'Write an authorizer of your own to start from.';
  static override description = `It is one TypeScript file without a package, with the types of what it is given and answers.
As written it refuses everybody. "aigw authorizer enable --code" bundles it and makes it the gateway's.`;

  static override examples = [
    '<%= config.bin %> authorizer init',
    '<%= config.bin %> authorizer init ./my-authorizer',
  ];

  static override args = {
    directory: Args.string({ description: 'Where to write it.', default: 'authorizer' }),
  };

  static override flags = {
    force: Flags.boolean({ description: 'Replace the files that are there.' }),
  };

  async run(): Promise<{ files: string[] }> {
    const { args, flags } = await this.parse(AuthorizerInit);
    const files = await writeAuthorizerStarter(this.config.root, args.directory, flags.force);
    this.show(files.join('\n'));
    this.tell(`→ aigw authorizer enable --local --code ${join(args.directory, 'index.ts')}`);
    return { files };
  }
}

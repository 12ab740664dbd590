import { Flags } from '@oclif/core';
import { GatewayCommand } from '../../cli/gateway-command.js';
import { readAuthorizerStatus, type AuthorizerStatus } from '../../gateway/authorizer/authorizer-status.js';
import { GatewayError } from '../../gateway/errors.js';
import { renderAuthorizerStatus } from '../../terminal/authorizer-status.js';

export default class AuthorizerStatusCommand extends GatewayCommand {
  static override summary =
    'Show for every method whether authorization is really on: in the draft, live, and in a canary.';
  static override description =
    'Live is what the snapshot says that clients meet. What differs from the draft or is open by mistake is red, and fails --check.';
  static override examples = [
    '<%= config.bin %> authorizer status',
    '<%= config.bin %> authorizer status --check',
  ];

  static override flags = {
    check: Flags.boolean({
      description: 'Exit with 8 where something is not as it is meant to be, for pipelines.',
      env: 'AIGW_CHECK',
    }),
  };

  async run(): Promise<AuthorizerStatus> {
    const { flags } = await this.parse(AuthorizerStatusCommand);
    const { connection, stackName } = await this.target(flags);
    const status = await readAuthorizerStatus(connection, stackName);
    if (flags.check && !status.agrees && this.jsonEnabled()) throw notAsMeant(status);
    this.show(this.addressed(renderAuthorizerStatus(status)));
    if (flags.check && !status.agrees) throw notAsMeant(status);
    return status;
  }
}

function notAsMeant({ findings }: AuthorizerStatus): GatewayError {
  const dangers = findings.filter(({ severity }) => severity === 'danger');
  return new GatewayError('verification', 'Authorization is not as it is meant to be.', {
    reason: dangers.map(({ text }) => text).join('\n  '),
    next: ['aigw authorizer enable', 'Or make the draft live: aigw deploy'],
  });
}

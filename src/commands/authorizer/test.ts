import { Flags } from '@oclif/core';
import { GatewayCommand } from '../../cli/gateway-command.js';
import { readToken } from '../../cli/token-input.js';
import { gatewayProbe, readDocument } from '../../cli/web-requests.js';
import { tryToken, type TokenTrial } from '../../gateway/authorizer/try-token.js';
import { systemClock } from '../../gateway/clock.js';
import { GatewayError } from '../../gateway/errors.js';
import { renderTokenTrial } from '../../terminal/token-trial.js';

export default class AuthorizerTest extends GatewayCommand {
  static override summary = 'Try a token: would it get in, and if not, why.';
  static override description = `Reads what the token says, asks the authorizer that is live, and makes a request with it where the gateway can be reached.
The token is read from a file or from standard input, and never shown. Exit code 0: it gets in; 8: it does not.`;

  static override examples = [
    '<%= config.bin %> authorizer test --token-file token.txt',
    '<%= config.bin %> local token --tenant acme | <%= config.bin %> authorizer test --local',
  ];

  static override flags = {
    'token-file': Flags.string({
      description: 'File that holds the token; - or none reads standard input.',
      helpValue: 'FILE',
    }),
  };

  async run(): Promise<TokenTrial> {
    const { flags } = await this.parse(AuthorizerTest);
    const token = await readToken(flags['token-file']);
    const { connection, stackName } = await this.target(flags);
    const { stacks, apis, authorizers, region, endpoint } = connection;
    const services = { stacks, apis, authorizers, region, endpoint };
    const tools = { ...services, probe: gatewayProbe, read: readDocument, clock: systemClock };
    const trial = await tryToken(tools, stackName, token);
    if (!trial.accepted && this.jsonEnabled()) throw refused(trial);
    this.show(this.addressed(renderTokenTrial(trial)));
    if (!trial.accepted) throw refused(trial);
    return trial;
  }
}

function refused({ reasons }: TokenTrial): GatewayError {
  return new GatewayError('verification', 'This token does not get in.', {
    reason: reasons.join('\n  '),
    next: ['What is accepted: aigw authorizer status'],
  });
}

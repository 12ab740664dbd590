import { Flags } from '@oclif/core';
import { AuthorizationCommand } from '../../cli/authorization-command.js';
import { authorizerFlags, authorizerOptions, changeFlags } from '../../cli/authorization-flags.js';
import { readFunctionCode } from '../../cli/bundle.js';
import { readDocument } from '../../cli/web-requests.js';
import {
  enablingParameters,
  type AuthorizationChange,
} from '../../gateway/authorizer/authorization-change.js';
import { changeAuthorization, type ChangeResult } from '../../gateway/authorizer/change-authorization.js';
import { parsePercent } from '../../gateway/release/canary/percent.js';
import { beforeEnabling } from '../../gateway/authorizer/preconditions.js';
import { renderChangeResult } from '../../terminal/authorization-change.js';

export default class AuthorizerEnable extends AuthorizationCommand {
  static override summary =
    'Turn authorization on, or change who may call: checked, released, proven, and undone where any of it fails.';
  static override description = `Looks at the issuer first, then updates the stack, makes a release and proves that what is live asks every client for a token.
Nothing else changes: not the forwarder, not another parameter. What is not given stays as it is. Run it again where it was interrupted.`;

  static override examples = [
    '<%= config.bin %> authorizer enable --issuer https://login.example.com --audience ai-gateway',
    '<%= config.bin %> authorizer enable --cognito-user-pool us-east-1_AbCdEfGhI --required-claim token_use=access',
    '<%= config.bin %> authorizer enable --tenant-keys --yes',
    '<%= config.bin %> authorizer enable --code authorizer.ts --canary 10',
  ];

  static override flags = {
    ...authorizerFlags,
    canary: Flags.string({
      description: 'Only for this share of the requests, in percent.',
      helpValue: 'PERCENT',
    }),
    'skip-issuer-check': Flags.boolean({
      description: 'Do not look at the issuer: only AWS can reach it.',
      env: 'AIGW_SKIP_ISSUER_CHECK',
    }),
    ...changeFlags,
  };

  async run(): Promise<ChangeResult> {
    const { flags } = await this.parse(AuthorizerEnable);
    this.assertCanBeApproved(flags.yes);
    const options = authorizerOptions(flags);
    const [{ authorizer: bundled }, custom] = await Promise.all([
      readFunctionCode(this.config.root),
      flags.code === undefined ? undefined : loadCode(flags.code),
    ]);
    const change: AuthorizationChange = {
      expected: 'on',
      parameters: enablingParameters(options),
      code: { bundled, ...(custom && { custom }) },
      ...(flags.canary !== undefined && { canary: { percent: parsePercent(flags.canary) } }),
    };
    const target = await this.target(flags);
    const check = beforeEnabling(change, flags['skip-issuer-check'] ? undefined : readDocument);
    const tools = this.changeTools(target, flags.yes);
    const result = await changeAuthorization(tools, target.stackName, change, check);
    this.show(this.addressed(renderChangeResult(result)));
    return result;
  }
}

/** Bundling is loaded only where there is something to bundle. */
async function loadCode(file: string) {
  const { loadAuthorizerCode } = await import('../../cli/authorizer-code.js');
  return loadAuthorizerCode(file);
}

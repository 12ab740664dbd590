import { AuthorizationCommand } from '../../cli/authorization-command.js';
import { changeFlags } from '../../cli/authorization-flags.js';
import { disablingParameters } from '../../gateway/authorizer/authorization-change.js';
import { changeAuthorization, type ChangeResult } from '../../gateway/authorizer/change-authorization.js';
import { beforeDisabling } from '../../gateway/authorizer/preconditions.js';
import { renderChangeResult } from '../../terminal/authorization-change.js';

export default class AuthorizerDisable extends AuthorizationCommand {
  static override summary =
    'Turn authorization off: whoever reaches the endpoint may use the models. Undone where any of it fails.';
  static override description = `Refused for a public endpoint. What the authorizer accepts is remembered for the day it is turned on again.
It also undoes an enable that was interrupted.`;

  static override examples = ['<%= config.bin %> authorizer disable'];

  static override flags = changeFlags;

  async run(): Promise<ChangeResult> {
    const { flags } = await this.parse(AuthorizerDisable);
    this.assertCanBeApproved(flags.yes);
    const target = await this.target(flags);
    const tools = this.changeTools(target, flags.yes);
    const change = { expected: 'off', parameters: disablingParameters } as const;
    const result = await changeAuthorization(tools, target.stackName, change, beforeDisabling);
    this.show(this.addressed(renderChangeResult(result)));
    return result;
  }
}

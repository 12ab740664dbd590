import { readFunctionCode } from '../../cli/bundle.js';
import { messageFlag } from '../../cli/release-flags.js';
import { StageCommand } from '../../cli/stage-command.js';
import { release, type ReleaseResult } from '../../gateway/release/release.js';
import { releaseOf } from '../../gateway/stack/gateway-release.js';
import { renderRelease } from '../../terminal/deployments.js';

export default class DeploymentCreate extends StageCommand {
  static override summary = 'Make the draft and the present function code live, without a stack update.';
  static override description = `What aigw deploy does after the stack: for a stack that somebody updated in the console or in a pipeline, whose changes are not live yet.
Where the same is live already, nothing is done.`;

  static override examples = [
    '<%= config.bin %> deployment create',
    '<%= config.bin %> deployment create --message "Stricter resource policy"',
  ];

  static override flags = { message: messageFlag() };

  async run(): Promise<ReleaseResult> {
    const { flags } = await this.parse(DeploymentCreate);
    const code = await readFunctionCode(this.config.root);
    const { connection, stack } = await this.gateway(flags);
    const { apis, functions } = connection;
    const tools = { apis, functions, progress: this.progress() };
    const result = await release(tools, releaseOf(stack, { code, message: flags.message }));
    this.show(this.addressed(renderRelease(result)));
    return result;
  }
}

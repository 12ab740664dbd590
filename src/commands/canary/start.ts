import { Flags } from '@oclif/core';
import { readFunctionCode } from '../../cli/bundle.js';
import { messageFlag, percentFlag, variablesIn } from '../../cli/release-flags.js';
import { StageCommand } from '../../cli/stage-command.js';
import { assertCanaryRequest } from '../../gateway/release/canary/canary-request.js';
import { release, type ReleaseResult } from '../../gateway/release/release.js';
import { releaseOf } from '../../gateway/stack/gateway-release.js';
import { renderCanaryStart } from '../../terminal/canary.js';

export default class CanaryStart extends StageCommand {
  static override summary = 'Let a share of the requests meet the draft and the present function code.';
  static override description = `The canary carries the draft of the API and newly published function versions; all other requests go on meeting what is live.
Run it again after an interruption: it finds the canary that is there.`;

  static override examples = [
    '<%= config.bin %> canary start --percent 10',
    '<%= config.bin %> canary start --percent 5 --var mode=careful --message "New retry rules"',
    '<%= config.bin %> canary start --percent 10 --replace',
  ];

  static override flags = {
    percent: percentFlag({
      description: 'Share of the requests, 0 to 100.',
      env: 'AIGW_PERCENT',
      required: true,
    }),
    var: Flags.string({
      description: 'Stage variable for the canary only. May be given several times.',
      helpValue: 'NAME=VALUE',
      multiple: true,
      multipleNonGreedy: true,
      default: [],
    }),
    replace: Flags.boolean({ description: 'Replace a canary that is there.' }),
    message: messageFlag(),
  };

  async run(): Promise<ReleaseResult> {
    const { flags } = await this.parse(CanaryStart);
    const { percent, replace, message } = flags;
    const canary = { percent, replace, variables: variablesIn(flags.var) };
    assertCanaryRequest(canary);
    const code = await readFunctionCode(this.config.root);
    const { connection, stack } = await this.gateway(flags);
    const { apis, functions } = connection;
    const tools = { apis, functions, progress: this.progress() };
    const result = await release(tools, releaseOf(stack, { code, canary, message }));
    this.show(this.addressed(renderCanaryStart(result)));
    return result;
  }
}

import { Flags } from '@oclif/core';
import { readFunctionCode } from '../cli/bundle.js';
import { StageCommand } from '../cli/stage-command.js';
import { GatewayError } from '../gateway/errors.js';
import { readDraftDiff, type DraftDiff } from '../gateway/release/draft-diff.js';
import { releaseOf } from '../gateway/stack/gateway-release.js';
import { renderDraftDiff } from '../terminal/draft-diff.js';

export default class Diff extends StageCommand {
  static override summary =
    'Show what the next release would change: the draft and the present code against what is live.';
  static override description =
    'Methods, authorization, authorizers, integrations, gateway responses, policy, and the functions’ code and settings. Values of environment variables are never shown.';
  static override examples = ['<%= config.bin %> diff', '<%= config.bin %> diff --check'];

  static override flags = {
    check: Flags.boolean({ description: 'Fail with exit code 8 where something differs.' }),
  };

  async run(): Promise<DraftDiff> {
    const { flags } = await this.parse(Diff);
    const code = await readFunctionCode(this.config.root);
    const { connection, stack } = await this.gateway(flags);
    const diff = await readDraftDiff(connection, releaseOf(stack, { code }));
    if (flags.check && diff.changes && this.jsonEnabled()) throw notLive(diff);
    this.show(this.addressed(renderDraftDiff(diff)));
    if (flags.check && diff.changes) throw notLive(diff);
    return diff;
  }
}

function notLive({ differences, live }: DraftDiff): GatewayError {
  const names = differences.map(({ kind, name }) => `${kind} ${name}`);
  return new GatewayError(
    'verification',
    `The next release would change deployment ${live}, which is live.`,
    {
      reason: names.length === 0 ? 'The draft is another.' : `What differs: ${names.join(', ')}.`,
      next: ['aigw diff', 'aigw deploy'],
    },
  );
}

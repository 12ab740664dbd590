import { Args, Flags } from '@oclif/core';
import { GatewayCommand } from '../../cli/gateway-command.js';
import { logTargetOf } from '../../cli/log-target.js';
import { timeFlag } from '../../cli/time-flag.js';
import { systemClock } from '../../gateway/clock.js';
import { explainRequest, withOwner, type Explanation } from '../../gateway/log-analysis/explain-request.js';
import { KeyOwners } from '../../gateway/logs/key-owners.js';
import { renderExplanation } from '../../terminal/explanation.js';

export default class LogsExplain extends GatewayCommand {
  static override summary =
    'Explain one request: who, what, where its time went, why it failed and what to do.';
  static override description = `Joins what the access log, the authorizer, the forwarder and the execution log say of it. Any of its ids will do: those of API Gateway
(x-amzn-requestid, x-amz-apigw-id), of Lambda, of Bedrock, or the trace id.`;

  static override examples = [
    '<%= config.bin %> logs explain 3f2a6c1e-5b7d-4e0a-9c8b-1d2e3f4a5b6c',
    '<%= config.bin %> logs explain --since 7d --lines Kx1JfGZbIAMEVxQ=',
  ];

  static override args = {
    id: Args.string({ description: 'An id of the request.', required: true }),
  };

  static override flags = {
    since: timeFlag({
      description: 'Where to begin: how long ago, or a time (ISO 8601).',
      env: 'AIGW_SINCE',
      default: async () => systemClock.now() - 86_400_000,
      defaultHelp: async () => '24h',
    }),
    lines: Flags.boolean({ description: 'Show every line, whole.', env: 'AIGW_LINES' }),
  };

  async run(): Promise<Explanation> {
    const { args, flags } = await this.parse(LogsExplain);
    const target = await this.target(flags);
    const { groups, problems } = await logTargetOf(target);
    const found = await explainRequest(
      { logs: target.connection.logs, clock: systemClock },
      { stackName: target.stackName, groups, id: args.id, since: flags.since, problems },
    );
    const explanation = await withOwner(found, new KeyOwners(target.connection.apiKeys));
    this.show(this.addressed(renderExplanation(explanation, flags.lines)));
    return explanation;
  }
}

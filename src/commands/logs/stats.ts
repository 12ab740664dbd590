import { Flags } from '@oclif/core';
import { GatewayCommand } from '../../cli/gateway-command.js';
import { logTargetOf } from '../../cli/log-target.js';
import { readPriceList } from '../../cli/price-list.js';
import { timeFlag } from '../../cli/time-flag.js';
import { systemClock } from '../../gateway/clock.js';
import { collectStatistics } from '../../gateway/log-analysis/collect-statistics.js';
import { dimensions, type LogStatistics } from '../../gateway/log-analysis/statistics.js';
import { KeyOwners } from '../../gateway/logs/key-owners.js';
import { renderLogStatistics } from '../../terminal/log-statistics.js';

export default class LogsStats extends GatewayCommand {
  static override summary = 'Count requests: errors, latency, tokens and what they cost at list prices.';
  static override description = `Percentiles are right to about one in a hundred. Cost is tokens at the dated list prices of the package, or of your own file; a model
without a price has no cost, and is named.`;

  static override examples = [
    '<%= config.bin %> logs stats',
    '<%= config.bin %> logs stats --since 24h --by model',
    '<%= config.bin %> logs stats --by canary --since 15m --json',
  ];

  static override flags = {
    since: timeFlag({
      description: 'Where to begin: how long ago, or a time (ISO 8601).',
      env: 'AIGW_SINCE',
      default: async () => systemClock.now() - 3_600_000,
      defaultHelp: async () => '1h',
    }),
    by: Flags.option({
      description: 'What requests are counted together by.',
      options: dimensions,
      env: 'AIGW_BY',
      default: 'tenant' as const,
    })(),
    prices: Flags.string({
      description: 'A list of prices of your own (form: templates/prices.yaml).',
      env: 'AIGW_PRICES',
      helpValue: 'FILE',
    }),
  };

  async run(): Promise<LogStatistics> {
    const { flags } = await this.parse(LogsStats);
    const target = await this.target(flags);
    const prices = await readPriceList(this.config.root, flags.prices);
    const { groups, problems } = await logTargetOf(target);
    const to = systemClock.now();
    const progress = this.progress();
    const owners = new KeyOwners(target.connection.apiKeys);
    const statistics = await collectStatistics(
      { logs: target.connection.logs, clock: systemClock, progress, owners },
      { groups, span: { from: flags.since, to }, by: flags.by, prices },
    );
    if (statistics.total.requests === 0)
      for (const problem of await problems()) progress.warn(this.addressed(problem));
    this.show(renderLogStatistics(statistics));
    return statistics;
  }
}

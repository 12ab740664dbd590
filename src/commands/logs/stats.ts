import { Flags } from '@oclif/core';
import { durationFlag } from '../../cli/duration-flag.js';
import { GatewayCommand } from '../../cli/gateway-command.js';
import { logGroupsOf } from '../../cli/log-target.js';
import { readPriceList } from '../../cli/price-list.js';
import { systemClock } from '../../gateway/clock.js';
import { collectStatistics } from '../../gateway/log-analysis/collect-statistics.js';
import { dimensions, type LogStatistics } from '../../gateway/log-analysis/statistics.js';
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
    since: durationFlag({
      description: 'How far back to look.',
      env: 'AIGW_SINCE',
      default: 3_600_000,
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
    const groups = await logGroupsOf(target);
    const to = systemClock.now();
    const statistics = await collectStatistics(
      { logs: target.connection.logs, clock: systemClock, progress: this.progress() },
      { groups, span: { from: to - flags.since, to }, by: flags.by, prices },
    );
    this.show(renderLogStatistics(statistics));
    return statistics;
  }
}

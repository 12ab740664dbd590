import { Flags } from '@oclif/core';
import { durationFlag } from '../cli/duration-flag.js';
import { exitCodes } from '../cli/exit-codes.js';
import { GatewayCommand, type Target } from '../cli/gateway-command.js';
import { logTargetOf } from '../cli/log-target.js';
import { systemClock } from '../gateway/clock.js';
import { GatewayError } from '../gateway/errors.js';
import { followRequests, recentFigures, type FeedOptions } from '../gateway/log-analysis/follow-requests.js';
import type { TopFigures } from '../gateway/log-analysis/recent-requests.js';
import { KeyOwners } from '../gateway/logs/key-owners.js';
import { renderTop } from '../terminal/top-frame.js';
import { showTop } from '../terminal/top-screen.js';

export default class Top extends GatewayCommand {
  static override summary = 'Watch requests live: rates, errors, latency and tokens by tenant and model.';
  static override description = `A screen of its own; q leaves, and the keys stand at its foot. Lines reach the logs some seconds after the request.
Without a terminal, and with --json, it prints the figures of the last window once.`;

  static override examples = [
    '<%= config.bin %> top',
    '<%= config.bin %> top --window 5m',
    '<%= config.bin %> top --once --json',
  ];

  static override flags = {
    window: durationFlag({
      description: 'The stretch of time that the figures are of, at most an hour.',
      env: 'AIGW_WINDOW',
      default: 60_000,
      defaultHelp: async () => '60s',
    }),
    once: Flags.boolean({ description: 'Print the figures once and end.', env: 'AIGW_ONCE' }),
  };

  async run(): Promise<TopFigures | undefined> {
    const { flags } = await this.parse(Top);
    if (flags.window < 5_000 || flags.window > 3_600_000) throw badWindow();
    const target = await this.target(flags);
    const options: FeedOptions = {
      logs: target.connection.logs,
      clock: systemClock,
      groups: (await logTargetOf(target)).groups,
      windowMs: flags.window,
      owners: new KeyOwners(target.connection.apiKeys),
    };
    if (!flags.once && !this.jsonEnabled() && process.stdin.isTTY && process.stdout.isTTY) {
      await this.#live(target, options);
      return undefined;
    }
    const figures = await recentFigures(options);
    this.show(renderTop(titleOf(target), figures));
    return figures;
  }

  /** Until the operator leaves, which is no failure, or reading fails. */
  async #live(target: Target, options: FeedOptions): Promise<void> {
    this.takeOverInterruption();
    const stop = new AbortController();
    process.once('SIGINT', () => stop.abort());
    for (const name of ['SIGTERM', 'SIGHUP'] as const) {
      process.once(name, () => {
        process.exitCode = exitCodes.interrupted;
        stop.abort();
      });
    }
    const feed = followRequests(options, stop.signal);
    const failed = feed.ended.finally(() => stop.abort());
    failed.catch(() => undefined);
    await showTop({ title: titleOf(target), feed, interval: 1_000, signal: stop.signal });
    stop.abort();
    await failed;
  }
}

function titleOf({ stackName, connection }: Target): string {
  return `${stackName} ${connection.region}`;
}

function badWindow(): GatewayError {
  return new GatewayError('usage', '--window takes 5 seconds to an hour.', {
    next: ['aigw top --window 60s'],
  });
}

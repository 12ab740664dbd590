import { Flags } from '@oclif/core';
import { durationFlag } from '../../cli/duration-flag.js';
import { GatewayCommand } from '../../cli/gateway-command.js';
import { watchOutput } from '../../cli/show-watch.js';
import { canaryControl } from '../../gateway/canary-watch/canary-control.js';
import { parseErrorRate, parseLatencyLimit, parseSteps } from '../../gateway/canary-watch/limits.js';
import { assertAccessLogs } from '../../gateway/canary-watch/logs-are-on.js';
import { watchCanary } from '../../gateway/canary-watch/watch-canary.js';
import { systemClock } from '../../gateway/clock.js';
import { gatewayLogGroups } from '../../gateway/log-analysis/log-groups.js';
import { gatewayParts } from '../../gateway/stack/gateway-outputs.js';
import { existingStack } from '../../gateway/stack/status.js';
import { jsonText } from '../../terminal/json-text.js';

export default class CanaryWatch extends GatewayCommand {
  static override summary =
    'Watch the canary against what is live, judge it, and with --steps move it on by itself.';
  static override description = `The judgement is healthy, unhealthy, or not enough traffic to tell, which never promotes: docs/canary-analysis.md says how it is reached.
With --steps a healthy canary gets the next share after each interval, and is promoted at 100; an unhealthy one is aborted, with exit
code 8. Stopped by Ctrl-C it leaves the canary as it is; the same command goes on from there. A pipe gets lines, --json one document a line.`;

  static override examples = [
    '<%= config.bin %> canary watch',
    '<%= config.bin %> canary watch --steps 5,25,50,100 --every 5m --max-error-rate 1% --max-p95 +20%',
    '<%= config.bin %> canary watch --for 10m --json',
  ];

  static override flags = {
    steps: Flags.string({
      description:
        'Shares of the traffic, one after the other; 100 promotes. Without it the canary is only shown and judged.',
      env: 'AIGW_CANARY_STEPS',
      helpValue: '5,25,50,100',
    }),
    every: durationFlag({
      description: 'How long each step lasts at least.',
      env: 'AIGW_CANARY_EVERY',
      default: 300_000,
      defaultHelp: async () => '5m',
    }),
    'max-error-rate': Flags.string({
      description:
        'Errors that are allowed whatever base has (5xx and failures of the gateway; 4xx are none).',
      env: 'AIGW_CANARY_MAX_ERROR_RATE',
      helpValue: '1%',
    }),
    'max-p95': Flags.string({
      description: 'How slow the 95th percentile may be: against base, or as a length of time.',
      env: 'AIGW_CANARY_MAX_P95',
      helpValue: '+20%|800ms',
      default: '+50%',
    }),
    'max-first-byte': Flags.string({
      description: 'The same for the time to the first byte of streamed answers.',
      env: 'AIGW_CANARY_MAX_FIRST_BYTE',
      helpValue: '+20%|800ms',
    }),
    for: durationFlag({
      description: 'End after this long; exit code 8 unless the canary is healthy.',
      env: 'AIGW_CANARY_FOR',
    }),
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(CanaryWatch);
    const firstByte = flags['max-first-byte'];
    const errorRate = flags['max-error-rate'];
    const limits = {
      p95: parseLatencyLimit(flags['max-p95']),
      ...(errorRate !== undefined && { errorRate: parseErrorRate(errorRate) }),
      ...(firstByte !== undefined && { firstByte: parseLatencyLimit(firstByte) }),
    };
    const steps = flags.steps === undefined ? undefined : parseSteps(flags.steps);
    const { connection, stackName } = await this.target(flags);
    const stack = await existingStack(connection, stackName);
    const gateway = gatewayParts(stack);
    const logGroup = gatewayLogGroups(stackName, gateway).access;
    await assertAccessLogs(connection.logs, stack, logGroup);
    const tools = {
      control: canaryControl(connection.apis, gateway),
      logs: connection.logs,
      clock: systemClock,
      report: watchOutput(this.jsonEnabled()),
      onInterrupt: (explanation: string) => this.progress().onInterrupt(explanation),
    };
    await watchCanary(tools, { limits, steps, every: flags.every, longest: flags.for, logGroup });
  }

  /** One document a line, a failure at the end included. */
  protected override logJson(json: unknown): void {
    process.stdout.write(`${jsonText(json)}\n`);
  }
}

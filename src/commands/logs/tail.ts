import { Flags } from '@oclif/core';
import { GatewayCommand, type Target } from '../../cli/gateway-command.js';
import { timeFlag } from '../../cli/time-flag.js';
import { showTail, type TailOutcome } from '../../cli/show-tail.js';
import { systemClock } from '../../gateway/clock.js';
import { GatewayError } from '../../gateway/errors.js';
import { gatewayLogGroups } from '../../gateway/log-analysis/log-groups.js';
import { KeyOwners } from '../../gateway/logs/key-owners.js';
import { parseStatus, type TailConditions } from '../../gateway/logs/tail/conditions.js';
import { keysOfTenants } from '../../gateway/logs/tail/keys-of-tenants.js';
import { loggingProblems } from '../../gateway/logs/tail/logging-state.js';
import { logSources, type LogSourceName } from '../../gateway/logs/tail/tail-line.js';
import type { TailRequest } from '../../gateway/logs/tail/tail-logs.js';
import { gatewayParts } from '../../gateway/stack/gateway-outputs.js';
import { existingStack } from '../../gateway/stack/status.js';
import { jsonText } from '../../terminal/json-text.js';
import { warningLine } from '../../terminal/warning.js';

const tenMinutes = 600_000;
const several = { multiple: true, delimiter: ',' } as const;

export default class LogsTail extends GatewayCommand {
  static override summary = 'Show the logs of the gateway, merged and in order; --follow goes on.';
  static override description = `Lines of access log, forwarder, authorizer and execution log, with the status, tenant, model and tokens of their request.
Conditions of different flags must all hold; of several values of one flag, any. A pipe gets one JSON document a line. At the end
it says how complete that was.`;

  static override examples = [
    '<%= config.bin %> logs tail --follow',
    '<%= config.bin %> logs tail --since 1h --status 5xx --tenant acme',
    '<%= config.bin %> logs tail --source access --since 30m --json | jq .latencyMs',
  ];

  static override flags = {
    follow: Flags.boolean({
      char: 'f',
      description: 'Go on with what comes, until Ctrl-C.',
      env: 'AIGW_FOLLOW',
    }),
    since: timeFlag({
      description: 'Where to begin: how long ago, or a time (ISO 8601).',
      env: 'AIGW_SINCE',
      default: async () => Date.now() - tenMinutes,
      defaultHelp: async () => '10m',
    }),
    until: timeFlag({
      description: 'Where to end (default: now).',
      exclusive: ['follow'],
      env: 'AIGW_UNTIL',
    }),
    source: Flags.string({
      description: `Whose lines: ${logSources.join(', ')} (default: all).`,
      multiple: true,
      delimiter: ',',
      options: [...logSources],
      env: 'AIGW_SOURCE',
    }),
    tenant: Flags.string({
      description: 'Requests of a tenant, or of an API key by its id.',
      ...several,
      env: 'AIGW_TENANT',
    }),
    status: Flags.string({
      description: 'Requests with a status: 503, 5xx, 400-499.',
      ...several,
      env: 'AIGW_STATUS',
    }),
    model: Flags.string({
      description: 'Requests to a model: a part of its id, or with *.',
      ...several,
      env: 'AIGW_LOG_MODEL',
    }),
    canary: Flags.boolean({
      description: 'Requests to the canary; --no-canary: to the base.',
      allowNo: true,
      env: 'AIGW_CANARY',
    }),
    route: Flags.string({
      description: 'Requests to a path, such as /invoke or "/model/*".',
      ...several,
      env: 'AIGW_ROUTE',
    }),
    grep: Flags.string({ description: 'Lines that hold a text.', multiple: true, env: 'AIGW_GREP' }),
    filter: Flags.string({
      description: 'Lines that fit a filter pattern of CloudWatch Logs.',
      env: 'AIGW_FILTER',
      helpValue: 'PATTERN',
    }),
    limit: Flags.integer({
      description: 'Lines at most: the newest, or with --follow the first.',
      min: 1,
      env: 'AIGW_LIMIT',
    }),
    poll: Flags.boolean({
      description: 'Follow by polling, without Live Tail.',
      dependsOn: ['follow'],
      env: 'AIGW_POLL',
    }),
  };

  async run(): Promise<TailOutcome> {
    const { flags } = await this.parse(LogsTail);
    const target = await this.target(flags);
    const { connection, stackName } = target;
    const stack = await existingStack(connection, stackName);
    const groups = gatewayLogGroups(stackName, gatewayParts(stack));
    const sources = (flags.source ?? [...logSources]) as readonly LogSourceName[];
    for (const problem of await loggingProblems(connection, stack, groups, {
      sources,
      named: flags.source !== undefined,
    })) {
      this.#warn(problem);
    }
    const request = {
      groups,
      sources,
      conditions: await conditionsOf(flags, target, (text) => this.#warn(text)),
      filter: flags.filter,
      from: flags.since,
      to: flags.follow ? undefined : (flags.until ?? Date.now()),
      limit: flags.limit,
      liveTail: flags.follow && !flags.poll,
    };
    return this.#show(target, request);
  }

  #show({ connection }: Target, request: TailRequest): Promise<TailOutcome> {
    if (request.to !== undefined && request.from >= request.to) throw nothingBetween();
    if (request.to === undefined) this.takeOverInterruption();
    const owners = new KeyOwners(connection.apiKeys);
    return showTail({ logs: connection.logs, clock: systemClock, owners }, request, {
      json: this.jsonEnabled(),
      warn: (text) => this.#warn(text),
    });
  }

  #warn(text: string): void {
    this.warnings.push(this.addressed(text));
    this.tell(warningLine(this.addressed(text)));
  }

  /** One document a line, the last one included. */
  protected override logJson(json: unknown): void {
    process.stdout.write(`${jsonText(json)}\n`);
  }
}

async function conditionsOf(
  flags: {
    readonly tenant?: readonly string[];
    readonly status?: readonly string[];
    readonly model?: readonly string[];
    readonly canary?: boolean;
    readonly route?: readonly string[];
    readonly grep?: readonly string[];
  },
  { connection }: Target,
  warn: (text: string) => void,
): Promise<TailConditions> {
  return {
    tenants: flags.tenant,
    apiKeyIds: flags.tenant && (await keysOfTenants(connection.apiKeys, flags.tenant, warn)),
    statuses: flags.status?.map(parseStatus),
    models: flags.model,
    canary: flags.canary,
    routes: flags.route,
    texts: flags.grep,
  };
}

function nothingBetween(): GatewayError {
  return new GatewayError('usage', 'The time to begin is not before the time to end.', {
    next: ['aigw logs tail --since 1h --until 30m'],
  });
}

import type { Clock } from '../clock.js';
import { GatewayError } from '../errors.js';
import type { InsightsResult, LogService } from '../logs/log-service.js';
import type { Progress, Step } from '../progress.js';
import type { GatewayLogGroups } from './log-groups.js';
import type { QuerySource } from './questions.js';

export interface QueryTools {
  readonly logs: Pick<LogService, 'groups' | 'startQuery' | 'queryResult' | 'stopQuery'>;
  readonly clock: Clock;
  readonly progress: Progress;
  /** Ends it: the query is then stopped on AWS too, which bills by what it scans. */
  readonly signal: AbortSignal;
}

export interface QueryRequest {
  readonly groups: readonly string[];
  readonly text: string;
  /** Milliseconds since the epoch. */
  readonly from: number;
  readonly to: number;
}

/** What a query found. */
export interface QueryResult {
  readonly text: string;
  readonly groups: readonly string[];
  readonly from: Date;
  readonly to: Date;
  /** Names in the order that the query has them. */
  readonly columns: readonly string[];
  readonly rows: readonly Readonly<Record<string, string>>[];
  readonly recordsMatched?: number;
  readonly recordsScanned?: number;
  readonly bytesScanned?: number;
}

/** The groups of a source that a query searches. */
export function queriedGroups(groups: GatewayLogGroups, sources: readonly QuerySource[]): string[] {
  return sources.flatMap((source) => groups[source]);
}

/** Milliseconds between two looks at a query. */
const pause = 500;

/**
 * Runs a query of Logs Insights to its end.
 *
 * @throws GatewayError `not-found` where none of the groups exists, `declined` when it was interrupted, `service` when it failed
 */
export async function runQuery(tools: QueryTools, request: QueryRequest): Promise<QueryResult> {
  const groups = await existingGroups(tools, request.groups);
  const result = await tools.progress.step('Asking Logs Insights', async (step) => {
    const id = await tools.logs.startQuery({ ...request, groups });
    const ended = await untilEnded(tools, id, step);
    step.conclude(`Logs Insights looked at ${String(ended.statistics?.recordsScanned ?? 0)} lines`);
    return ended;
  });
  const { statistics } = result;
  return {
    text: request.text,
    groups,
    from: new Date(request.from),
    to: new Date(request.to),
    columns: columnsOf(result),
    rows: result.rows.map(withoutPointer),
    ...statistics,
  };
}

async function existingGroups({ logs }: QueryTools, wanted: readonly string[]): Promise<string[]> {
  const found = await Promise.all(
    wanted.map(async (name) => (await logs.groups(name)).some((group) => group.name === name)),
  );
  const groups = wanted.filter((_, at) => found[at]);
  if (groups.length > 0) return groups;
  throw new GatewayError('not-found', `There is no log group ${wanted.join(' or ')}.`, {
    reason: 'That log is off, or nothing has been written to it yet.',
    next: ['aigw deploy --param EnableAccessLogs=true', 'aigw status'],
  });
}

async function untilEnded(tools: QueryTools, id: string, step: Step): Promise<InsightsResult> {
  const { logs, clock, signal } = tools;
  const started = clock.now();
  for (let turn = 0; ; turn++) {
    if (signal.aborted) throw await stopped(tools, id);
    const result = await logs.queryResult(id);
    if (result.status === 'Complete') return result;
    if (!goingOn.has(result.status)) throw ended(result.status);
    step.report(progressText(turn, result, clock.now() - started));
    await clock.sleep(pause, signal);
  }
}

const goingOn: ReadonlySet<InsightsResult['status']> = new Set(['Scheduled', 'Running', 'Unknown']);

/** A bar that moves: AWS tells how much it has scanned, not how much there is. */
function progressText(turn: number, { statistics }: InsightsResult, ms: number): string {
  const at = turn % (barWidth * 2);
  const left = at < barWidth ? at : barWidth * 2 - 1 - at;
  const moving = `${'░'.repeat(left)}█${'░'.repeat(barWidth - 1 - left)}`;
  const megabytes = ((statistics?.bytesScanned ?? 0) / 1_000_000).toFixed(1);
  return `${moving} ${String(statistics?.recordsScanned ?? 0)} lines, ${megabytes} MB, ${String(Math.round(ms / 1_000))} s`;
}

const barWidth = 12;

async function stopped({ logs }: QueryTools, id: string): Promise<GatewayError> {
  try {
    await logs.stopQuery(id);
    return new GatewayError('declined', 'Interrupted; the query was stopped on AWS too.');
  } catch (cause) {
    return new GatewayError('declined', 'Interrupted; the query could not be stopped and ends by itself.', {
      reason: cause instanceof Error ? cause.message : String(cause),
      cause,
    });
  }
}

function ended(status: string): GatewayError {
  return new GatewayError('service', `Logs Insights ended the query: ${status}.`, {
    reason: status === 'Timeout' ? 'A query may run for an hour.' : 'AWS gives no reason.',
    next: ['Ask about less: --since 1h'],
  });
}

/** Where a line is stored: of use to GetLogRecord alone. */
const pointer = '@ptr';

function columnsOf({ rows }: InsightsResult): string[] {
  return [...new Set(rows.flatMap((row) => Object.keys(row)))].filter((name) => name !== pointer);
}

function withoutPointer(row: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(row).filter(([name]) => name !== pointer));
}

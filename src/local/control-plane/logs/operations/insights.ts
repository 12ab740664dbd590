import type {
  GetQueryResultsRequest,
  GetQueryResultsResponse,
  QueryStatus,
  StartQueryRequest,
  StartQueryResponse,
  StopQueryRequest,
  StopQueryResponse,
} from '@aws-sdk/client-cloudwatch-logs';
import { randomUUID } from 'node:crypto';
import { AwsError } from '../../../errors.js';
import { ConstraintViolations } from '../../constraint-violations.js';
import { compileQuery, type CompiledQuery, type ResultRow } from '../insights/run-query.js';
import type { QueriedEvent } from '../insights/rows.js';
import { groupNameOf } from '../log-names.js';
import { lowerBound } from '../log-record.js';
import type { LogsRoom } from '../logs-room.js';
import { readableAt } from '../readable.js';
import { invalidParameter } from '../rejections.js';

/** Rows of a result, where the query does not say (BC StartQuery). */
const USUAL_LIMIT = 10_000;
const MOST_RESULTS = 100_000;
/** Queries that are remembered. */
const MOST_QUERIES = 100;

interface RunningQuery {
  readonly input: StartQueryRequest;
  readonly compiled: CompiledQuery;
  readonly events: readonly QueriedEvent[];
  readonly startedAt: number;
  stopped: boolean;
  rows?: ResultRow[];
}

/** Logs Insights: queries over the events that are there when they start. */
export function insightsOperations(room: LogsRoom) {
  const queries = new Map<string, RunningQuery>();
  const find = (queryId: string | undefined) => {
    const query = queries.get(queryId ?? '');
    if (!query) throw new AwsError('ResourceNotFoundException', 'The specified query does not exist.');
    return query;
  };
  return {
    StartQuery: (input: StartQueryRequest): StartQueryResponse => {
      const query = startQuery(room, input);
      const queryId = randomUUID();
      queries.set(queryId, query);
      for (const oldest of queries.keys()) if (queries.size > MOST_QUERIES) queries.delete(oldest);
      return { queryId };
    },
    GetQueryResults: (input: GetQueryResultsRequest) => results(room, find(input.queryId)),
    StopQuery: (input: StopQueryRequest): StopQueryResponse => {
      const query = find(input.queryId);
      if (statusOf(room, query) !== 'Running')
        throw invalidParameter('The specified query has already ended.');
      query.stopped = true;
      return { success: true };
    },
  };
}

function startQuery(room: LogsRoom, input: StartQueryRequest): RunningQuery {
  new ConstraintViolations()
    .required('startTime', input.startTime)
    .required('endTime', input.endTime)
    .required('queryString', input.queryString)
    .length('queryString', input.queryString, 0, 10_000)
    .range('limit', input.limit, 1, MOST_RESULTS)
    .throwAs('InvalidParameterException');
  if ((input.startTime ?? 0) > (input.endTime ?? 0)) {
    throw invalidParameter('The start time must not be after the end time.');
  }
  const compiled = compileQuery(input.queryString ?? '');
  return { input, compiled, events: eventsOf(room, input), startedAt: room.now(), stopped: false };
}

function groupsOf(room: LogsRoom, input: StartQueryRequest): string[] {
  const given = [
    input.logGroupName === undefined ? undefined : [input.logGroupName],
    input.logGroupNames,
    input.logGroupIdentifiers?.map((identifier) => groupNameOf({ logGroupIdentifier: identifier })),
  ].flatMap((names) => (names === undefined ? [] : [names]));
  const [names] = given;
  if (!names || given.length > 1 || names.length < 1 || names.length > 50) {
    throw invalidParameter('Specify 1 to 50 log groups, in exactly one way.');
  }
  return names.map((name) => room.store.group(groupNameOf({ logGroupName: name })).name);
}

/** Both ends are inclusive, in seconds (BC StartQuery). */
function eventsOf(room: LogsRoom, input: StartQueryRequest): QueriedEvent[] {
  const [from, to] = [(input.startTime ?? 0) * 1_000, (input.endTime ?? 0) * 1_000 + 999];
  const now = room.now();
  return groupsOf(room, input).flatMap((name) => {
    const group = room.store.group(name);
    const log = `${room.region.accountId}:${name}`;
    return room.store.streams(name).flatMap((stream) => {
      const events = room.store.retained(group, stream);
      const begin = lowerBound(events, { timestamp: from, sequence: 0 });
      const end = lowerBound(events, { timestamp: to + 1, sequence: 0 });
      return events
        .slice(begin, end)
        .filter((event) => readableAt(event, room.options.readableAfterMs) <= now)
        .map((event) => ({ ...event, stream: stream.name, log }));
    });
  });
}

function statusOf(room: LogsRoom, { stopped, startedAt }: RunningQuery): QueryStatus {
  if (stopped) return 'Cancelled';
  return room.now() - startedAt < room.options.insightsMs ? 'Running' : 'Complete';
}

function results(room: LogsRoom, query: RunningQuery): GetQueryResultsResponse {
  const status = statusOf(room, query);
  const done = status === 'Complete';
  if (done) query.rows ??= query.compiled.run(query.events, query.input.limit ?? USUAL_LIMIT);
  const share = done ? 1 : Math.min(1, (room.now() - query.startedAt) / Math.max(1, room.options.insightsMs));
  const bytes = query.events.reduce((sum, { message }) => sum + Buffer.byteLength(message), 0);
  return {
    queryLanguage: 'CWLI',
    results: query.rows ?? [],
    statistics: {
      recordsMatched: query.rows?.length ?? 0,
      recordsScanned: Math.floor(query.events.length * share),
      estimatedRecordsSkipped: 0,
      bytesScanned: Math.floor(bytes * share),
      estimatedBytesSkipped: 0,
      logGroupsScanned: groupsOf(room, query.input).length,
    },
    status,
  };
}

import {
  CloudWatchLogsClient,
  FilterLogEventsCommand,
  GetQueryResultsCommand,
  StartQueryCommand,
  StopQueryCommand,
  paginateDescribeLogGroups,
  type GetQueryResultsCommandOutput,
} from '@aws-sdk/client-cloudwatch-logs';
import type { ConnectionOptions } from '../gateway/connection.js';
import type {
  FilterPage,
  FilterRequest,
  InsightsRequest,
  InsightsResult,
  LogGroup,
  LogService,
} from '../gateway/logs/log-service.js';
import { clientConfiguration, equip } from './client-configuration.js';
import { explained } from './explain-failure.js';
import { startLiveTail } from './live-tail.js';
import { readEventsAnswer, type EventsAnswer } from './events-answer.js';
import { serviceClock } from './service-clock.js';
import { takingAnswers } from './taking-answers.js';
import { WaitingOut } from './waiting-out.js';

/** CloudWatch Logs behind the interface that use cases know. */
export function createLogService(options: ConnectionOptions): LogService {
  const configuration = clientConfiguration(options);
  const client = equip(new CloudWatchLogsClient(configuration), options);
  const filter = filterCalls(options);
  return {
    groups: (prefix) => explained(`looking for log groups ${prefix}*`, () => readGroups(client, prefix)),
    filter: (request) => explained(`reading log group ${request.group}`, () => filter(request)),
    liveTail: (request) => startLiveTail(options, request),
    startQuery: (request) => explained('starting a Logs Insights query', () => startQuery(client, request)),
    queryResult: (queryId) =>
      explained(`reading the result of query ${queryId}`, async () =>
        toResult(await client.send(new GetQueryResultsCommand({ queryId }))),
      ),
    stopQuery: (queryId) =>
      explained(`stopping query ${queryId}`, async () => {
        await client.send(new StopQueryCommand({ queryId }));
      }),
  };
}

async function readGroups(client: CloudWatchLogsClient, prefix: string): Promise<LogGroup[]> {
  const groups: LogGroup[] = [];
  for await (const page of paginateDescribeLogGroups({ client }, { logGroupNamePrefix: prefix })) {
    for (const { logGroupName = '', logGroupArn, arn = '', retentionInDays, storedBytes } of page.logGroups ??
      []) {
      const plainArn = logGroupArn ?? arn.replace(/:\*$/, '');
      groups.push({ name: logGroupName, arn: plainArn, retentionDays: retentionInDays, storedBytes });
    }
  }
  return groups;
}

/** Searches with a client of its own: throttling is waited out by what all its calls learn together, not by each of them. */
function filterCalls(options: ConnectionOptions): (request: FilterRequest) => Promise<FilterPage> {
  const client = equip(new CloudWatchLogsClient(clientConfiguration(options, 'unless-throttled')), options);
  // It prepares each answer for a logger that is not there: a fifth of the time that a page takes.
  client.middlewareStack.remove('loggerMiddleware');
  const answeredAt = serviceClock(client);
  const { streamCollector } = client.config;
  const calls = new WaitingOut();
  return async (request) => {
    const command = new FilterLogEventsCommand({
      logGroupName: request.group,
      startTime: Math.max(0, request.from),
      // AWS's end is inclusive (BC FilterLogEvents).
      endTime: request.to === undefined ? undefined : request.to - 1,
      filterPattern: request.pattern,
      nextToken: request.token,
      limit: request.limit,
    });
    let answer: EventsAnswer = { events: [] };
    command.middlewareStack.use(
      takingAnswers(async (body) => {
        const { buffer, byteOffset, byteLength } = await streamCollector(body);
        answer = readEventsAnswer(Buffer.from(buffer, byteOffset, byteLength), request.group);
      }),
    );
    const { throttled } = await calls.send(
      () => client.send(command, { abortSignal: request.signal }),
      request.signal,
    );
    return { events: answer.events, token: answer.nextToken, answeredAt: answeredAt(), throttled };
  };
}

async function startQuery(client: CloudWatchLogsClient, request: InsightsRequest): Promise<string> {
  const { queryId = '' } = await client.send(
    new StartQueryCommand({
      logGroupNames: [...request.groups],
      queryString: request.text,
      // Seconds; both ends are inclusive (BC StartQuery).
      startTime: Math.floor(request.from / 1_000),
      endTime: Math.ceil(request.to / 1_000),
      limit: request.limit,
    }),
  );
  return queryId;
}

function toResult(answer: GetQueryResultsCommandOutput): InsightsResult {
  const rows = (answer.results ?? []).map((row) =>
    Object.fromEntries(row.map(({ field = '', value = '' }) => [field, value])),
  );
  const { recordsMatched = 0, recordsScanned = 0, bytesScanned = 0 } = answer.statistics ?? {};
  return {
    status: answer.status ?? 'Unknown',
    rows,
    statistics: answer.statistics && { recordsMatched, recordsScanned, bytesScanned },
  };
}

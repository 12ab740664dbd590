import type { FilterLogEventsResponse, StartLiveTailResponse } from '@aws-sdk/client-cloudwatch-logs';
import { GatewayError } from '../../src/gateway/errors.js';
import type {
  FilterPage,
  FilterRequest,
  LiveTailRequest,
  LiveTailUpdate,
  LogService,
} from '../../src/gateway/logs/log-service.js';
import type { Clock } from '../../src/local/clock.js';
import { createLogs } from '../../src/local/control-plane/logs/index.js';
import type { LogsOptions } from '../../src/local/control-plane/logs/logs-options.js';
import { makeRoomRegion } from './room-region.js';

export interface LocalLogs {
  readonly service: Pick<LogService, 'filter' | 'groups' | 'liveTail'>;
  write(group: string, timestamp: number, messages: readonly string[], stream?: string): void;
}

const arnPrefix = 'arn:aws:logs:us-east-1:123456789012:log-group:';

/**
 * CloudWatch Logs of the local AWS behind the port that use cases know, without a wire in between: for what takes thousands of calls in
 * simulated time.
 *
 * @param disturb called before each call and each update; throws what is to go wrong
 */
export function localLogs(
  clock: Clock,
  options: LogsOptions,
  disturb: () => void = () => undefined,
): LocalLogs {
  const logs = createLogs(makeRoomRegion({ clock }), options);
  const run = async <T>(operation: string, input: object): Promise<T> => {
    try {
      disturb();
      return (await logs.operations[operation]?.(input as never, { requestId: 'r', principalArn: 'p' })) as T;
    } catch (error) {
      throw asFailure(error);
    }
  };
  async function* updates(
    stream: NonNullable<StartLiveTailResponse['responseStream']>,
  ): AsyncGenerator<LiveTailUpdate> {
    try {
      for await (const { sessionUpdate } of stream) {
        disturb();
        if (!sessionUpdate) continue;
        const events = (sessionUpdate.sessionResults ?? []).map((event) => ({
          group: event.logGroupIdentifier?.split(':')[1] ?? '',
          stream: event.logStreamName ?? '',
          timestamp: event.timestamp ?? 0,
          message: event.message ?? '',
        }));
        yield { events, sampled: sessionUpdate.sessionMetadata?.sampled ?? false };
      }
    } catch (error) {
      throw asFailure(error);
    }
  }
  return {
    write: (group, timestamp, messages, stream = 's') => {
      logs.logSink.write(
        group,
        stream,
        messages.map((message) => ({ timestamp, message })),
      );
    },
    service: {
      groups: async (prefix) => {
        const { logGroups } = await run<{ logGroups: { logGroupName: string }[] }>('DescribeLogGroups', {
          logGroupNamePrefix: prefix,
        });
        return logGroups.map(({ logGroupName: name }) => ({ name, arn: `${arnPrefix}${name}` }));
      },
      filter: async (request) => toPage(request, await run('FilterLogEvents', toInput(request))),
      liveTail: async ({ groupArns, pattern }: LiveTailRequest) => {
        const input = { logGroupIdentifiers: groupArns, logEventFilterPattern: pattern };
        const { responseStream } = await run<StartLiveTailResponse>('StartLiveTail', input);
        const stream = responseStream?.[Symbol.asyncIterator]();
        await stream?.next();
        return updates({ [Symbol.asyncIterator]: () => stream } as never);
      },
    },
  };
}

function toInput({ group, from, to, pattern, token, limit }: FilterRequest): object {
  const endTime = to === undefined ? undefined : to - 1;
  return { logGroupName: group, startTime: from, endTime, filterPattern: pattern, nextToken: token, limit };
}

function toPage({ group }: FilterRequest, { events = [], nextToken }: FilterLogEventsResponse): FilterPage {
  return {
    token: nextToken,
    events: events.map((event) => ({
      id: event.eventId,
      group,
      stream: event.logStreamName ?? '',
      timestamp: event.timestamp ?? 0,
      ingestionTime: event.ingestionTime,
      message: event.message ?? '',
    })),
  };
}

/** As `src/aws` explains failures. */
function asFailure(error: unknown): unknown {
  if (error instanceof GatewayError || !(error instanceof Error)) return error;
  const kinds = { ResourceNotFoundException: 'not-found', ThrottlingException: 'limit' } as const;
  const kind = kinds[error.name as keyof typeof kinds] ?? 'service';
  return new GatewayError(kind, error.message, { reason: error.name });
}

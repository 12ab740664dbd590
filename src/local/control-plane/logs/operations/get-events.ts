import type { GetLogEventsRequest, GetLogEventsResponse } from '@aws-sdk/client-cloudwatch-logs';
import { ConstraintViolations } from '../../constraint-violations.js';
import { readStreamToken, writeStreamToken, type StreamToken } from '../event-token.js';
import { checkStreamName, groupNameOf } from '../log-names.js';
import { lowerBound, type EventPosition, type StoredEvent } from '../log-record.js';
import type { LogsRoom } from '../logs-room.js';

/** A page: this many events or bytes (BC). */
export const PAGE_EVENTS = 10_000;
export const PAGE_BYTES = 1_048_576;

/** Reading one stream. */
export function getEventsOperation(room: LogsRoom) {
  return { GetLogEvents: (input: GetLogEventsRequest) => getEvents(room, input) };
}

function getEvents(room: LogsRoom, input: GetLogEventsRequest): GetLogEventsResponse {
  new ConstraintViolations().range('limit', input.limit, 1, PAGE_EVENTS).throwAs('InvalidParameterException');
  const group = room.store.group(groupNameOf(input));
  const stream = room.store.stream(group.name, checkStreamName(input.logStreamName));
  const events = withinTimes(room.store.retained(group, stream), input);
  const token = input.nextToken === undefined ? undefined : readStreamToken(input.nextToken);
  const page = takePage(events, token, input);
  const here = token?.position ?? { timestamp: input.startTime ?? 0, sequence: 0 };
  const forward: EventPosition = page.at(-1) ?? here;
  const backward: EventPosition = page[0] ?? here;
  return {
    events: page.map(({ timestamp, message, ingestionTime }) => ({ timestamp, message, ingestionTime })),
    nextForwardToken: writeStreamToken({ direction: 'forward', position: forward }),
    nextBackwardToken: writeStreamToken({ direction: 'backward', position: backward }),
  };
}

/** `startTime` is inclusive, `endTime` exclusive (BC, GetLogEvents). */
function withinTimes(events: readonly StoredEvent[], input: GetLogEventsRequest): readonly StoredEvent[] {
  const start =
    input.startTime === undefined ? 0 : lowerBound(events, { timestamp: input.startTime, sequence: 0 });
  const end =
    input.endTime === undefined
      ? events.length
      : lowerBound(events, { timestamp: input.endTime, sequence: 0 });
  return start === 0 && end === events.length ? events : events.slice(start, end);
}

function takePage(
  events: readonly StoredEvent[],
  token: StreamToken | undefined,
  { limit = PAGE_EVENTS, startFromHead = false }: GetLogEventsRequest,
): StoredEvent[] {
  if (token?.direction === 'backward')
    return lastOf(events.slice(0, lowerBound(events, token.position)), limit);
  if (!token && !startFromHead) return lastOf(events, limit);
  const from = token ? lowerBound(events, after(token.position)) : 0;
  return firstOf(events.slice(from, from + limit));
}

function after({ timestamp, sequence }: EventPosition): EventPosition {
  return { timestamp, sequence: sequence + 1 };
}

function firstOf(events: readonly StoredEvent[]): StoredEvent[] {
  let bytes = 0;
  const end = events.findIndex(
    ({ message }, index) => (bytes += Buffer.byteLength(message)) > PAGE_BYTES && index > 0,
  );
  return end < 0 ? [...events] : events.slice(0, end);
}

function lastOf(events: readonly StoredEvent[], limit: number): StoredEvent[] {
  return firstOf(events.slice(-limit).reverse()).reverse();
}

import type {
  FilteredLogEvent,
  FilterLogEventsRequest,
  FilterLogEventsResponse,
} from '@aws-sdk/client-cloudwatch-logs';
import { ConstraintViolations } from '../../constraint-violations.js';
import { CallRate } from '../call-rate.js';
import { eventId, readSearchToken, writeSearchToken } from '../event-token.js';
import { compileFilterPattern, type CompiledFilterPattern } from '../filter-pattern/index.js';
import { groupNameOf } from '../log-names.js';
import type { EventPosition, StreamRecord } from '../log-record.js';
import type { LogsRoom } from '../logs-room.js';
import { mergeEvents, type EventSource, type SourcedEvent } from '../merged-events.js';
import { invalidParameter } from '../rejections.js';
import { readableAt } from '../readable.js';
import { PAGE_EVENTS } from './get-events.js';

/** Events looked at for one page; a page may hold fewer matches, or none, and still have a successor (BC). */
const SCANNED_EVENTS = 20_000;

/** Searching the streams of one group. */
export function filterEventsOperation(room: LogsRoom) {
  const { filterCallsPerSecond, pageMs } = room.options;
  const rate = filterCallsPerSecond === undefined ? undefined : new CallRate(filterCallsPerSecond);
  let pages = 0;
  return {
    FilterLogEvents: (input: FilterLogEventsRequest) => {
      rate?.admit(room.now());
      pages += 1;
      const answer = () => filterEvents(room, input, isEmptyPage(room, pages));
      return pageMs === undefined ? answer() : room.region.clock.sleep(pageMs).then(answer);
    },
  };
}

function isEmptyPage({ options: { emptyPageEvery } }: LogsRoom, number: number): boolean {
  return emptyPageEvery !== undefined && number % emptyPageEvery === 0;
}

function filterEvents(
  room: LogsRoom,
  input: FilterLogEventsRequest,
  empty: boolean,
): FilterLogEventsResponse {
  checkInput(input);
  const pattern = compileFilterPattern(input.filterPattern ?? '');
  const group = room.store.group(groupNameOf(input));
  const sources: EventSource[] = chooseStreams(room, group.name, input).map((stream) => ({
    streamName: stream.name,
    events: room.store.retained(group, stream),
  }));
  const start = { timestamp: input.startTime ?? 0, sequence: 0 };
  const from = input.nextToken === undefined ? start : readSearchToken(input.nextToken, room.now());
  const { events, next } = empty
    ? { events: [], next: from }
    : search(room, mergeEvents(sources, from), pattern, input);
  return {
    events,
    searchedLogStreams: [],
    ...(next ? { nextToken: writeSearchToken(next, room.now()) } : {}),
  };
}

function checkInput(input: FilterLogEventsRequest): void {
  new ConstraintViolations()
    .range('limit', input.limit, 1, PAGE_EVENTS)
    .range('startTime', input.startTime, 0)
    .range('endTime', input.endTime, 0)
    .length('filterPattern', input.filterPattern, 0, 1024)
    .length('logStreamNames', input.logStreamNames, 1, 100)
    .throwAs('InvalidParameterException');
  if (input.logStreamNames !== undefined && input.logStreamNamePrefix !== undefined) {
    throw invalidParameter('Specify either logStreamNames or logStreamNamePrefix, not both.');
  }
}

function chooseStreams(room: LogsRoom, groupName: string, input: FilterLogEventsRequest): StreamRecord[] {
  if (input.logStreamNames)
    return [...new Set(input.logStreamNames)].map((name) => room.store.stream(groupName, name));
  const prefix = input.logStreamNamePrefix ?? '';
  return room.store.streams(groupName).filter((stream) => stream.name.startsWith(prefix));
}

/** Reads on until the page is full; `next` is where the following page starts, absent when all was read. */
function search(
  room: LogsRoom,
  merged: Iterable<SourcedEvent>,
  pattern: CompiledFilterPattern,
  { limit = Infinity, endTime = Infinity }: FilterLogEventsRequest,
): { events: FilteredLogEvent[]; next?: EventPosition } {
  const { pageEvents, pageBytes, readableAfterMs } = room.options;
  const most = Math.min(limit, pageEvents);
  const now = room.now();
  const events: FilteredLogEvent[] = [];
  let scanned = 0;
  let bytes = 0;
  for (const { streamName, event } of merged) {
    if (event.timestamp > endTime) break;
    const size = Buffer.byteLength(event.message);
    if (
      events.length >= most ||
      scanned >= SCANNED_EVENTS ||
      (events.length > 0 && bytes + size > pageBytes)
    ) {
      return { events, next: event };
    }
    scanned += 1;
    if (readableAt(event, readableAfterMs) > now || !pattern.matches(event.message)) continue;
    bytes += size;
    const { timestamp, message, ingestionTime } = event;
    events.push({ logStreamName: streamName, timestamp, message, ingestionTime, eventId: eventId(event) });
  }
  return { events };
}

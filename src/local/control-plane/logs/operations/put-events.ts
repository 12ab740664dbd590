import type {
  InputLogEvent,
  PutLogEventsRequest,
  PutLogEventsResponse,
  RejectedLogEventsInfo,
} from '@aws-sdk/client-cloudwatch-logs';
import { ConstraintViolations } from '../../constraint-violations.js';
import { checkGroupName, checkStreamName } from '../log-names.js';
import type { GroupRecord } from '../log-record.js';
import type { LogLine } from '../log-sink.js';
import type { LogsRoom } from '../logs-room.js';
import { invalidParameter } from '../rejections.js';

const HOUR = 60 * 60_000;
const DAY = 24 * HOUR;
/** A batch: this many bytes with 26 for each event, 24 hours, and events of the last 14 days to 2 hours ahead (BC). */
const BATCH_BYTES = 1_048_576;
const EVENT_OVERHEAD = 26;
const OLDEST = 14 * DAY;
const NEWEST = 2 * HOUR;

/** Writing events. */
export function putEventsOperation(room: LogsRoom) {
  return { PutLogEvents: (input: PutLogEventsRequest) => putEvents(room, input) };
}

function putEvents(room: LogsRoom, input: PutLogEventsRequest): PutLogEventsResponse {
  const group = room.store.group(checkGroupName(input.logGroupName));
  const stream = room.store.stream(group.name, checkStreamName(input.logStreamName));
  const lines = readEvents(input.logEvents);
  const rejected = findRejected(lines, group, room.now());
  const firstKept = Math.max(rejected.tooOldLogEventEndIndex ?? 0, rejected.expiredLogEventEndIndex ?? 0);
  room.store.append(group.name, stream, lines.slice(firstKept, rejected.tooNewLogEventStartIndex));
  const last = stream.events.at(-1) ?? { sequence: 0 };
  return {
    nextSequenceToken: room.sequenceToken(last),
    ...(Object.keys(rejected).length > 0 ? { rejectedLogEventsInfo: rejected } : {}),
  };
}

function readEvents(events: readonly InputLogEvent[] | undefined): LogLine[] {
  const violations = new ConstraintViolations()
    .required('logEvents', events)
    .length('logEvents', events, 1, 10_000);
  const lines = (events ?? []).map(({ timestamp, message }, index) => {
    const member = `logEvents.${String(index + 1)}.member`;
    violations.required(`${member}.timestamp`, timestamp).range(`${member}.timestamp`, timestamp, 0);
    violations.required(`${member}.message`, message).length(`${member}.message`, message, 1, Infinity);
    return { timestamp: timestamp ?? 0, message: message ?? '' };
  });
  violations.throwAs('InvalidParameterException');
  checkBatch(lines);
  return lines;
}

function checkBatch(lines: readonly LogLine[]): void {
  const bytes = lines.reduce((sum, { message }) => sum + Buffer.byteLength(message) + EVENT_OVERHEAD, 0);
  if (bytes > BATCH_BYTES) {
    throw invalidParameter(
      `Upload too large: ${String(bytes)} bytes exceeds limit of ${String(BATCH_BYTES)}`,
    );
  }
  if (lines.some(({ timestamp }, index) => timestamp < (lines[index - 1]?.timestamp ?? 0))) {
    throw invalidParameter('Log events in a single PutLogEvents request must be in chronological order.');
  }
  if ((lines.at(-1)?.timestamp ?? 0) - (lines[0]?.timestamp ?? 0) > DAY) {
    throw invalidParameter(
      'The batch of log events in a single PutLogEvents request cannot span more than 24 hours.',
    );
  }
}

/** The end indexes are exclusive, the start index is inclusive (BC, RejectedLogEventsInfo). */
function findRejected(lines: readonly LogLine[], group: GroupRecord, now: number): RejectedLogEventsInfo {
  const before = (limit: number) => lines.filter(({ timestamp }) => timestamp < limit).length;
  const expired = group.retentionInDays === undefined ? 0 : before(now - group.retentionInDays * DAY);
  const tooOld = before(now - OLDEST);
  const tooNew = lines.findIndex(({ timestamp }) => timestamp > now + NEWEST);
  return {
    ...(tooOld > 0 ? { tooOldLogEventEndIndex: tooOld } : {}),
    ...(expired > 0 ? { expiredLogEventEndIndex: expired } : {}),
    ...(tooNew >= 0 ? { tooNewLogEventStartIndex: tooNew } : {}),
  };
}

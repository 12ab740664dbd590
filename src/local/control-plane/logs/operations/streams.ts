import type {
  CreateLogStreamRequest,
  DeleteLogStreamRequest,
  DescribeLogStreamsRequest,
  DescribeLogStreamsResponse,
  LogStream,
} from '@aws-sdk/client-cloudwatch-logs';
import { ConstraintViolations } from '../../constraint-violations.js';
import { checkGroupName, checkStreamName, groupArn, groupNameOf } from '../log-names.js';
import type { StreamRecord } from '../log-record.js';
import type { LogsRoom } from '../logs-room.js';
import { pageOf } from '../paging.js';
import { invalidParameter } from '../rejections.js';

/** Operations on log streams. */
export function streamOperations(room: LogsRoom) {
  return {
    CreateLogStream: (input: CreateLogStreamRequest) => {
      room.store.createStream(checkGroupName(input.logGroupName), checkStreamName(input.logStreamName));
      return {};
    },
    DeleteLogStream: (input: DeleteLogStreamRequest) => {
      room.store.deleteStream(checkGroupName(input.logGroupName), checkStreamName(input.logStreamName));
      return {};
    },
    DescribeLogStreams: (input: DescribeLogStreamsRequest) => describeStreams(room, input),
  };
}

function describeStreams(room: LogsRoom, input: DescribeLogStreamsRequest): DescribeLogStreamsResponse {
  new ConstraintViolations()
    .oneOf('orderBy', input.orderBy, ['LogStreamName', 'LastEventTime'])
    .throwAs('InvalidParameterException');
  const byTime = input.orderBy === 'LastEventTime';
  if (byTime && input.logStreamNamePrefix !== undefined) {
    throw invalidParameter('Cannot order by LastEventTime with a logStreamNamePrefix.');
  }
  const group = room.store.group(groupNameOf(input));
  const found = room.store
    .streams(group.name)
    .filter((stream) => stream.name.startsWith(input.logStreamNamePrefix ?? ''));
  if (byTime) found.sort((a, b) => lastEventTime(a) - lastEventTime(b));
  if (input.descending) found.reverse();
  const page = pageOf(found, (stream) => stream.name, input);
  return {
    logStreams: page.items.map((stream) => describeStream(room, group.name, stream)),
    nextToken: page.nextToken,
  };
}

function describeStream(room: LogsRoom, groupName: string, stream: StreamRecord): LogStream {
  const first = stream.events[0];
  const last = stream.events.at(-1);
  return {
    logStreamName: stream.name,
    creationTime: stream.creationTime,
    arn: `${groupArn(room.region, groupName)}:log-stream:${stream.name}`,
    storedBytes: 0,
    ...(first && last
      ? {
          firstEventTimestamp: first.timestamp,
          lastEventTimestamp: last.timestamp,
          lastIngestionTime: stream.lastIngestionTime,
          uploadSequenceToken: room.sequenceToken(last),
        }
      : {}),
  };
}

function lastEventTime(stream: StreamRecord): number {
  return stream.events.at(-1)?.timestamp ?? stream.creationTime;
}

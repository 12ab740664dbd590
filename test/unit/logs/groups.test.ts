import { beforeEach, describe, expect, it } from '@jest/globals';
import type {
  DescribeLogGroupsResponse,
  DescribeLogStreamsResponse,
  DescribeMetricFiltersResponse,
  ListTagsForResourceResponse,
  TestMetricFilterResponse,
} from '@aws-sdk/client-cloudwatch-logs';
import { createLogs } from '../../../src/local/control-plane/logs/index.js';
import { ManualClock, makeRoomRegion } from '../../support/room-region.js';

let clock: ManualClock;
let logs: ReturnType<typeof createLogs>;
const call = <Output = object>(operation: string, input: object): Output => {
  const run = logs.operations[operation];
  if (!run) throw new Error(`No operation ${operation}.`);
  return run(input as never, { requestId: 'r', principalArn: 'p' }) as Output;
};

beforeEach(() => {
  clock = new ManualClock();
  logs = createLogs(makeRoomRegion({ clock }));
});

describe('log groups', () => {
  it('given a new group, when described, then it looks as a recorded answer of AWS does', () => {
    call('CreateLogGroup', { logGroupName: '/aws/x' });
    const { logGroups } = call<DescribeLogGroupsResponse>('DescribeLogGroups', {
      logGroupNamePrefix: '/aws',
    });
    const arn = 'arn:aws:logs:us-east-1:123456789012:log-group:/aws/x';
    expect(logGroups).toEqual([
      {
        arn: `${arn}:*`,
        creationTime: clock.now(),
        deletionProtectionEnabled: false,
        logGroupArn: arn,
        logGroupClass: 'STANDARD',
        logGroupName: '/aws/x',
        metricFilterCount: 0,
        storedBytes: 0,
      },
    ]);
  });

  it('given 120 groups, when listed in pages of 50, then all come once, in order', () => {
    const names = Array.from({ length: 120 }, (_, index) => `g${String(index).padStart(3, '0')}`);
    for (const logGroupName of names) call('CreateLogGroup', { logGroupName });
    const seen: string[] = [];
    let nextToken: string | undefined;
    do {
      const page = call<DescribeLogGroupsResponse>('DescribeLogGroups', { nextToken });
      seen.push(...(page.logGroups ?? []).map((group) => group.logGroupName ?? ''));
      nextToken = page.nextToken;
    } while (nextToken !== undefined);
    expect(seen).toEqual(names);
  });

  it('given a pattern, when listed, then it matches anywhere and in any case', () => {
    call('CreateLogGroup', { logGroupName: '/aws/Lambda/x' });
    call('CreateLogGroup', { logGroupName: '/other' });
    const found = call<DescribeLogGroupsResponse>('DescribeLogGroups', { logGroupNamePattern: 'LAMBDA' });
    expect(found.logGroups?.map((group) => group.logGroupName)).toEqual(['/aws/Lambda/x']);
  });

  it.each([
    [
      'CreateLogGroup',
      { logGroupName: 'g' },
      'ResourceAlreadyExistsException',
      'The specified log group already exists',
    ],
    [
      'DeleteLogGroup',
      { logGroupName: 'x' },
      'ResourceNotFoundException',
      'The specified log group does not exist.',
    ],
    [
      'CreateLogGroup',
      { logGroupName: 'x'.repeat(513) },
      'InvalidParameterException',
      'Invalid LogGroup or LogStream, both must have length less than or equal to 512.',
    ],
    ['CreateLogGroup', { logGroupName: 'a b' }, 'InvalidParameterException', "Value 'a b' at 'logGroupName'"],
    [
      'PutRetentionPolicy',
      { logGroupName: 'g', retentionInDays: 2 },
      'InvalidParameterException',
      "Value '2'",
    ],
    [
      'DescribeLogGroups',
      { logGroupNamePrefix: 'a', logGroupNamePattern: 'b' },
      'InvalidParameterException',
      'LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.',
    ],
    ['DescribeLogGroups', { limit: 51 }, 'InvalidParameterException', 'less than or equal to 50'],
    [
      'DescribeLogStreams',
      { logGroupName: 'g', logGroupIdentifier: 'g' },
      'ValidationException',
      'LogGroup name and LogGroup ARN are mutually exclusive parameters.',
    ],
    [
      'DeleteLogStream',
      { logGroupName: 'g', logStreamName: 'x' },
      'ResourceNotFoundException',
      'log stream does not',
    ],
    [
      'DeleteMetricFilter',
      { logGroupName: 'g', filterName: 'x' },
      'ResourceNotFoundException',
      'metric filter',
    ],
  ])('given a wrong %s of %j, then %s', (operation, input, code, message) => {
    call('CreateLogGroup', { logGroupName: 'g' });
    let thrown: unknown;
    try {
      call(operation, input);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toMatchObject({ code, status: 400, message: expect.stringContaining(message) });
  });

  it('given tags, when changed by ARN and by name, then both see the same', () => {
    call('CreateLogGroup', { logGroupName: 'g', tags: { a: '1' } });
    const resourceArn = 'arn:aws:logs:us-east-1:123456789012:log-group:g';
    call('TagResource', { resourceArn, tags: { b: '2' } });
    call('UntagLogGroup', { logGroupName: 'g', tags: ['a'] });
    const expected = { tags: { b: '2' } };
    expect(call<ListTagsForResourceResponse>('ListTagsForResource', { resourceArn })).toEqual(expected);
    expect(call('ListTagsLogGroup', { logGroupName: 'g' })).toEqual(expected);
  });

  it('given deletion protection, when deleted, then it is refused until the protection is off', () => {
    call('CreateLogGroup', { logGroupName: 'g', deletionProtectionEnabled: true });
    expect(() => call('DeleteLogGroup', { logGroupName: 'g' })).toThrow('deletion protection');
    call('PutLogGroupDeletionProtection', { logGroupIdentifier: 'g', deletionProtectionEnabled: false });
    call('DeleteLogGroup', { logGroupName: 'g' });
    expect(logs.logSink.hasGroup('g')).toBe(false);
  });
});

describe('log streams', () => {
  it('given streams, when ordered by their last event, then the newest comes first on demand', () => {
    logs.logSink.write('g', 'a', [{ timestamp: clock.now() + 5, message: 'late' }]);
    logs.logSink.write('g', 'b', [{ timestamp: clock.now(), message: 'early' }]);
    const input = { logGroupName: 'g', orderBy: 'LastEventTime', descending: true };
    const { logStreams } = call<DescribeLogStreamsResponse>('DescribeLogStreams', input);
    expect(logStreams?.map((stream) => stream.logStreamName)).toEqual(['a', 'b']);
    expect(logStreams?.[0]).toMatchObject({
      arn: 'arn:aws:logs:us-east-1:123456789012:log-group:g:log-stream:a',
      firstEventTimestamp: clock.now() + 5,
      lastEventTimestamp: clock.now() + 5,
      lastIngestionTime: clock.now(),
    });
  });
});

describe('filters', () => {
  it('given a metric filter, when put again, then it is replaced, and the group counts it', () => {
    call('CreateLogGroup', { logGroupName: 'g' });
    const metricTransformations = [{ metricName: 'm', metricNamespace: 'n', metricValue: '1' }];
    const filter = { logGroupName: 'g', filterName: 'f', metricTransformations };
    call('PutMetricFilter', { ...filter, filterPattern: 'ERROR' });
    call('PutMetricFilter', { ...filter, filterPattern: '{ $.status >= 500 }' });
    const found = call<DescribeMetricFiltersResponse>('DescribeMetricFilters', {
      metricName: 'm',
      metricNamespace: 'n',
    });
    expect(found.metricFilters).toMatchObject([{ filterName: 'f', filterPattern: '{ $.status >= 500 }' }]);
    const groups = call<DescribeLogGroupsResponse>('DescribeLogGroups', {});
    expect(groups.logGroups?.[0]?.metricFilterCount).toBe(1);
  });

  it('given a filter with a wrong pattern, when put, then it is refused', () => {
    call('CreateLogGroup', { logGroupName: 'g' });
    const input = {
      logGroupName: 'g',
      filterName: 'f',
      filterPattern: 'a@b',
      destinationArn: 'arn:aws:lambda:x',
    };
    expect(() => call('PutSubscriptionFilter', input)).toThrow("Invalid character(s) in term '@'");
  });

  it('given the example of the API reference, when a pattern is tested, then values come out by name', () => {
    const message = '127.0.0.1 - frank [10/Oct/2000:13:25:15 -0700] "GET /apache_pb.gif HTTP/1.0" 200 1534';
    const answer = call<TestMetricFilterResponse>('TestMetricFilter', {
      filterPattern: '[ip, identity, user_id, timestamp, request, status_code, size]',
      logEventMessages: ['no', message],
    });
    expect(answer.matches).toEqual([
      {
        eventNumber: 2,
        eventMessage: message,
        extractedValues: {
          $ip: '127.0.0.1',
          $identity: '-',
          $user_id: 'frank',
          $timestamp: '10/Oct/2000:13:25:15 -0700',
          $request: 'GET /apache_pb.gif HTTP/1.0',
          $status_code: '200',
          $size: '1534',
        },
      },
    ]);
  });
});

import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  DeleteLogGroupCommand,
  DeleteRetentionPolicyCommand,
  DescribeLogGroupsCommand,
  DescribeLogStreamsCommand,
  FilterLogEventsCommand,
  GetLogEventsCommand,
  InvalidParameterException,
  ListTagsForResourceCommand,
  PutLogEventsCommand,
  PutRetentionPolicyCommand,
  ResourceAlreadyExistsException,
  ResourceNotFoundException,
  TagResourceCommand,
  UntagResourceCommand,
  paginateDescribeLogGroups,
  paginateFilterLogEvents,
} from '@aws-sdk/client-cloudwatch-logs';
import { expect, it } from '@jest/globals';
import { describeOnEachControlPlane } from '../support/control-planes.js';

const logGroupName = '/aws/gateway/access';

describeOnEachControlPlane('log groups', (plane) => {
  it('given a new group, when described, then name, ARN and class are there', async () => {
    const client = new CloudWatchLogsClient(plane.client());
    await client.send(new CreateLogGroupCommand({ logGroupName }));
    const { logGroups } = await client.send(
      new DescribeLogGroupsCommand({ logGroupNamePrefix: '/aws/gateway' }),
    );
    expect(logGroups).toHaveLength(1);
    expect(logGroups?.[0]).toMatchObject({ logGroupName, metricFilterCount: 0, storedBytes: 0 });
    expect(logGroups?.[0]?.arn).toMatch(
      /^arn:aws:logs:us-[a-z]+-\d+:123456789012:log-group:\/aws\/gateway\/access:\*$/,
    );
  });

  it('given a group, when made again or deleted twice, then the SDK raises the classes of AWS', async () => {
    const client = new CloudWatchLogsClient(plane.client());
    await client.send(new CreateLogGroupCommand({ logGroupName }));
    const again = client.send(new CreateLogGroupCommand({ logGroupName }));
    await expect(again).rejects.toBeInstanceOf(ResourceAlreadyExistsException);
    await client.send(new DeleteLogGroupCommand({ logGroupName }));
    const gone = client.send(new DeleteLogGroupCommand({ logGroupName }));
    await expect(gone).rejects.toBeInstanceOf(ResourceNotFoundException);
  });

  it('given a retention, when put and deleted, then descriptions show it', async () => {
    const client = new CloudWatchLogsClient(plane.client());
    const retention = async () => {
      const { logGroups } = await client.send(
        new DescribeLogGroupsCommand({ logGroupNamePrefix: logGroupName }),
      );
      return logGroups?.[0]?.retentionInDays;
    };
    await client.send(new CreateLogGroupCommand({ logGroupName }));
    expect(await retention()).toBeUndefined();
    await client.send(new PutRetentionPolicyCommand({ logGroupName, retentionInDays: 30 }));
    expect(await retention()).toBe(30);
    await client.send(new DeleteRetentionPolicyCommand({ logGroupName }));
    expect(await retention()).toBeUndefined();
  });

  it('given tags, when changed by ARN, then the list shows it', async () => {
    const client = new CloudWatchLogsClient(plane.client());
    await client.send(new CreateLogGroupCommand({ logGroupName, tags: { a: '1' } }));
    const { logGroups } = await client.send(new DescribeLogGroupsCommand({}));
    const resourceArn = logGroups?.[0]?.arn?.replace(/:\*$/, '');
    await client.send(new TagResourceCommand({ resourceArn, tags: { b: '2' } }));
    await client.send(new UntagResourceCommand({ resourceArn, tagKeys: ['a'] }));
    const { tags } = await client.send(new ListTagsForResourceCommand({ resourceArn }));
    expect(tags).toEqual({ b: '2' });
  });

  it('given more groups than a page, when paged by the SDK, then all come once, in order', async () => {
    const client = new CloudWatchLogsClient(plane.client());
    const names = Array.from({ length: 12 }, (_, index) => `g${String(index).padStart(2, '0')}`);
    for (const name of names) await client.send(new CreateLogGroupCommand({ logGroupName: name }));
    const seen: (string | undefined)[] = [];
    for await (const page of paginateDescribeLogGroups({ client, pageSize: 5 }, {})) {
      seen.push(...(page.logGroups ?? []).map((group) => group.logGroupName));
    }
    expect(seen).toEqual(names);
  });

  it('given streams, when described, then the last event orders them', async () => {
    const client = new CloudWatchLogsClient(plane.client());
    await client.send(new CreateLogGroupCommand({ logGroupName }));
    const now = Date.now();
    for (const [logStreamName, timestamp] of [
      ['a', now - 1000],
      ['b', now - 5000],
    ] as const) {
      await client.send(new CreateLogStreamCommand({ logGroupName, logStreamName }));
      const logEvents = [{ timestamp, message: 'm' }];
      await client.send(new PutLogEventsCommand({ logGroupName, logStreamName, logEvents }));
    }
    const { logStreams } = await client.send(
      new DescribeLogStreamsCommand({ logGroupName, orderBy: 'LastEventTime', descending: true }),
    );
    expect(logStreams?.map((stream) => stream.logStreamName)).toEqual(['a', 'b']);
    expect(logStreams?.[0]).toMatchObject({
      firstEventTimestamp: now - 1000,
      lastEventTimestamp: now - 1000,
    });
  });

  it('given events, when read forward to the end, then each comes once and the token stays', async () => {
    const client = new CloudWatchLogsClient(plane.client());
    const stream = { logGroupName, logStreamName: 's' };
    await client.send(new CreateLogGroupCommand({ logGroupName }));
    await client.send(new CreateLogStreamCommand(stream));
    const now = Date.now();
    const logEvents = Array.from({ length: 25 }, (_, index) => ({
      timestamp: now + index,
      message: String(index),
    }));
    await client.send(new PutLogEventsCommand({ ...stream, logEvents }));
    const seen: (string | undefined)[] = [];
    let nextToken: string | undefined;
    for (;;) {
      const page = await client.send(
        new GetLogEventsCommand({ ...stream, startFromHead: true, limit: 10, nextToken }),
      );
      seen.push(...(page.events ?? []).map((event) => event.message));
      if (page.nextForwardToken === nextToken) break;
      nextToken = page.nextForwardToken;
    }
    expect(seen).toEqual(logEvents.map((event) => event.message));
  });

  plane.itOnlyLocally(
    'knows no JSON patterns',
    'given a JSON pattern, when searched, then matches come with ids',
    async () => {
      const client = new CloudWatchLogsClient(plane.client());
      const stream = { logGroupName, logStreamName: 's' };
      await client.send(new CreateLogGroupCommand({ logGroupName }));
      await client.send(new CreateLogStreamCommand(stream));
      const now = Date.now();
      const logEvents = [200, 503, 404, 500].map((status, index) => ({
        timestamp: now + index,
        message: JSON.stringify({ status }),
      }));
      await client.send(new PutLogEventsCommand({ ...stream, logEvents }));
      const ids = new Set<string | undefined>();
      const seen: (string | undefined)[] = [];
      const search = { logGroupName, filterPattern: '{ $.status >= 500 }' };
      for await (const page of paginateFilterLogEvents({ client, pageSize: 1 }, search)) {
        for (const event of page.events ?? []) {
          ids.add(event.eventId);
          seen.push(event.message);
        }
      }
      expect(seen).toEqual(['{"status":503}', '{"status":500}']);
      expect(ids.size).toBe(2);
    },
  );

  plane.itOnlyLocally(
    'accepts any pattern',
    'given a wrong pattern, when searched, then it is refused',
    async () => {
      const client = new CloudWatchLogsClient(plane.client());
      await client.send(new CreateLogGroupCommand({ logGroupName }));
      const search = client.send(new FilterLogEventsCommand({ logGroupName, filterPattern: 'a@b' }));
      await expect(search).rejects.toBeInstanceOf(InvalidParameterException);
    },
  );
});

import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  GetQueryResultsCommand,
  InvalidParameterException,
  MalformedQueryException,
  PutLogEventsCommand,
  ResourceNotFoundException,
  StartLiveTailCommand,
  StartQueryCommand,
  StopQueryCommand,
  type StartLiveTailResponseStream,
} from '@aws-sdk/client-cloudwatch-logs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestAws, type RunningTestAws } from '../support/local-aws.js';

const group = '/live';
const arn = `arn:aws:logs:us-east-1:123456789012:log-group:${group}`;
let local: RunningTestAws;
let client: CloudWatchLogsClient;

beforeAll(async () => {
  local = await startTestAws({
    logs: { liveTailSessionMs: 2_500, insightsMs: 300, liveTailEventsPerSecond: 50 },
  });
  client = new CloudWatchLogsClient({ ...local.client, disableHostPrefix: true });
  await client.send(new CreateLogGroupCommand({ logGroupName: group }));
  await client.send(new CreateLogStreamCommand({ logGroupName: group, logStreamName: 's' }));
});

afterAll(async () => {
  await local.aws.stop();
});

async function put(messages: readonly string[]): Promise<void> {
  const logEvents = messages.map((message) => ({ timestamp: Date.now(), message }));
  await client.send(new PutLogEventsCommand({ logGroupName: group, logStreamName: 's', logEvents }));
}

async function start(input: { logGroupIdentifiers: string[]; logEventFilterPattern?: string }) {
  const { responseStream } = await client.send(new StartLiveTailCommand(input));
  if (!responseStream) throw new Error('no stream');
  return responseStream[Symbol.asyncIterator]();
}

/** Messages of the updates until there are so many, and whether one was sampled. */
async function messages(session: AsyncIterator<StartLiveTailResponseStream>, count: number) {
  const seen: (string | undefined)[] = [];
  let sampled = false;
  while (seen.length < count) {
    const { value, done } = await session.next();
    if (done) break;
    const update = value.sessionUpdate;
    sampled ||= update?.sessionMetadata?.sampled ?? false;
    seen.push(...(update?.sessionResults ?? []).map(({ message }) => message));
  }
  return { seen, sampled };
}

describe('Live Tail', () => {
  it('given a session with a pattern, when events come, then those that fit come in updates, and the session times out', async () => {
    const session = await start({ logGroupIdentifiers: [arn], logEventFilterPattern: '{ $.status >= 500 }' });
    const first = await session.next();
    expect(first.value?.sessionStart).toMatchObject({
      logGroupIdentifiers: [arn],
      logEventFilterPattern: '{ $.status >= 500 }',
    });
    await put(['{"status":200}', '{"status":503}', 'text']);
    expect(await messages(session, 1)).toEqual({ seen: ['{"status":503}'], sampled: false });
    await expect(messages(session, 1)).rejects.toMatchObject({ name: 'SessionTimeoutException' });
  });

  it('given more events in a second than a session delivers, then it says that it has sampled', async () => {
    const session = await start({ logGroupIdentifiers: [arn] });
    await session.next();
    await put(Array.from({ length: 200 }, (_, at) => `m${at}`));
    const { seen, sampled } = await messages(session, 1);
    expect(seen).toHaveLength(50);
    expect(sampled).toBe(true);
    await session.return?.();
  });

  it.each([
    [[`${arn}:*`], InvalidParameterException],
    [['/live'], InvalidParameterException],
    [[], InvalidParameterException],
    [[`${arn}-none`], ResourceNotFoundException],
  ])('given the groups %j, then it is refused', async (logGroupIdentifiers, refusal) => {
    await expect(start({ logGroupIdentifiers })).rejects.toBeInstanceOf(refusal);
  });
});

describe('Logs Insights', () => {
  const range = () => ({
    startTime: Math.floor(Date.now() / 1_000) - 600,
    endTime: Math.ceil(Date.now() / 1_000) + 1,
  });
  const query = (queryString: string) =>
    client.send(new StartQueryCommand({ logGroupNames: [group], ...range(), queryString }));

  it('given a query, when asked until it is complete, then rows and statistics come', async () => {
    await put(['{"kind":"asked","ms":7}', '{"kind":"asked","ms":9}']);
    const { queryId } = await query('filter kind = "asked" | stats avg(ms) as average by @log');
    let result = await client.send(new GetQueryResultsCommand({ queryId }));
    expect(result.status).toBe('Running');
    while (result.status === 'Running') result = await client.send(new GetQueryResultsCommand({ queryId }));
    expect(result.results).toEqual([
      [
        { field: '@log', value: `123456789012:${group}` },
        { field: 'average', value: '8' },
      ],
    ]);
    expect(result.statistics).toMatchObject({ recordsMatched: 1, logGroupsScanned: 1 });
  });

  it('given a query under way, when stopped, then it is cancelled', async () => {
    const { queryId } = await query('fields @message');
    expect(await client.send(new StopQueryCommand({ queryId }))).toMatchObject({ success: true });
    expect((await client.send(new GetQueryResultsCommand({ queryId }))).status).toBe('Cancelled');
    await expect(client.send(new StopQueryCommand({ queryId }))).rejects.toBeInstanceOf(
      InvalidParameterException,
    );
  });

  it('given a query that is not understood, then the SDK raises its class, with the place', async () => {
    const refused = query('fields @message | anomaly');
    await expect(refused).rejects.toBeInstanceOf(MalformedQueryException);
    await expect(refused).rejects.toMatchObject({ queryCompileError: { location: { startCharOffset: 18 } } });
  });
});

import {
  CloudWatchLogsClient,
  CreateLogStreamCommand,
  PutLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { connect } from '../../src/aws/connect.js';
import type { LogService } from '../../src/gateway/logs/log-service.js';
import { LOCAL_CREDENTIALS, startTestAws, type RunningTestAws } from '../support/local-aws.js';

const group = '/port';
let local: RunningTestAws;
let logs: LogService;

beforeAll(async () => {
  local = await startTestAws({ logs: { filterCallsPerSecond: 3, pageEvents: 2, liveTailSessionMs: 2_500 } });
  logs = connect({ region: 'us-east-1', endpoint: local.url, credentials: LOCAL_CREDENTIALS }).logs;
  await local.aws.region('us-east-1').call('logs', 'CreateLogGroup', { logGroupName: group });
  const client = new CloudWatchLogsClient(local.client);
  await client.send(new CreateLogStreamCommand({ logGroupName: group, logStreamName: 's' }));
});

afterAll(async () => {
  await local.aws.stop();
});

async function put(...messages: readonly string[]): Promise<number> {
  const timestamp = Date.now();
  const client = new CloudWatchLogsClient(local.client);
  const logEvents = messages.map((message) => ({ timestamp, message }));
  await client.send(new PutLogEventsCommand({ logGroupName: group, logStreamName: 's', logEvents }));
  return timestamp;
}

describe('logs behind the port that use cases know', () => {
  it('given pages under a limit of calls, then throttling is waited out and told, the end is exclusive', async () => {
    const at = await put('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i');
    const seen: string[] = [];
    let throttled = 0;
    let token: string | undefined;
    do {
      const page = await logs.filter({ group, from: at, to: at + 1, token });
      seen.push(...page.events.map(({ message }) => message));
      throttled += page.throttled ?? 0;
      token = page.token;
      expect(Math.abs((page.answeredAt ?? 0) - Date.now())).toBeLessThan(60_000);
    } while (token !== undefined);
    expect(seen).toEqual(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i']);
    expect(throttled).toBeGreaterThan(0);
    expect((await logs.filter({ group, from: 0, to: at })).events).toEqual([]);
  });

  it('given a group that does not exist, then not-found; given a call that is aborted, then it rejects', async () => {
    await expect(logs.filter({ group: '/none', from: 0 })).rejects.toMatchObject({ kind: 'not-found' });
    await expect(logs.filter({ group, from: 0, signal: AbortSignal.abort() })).rejects.toThrow();
    expect(await logs.groups('/po')).toMatchObject([
      { name: group, arn: expect.stringMatching(/log-group:\/port$/) },
    ]);
  });

  it('given a Live Tail session at an endpoint that is not AWS, then updates come until it times out as a failure that may pass', async () => {
    const [{ arn = '' } = {}] = await logs.groups(group);
    const session = await logs.liveTail({ groupArns: [arn], signal: new AbortController().signal });
    await put('live');
    const seen: string[] = [];
    const reading = (async () => {
      for await (const { events } of session)
        seen.push(...events.map((event) => `${event.group} ${event.message}`));
    })();
    await expect(reading).rejects.toMatchObject({ kind: 'service' });
    expect(seen).toEqual(['/port live']);
  });

  it('given a session that is aborted, then it ends at once', async () => {
    const [{ arn = '' } = {}] = await logs.groups(group);
    const end = new AbortController();
    const session = await logs.liveTail({ groupArns: [arn], signal: end.signal });
    const reading = session[Symbol.asyncIterator]().next();
    end.abort();
    await expect(reading).rejects.toThrow();
  });

  it('given a query, then its rows come by name', async () => {
    await put('{"n":1}', '{"n":2}');
    const now = Date.now();
    const id = await logs.startQuery({
      groups: [group],
      text: 'stats sum(n) as sum',
      from: now - 60_000,
      to: now + 1_000,
    });
    expect(await logs.queryResult(id)).toMatchObject({ status: 'Complete', rows: [{ sum: '3' }] });
  });
});

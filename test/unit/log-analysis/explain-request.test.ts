import { beforeEach, describe, expect, it } from '@jest/globals';
import { explainRequest, type Explanation } from '../../../src/gateway/log-analysis/explain-request.js';
import { gatewayLogGroups } from '../../../src/gateway/log-analysis/log-groups.js';
import { FakeLogs } from '../../support/fakes/logs.js';
import { accessLine, forwarderLine } from '../../support/log-lines.js';

const groups = gatewayLogGroups('gw', { apiId: 'api', stageName: 'v1' });
const [execution = '', canaryExecution = ''] = groups.execution;
const hour = 3_600_000;
const now = 100 * hour;

const clock = { now: () => now, sleep: () => Promise.resolve() };

const problems = () => Promise.resolve(['There are no access logs']);

let logs: FakeLogs;
beforeEach(() => {
  logs = new FakeLogs(clock, { pageSize: 2 });
});

function explain(id: string, since = now - 24 * hour): Promise<Explanation> {
  return explainRequest({ logs, clock }, { stackName: 'gw', groups, id, since, problems });
}

/** A request that Bedrock throttled, with all its lines, and others around it. */
function addThrottled(at: number): void {
  for (const other of [1, 2, 3]) {
    logs.put(
      groups.access,
      at - 10 + other,
      accessLine({ requestId: `o-${other}`, extendedRequestId: `oe-${other}`, status: 200 }),
    );
  }
  logs.put(groups.authorizer, at - 900, '{"requestId":"req-1","tenant":"acme","decision":"allow"}');
  logs.put(execution, at - 800, '(req-1) Verifying Usage Plan for request: req-1');
  logs.put(groups.forwarder, at - 700, 'START RequestId: lambda-1 Version: 3');
  logs.put(
    groups.forwarder,
    at - 100,
    forwarderLine({
      upstreamRequestId: 'up-1',
      status: 429,
      errorType: 'ThrottlingException',
      modelId: 'm',
      durationMs: 600,
    }),
  );
  logs.put(groups.forwarder, at - 90, 'REPORT RequestId: lambda-1 Duration: 600 ms');
  logs.put(
    groups.access,
    at,
    accessLine({
      time: at - 950,
      status: 429,
      tenant: 'acme',
      responseLatency: 800,
      integrationRequestId: 'lambda-1',
    }),
  );
}

describe('explaining a request', () => {
  it.each(['req-1', 'ext-1=', 'lambda-1', 'up-1', ' "req-1", '])(
    'given the id %s, then finds all its lines',
    async (id) => {
      addThrottled(now - 60_000);
      const found = await explain(id);
      expect(found.verdict).toMatchObject({ place: 'bedrock' });
      expect(found.ids).toEqual({
        request: 'req-1',
        extended: 'ext-1=',
        lambda: 'lambda-1',
        upstream: 'up-1',
        trace: undefined,
      });
      expect(found.lines.map(({ source }) => source)).toEqual([
        'authorizer',
        'execution',
        'forwarder',
        'forwarder',
        'forwarder',
        'access',
      ]);
      expect(found).toMatchObject({ who: { tenant: 'acme' }, what: { model: 'm', status: 429 }, others: 0 });
      expect(found.time).toEqual(new Date(now - 60_950));
    },
  );

  it('given a request of yesterday, then looks ever further back, and no further than asked', async () => {
    addThrottled(now - 20 * hour);
    expect((await explain('req-1')).verdict.place).toBe('bedrock');
    await expect(explain('req-1', now - 2 * hour)).rejects.toThrow('No log line has the id req-1.');
  });

  it('given an id that clients chose twice, then explains the newest and says that there are others', async () => {
    logs.put(groups.access, now - 5_000, accessLine({ extendedRequestId: 'older', status: 200 }));
    logs.put(groups.access, now - 4_000, accessLine({ extendedRequestId: 'newer', status: 413 }));
    const found = await explain('req-1');
    expect(found).toMatchObject({ ids: { extended: 'newer' }, others: 1, verdict: { place: 'size' } });
    expect((await explain('older')).verdict.outcome).toBe('answered');
  });

  it('given a path that quotes the id of another request, then is not misled', async () => {
    logs.put(
      groups.access,
      now - 5_000,
      accessLine({ requestId: 'mine-1', extendedRequestId: 'e', status: 200, path: '/req-77' }),
    );
    await expect(explain('req-77')).rejects.toThrow('No log line');
  });

  it('given no access log, then judges by the line of the forwarder', async () => {
    logs.put(groups.forwarder, now - 5_000, forwarderLine({ status: 400, errorType: 'ValidationException' }));
    expect((await explain('req-1')).verdict.place).toBe('forwarder');
  });

  it('given a request of the canary, then reads the execution log of the canary', async () => {
    logs.put(groups.access, now - 5_000, accessLine({ status: 200, isCanaryRequest: 'true' }));
    logs.put(canaryExecution, now - 5_000, '(req-1) Extended Request Id: ext-1=');
    const found = await explain('req-1');
    expect(found.release.canary).toBe(true);
    expect(found.lines).toHaveLength(2);
  });

  it('given no line, then says where it looked, how late lines may be, and what is never logged', async () => {
    const failure = explain('req-404');
    await expect(failure).rejects.toMatchObject({ kind: 'not-found' });
    await expect(failure).rejects.toMatchObject({
      reason: expect.stringMatching(
        /^There are no access logs\. .*\/aws\/aigw\/gw\/access and .* back to 1970-01-04 04:00 UTC.*two minutes.*413/,
      ),
    });
  });

  it.each(['', 'abc', 'a" || 1', 'x'.repeat(300), 'req-1\n'.repeat(2)])(
    'given %j, then it is no id',
    async (text) => {
      await expect(explain(text)).rejects.toMatchObject({ kind: 'usage' });
      expect(logs.requests).toEqual([]);
    },
  );
});

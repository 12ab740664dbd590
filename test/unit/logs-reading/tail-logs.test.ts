import { beforeEach, describe, expect, it } from '@jest/globals';
import { gatewayLogGroups } from '../../../src/gateway/log-analysis/log-groups.js';
import { CompletenessMeter } from '../../../src/gateway/logs/completeness.js';
import type { LogService } from '../../../src/gateway/logs/log-service.js';
import { KeyOwners } from '../../../src/gateway/logs/key-owners.js';
import { logSources, type TailLine } from '../../../src/gateway/logs/tail/tail-line.js';
import { tailLogs, type TailRequest } from '../../../src/gateway/logs/tail/tail-logs.js';
import { GatewayError } from '../../../src/gateway/errors.js';
import { FakeKeys } from '../../support/fakes/keys.js';
import { FakeLogs } from '../../support/fakes/logs.js';
import { virtualTime, type VirtualTime } from '../../support/fakes/virtual-time.js';

const groups = gatewayLogGroups('s', { apiId: 'a', stageName: 'v1' });
const start = 1_000_000;
let time: VirtualTime;
let logs: FakeLogs;
let meter: CompletenessMeter;
let end: AbortController;
let announced: string[];
let keys: FakeKeys;

beforeEach(() => {
  time = virtualTime(start);
  logs = new FakeLogs(time);
  meter = new CompletenessMeter();
  end = new AbortController();
  announced = [];
  keys = new FakeKeys();
});

function access(id: string, more: Record<string, string> = {}): string {
  return JSON.stringify({
    requestId: id,
    extendedRequestId: `${id}=`,
    time: '1',
    stage: 'v1',
    status: '200',
    ...more,
  });
}

function forwarder(id: string, modelId: string, tenant?: string): string {
  const ids = { requestId: id, extendedRequestId: `${id}=`, lambdaRequestId: `l-${id}` };
  return JSON.stringify({ ...ids, tenant, status: 200, modelId, inputTokens: 3, outputTokens: 4 });
}

/** Tails until nothing more comes, or so long. */
async function tail(
  request: Partial<TailRequest>,
  forMs = 0,
  meanwhile?: () => Promise<void>,
): Promise<TailLine[]> {
  const noLiveTail = () =>
    Promise.reject(new GatewayError('usage', 'not here', { reason: 'not in this region' }));
  const service = { filter: logs.filter.bind(logs), groups: logs.groups.bind(logs), liveTail: noLiveTail };
  const services = {
    logs: service as unknown as LogService,
    clock: time,
    signal: end.signal,
    meter,
    announce: (text: string) => announced.push(text),
    owners: new KeyOwners(keys),
  };
  const asked = {
    groups,
    sources: logSources,
    conditions: {},
    from: start - 600_000,
    liveTail: false,
    ...request,
  };
  const lines: TailLine[] = [];
  const work = async () => {
    for await (const batch of tailLogs(services, asked)) lines.push(...batch);
  };
  const ending = async () => {
    await meanwhile?.();
    if (forMs === 0) return;
    await time.sleep(forMs);
    end.abort();
  };
  await time.during(Promise.all([work(), ending()]));
  return lines;
}

const messages = (lines: readonly TailLine[]) => lines.map(({ event }) => event.message);

describe('a tail of what was', () => {
  it('given lines of all logs, then they come merged in order of time, whatever order they were written in', async () => {
    logs.put(groups.execution[0] ?? '', start - 1, '(r) d');
    logs.put(groups.access, start - 2, 'c');
    logs.put(groups.authorizer, start - 3, 'b');
    logs.put(groups.forwarder, start - 4, 'a');
    expect(messages(await tail({ to: start }))).toEqual(['a', 'b', 'c', '(r) d']);
  });

  it('given both lines of a request, then the access line knows model and tokens, whichever came first', async () => {
    logs.put(groups.access, start - 100, access('r1'));
    logs.put(groups.forwarder, start - 99, forwarder('r1', 'amazon.nova-lite-v1:0'));
    const [line] = await tail({ to: start, sources: ['access'] });
    expect(line?.facts).toMatchObject({
      status: 200,
      model: 'amazon.nova-lite-v1:0',
      inputTokens: 3,
      outputTokens: 4,
    });
  });

  it('given a request with an API key that no authorizer names, then its lines have the tenant whose key it is', async () => {
    keys.put('k3yid0a1b2', 'acme');
    logs.put(groups.access, start - 100, access('r1', { apiKeyId: 'k3yid0a1b2', tenant: '-' }));
    logs.put(groups.forwarder, start - 99, forwarder('r1', 'nova', 'k3yid0a1b2'));
    logs.put(groups.access, start - 50, access('r2', { apiKeyId: 'g0ne000000', tenant: '-' }));
    logs.put(groups.access, start - 40, access('r3', { apiKeyId: 'k3yid0a1b2', tenant: 'named' }));
    const lines = await tail({ to: start });
    expect(lines.map(({ facts }) => [facts.tenant, facts.apiKeyId])).toEqual([
      ['acme', 'k3yid0a1b2'],
      ['acme', 'k3yid0a1b2'],
      [undefined, 'g0ne000000'],
      ['named', 'k3yid0a1b2'],
    ]);
  });

  it('given a condition on the model, then access lines are chosen by what the forwarder told', async () => {
    for (const [id, model] of [
      ['r1', 'nova'],
      ['r2', 'claude'],
    ] as const) {
      logs.put(groups.access, start - 100, access(id));
      logs.put(groups.forwarder, start - 99, forwarder(id, model));
    }
    // The fake matches patterns as text: it would find nothing with the one that the service gets.
    const unfiltered = new FakeLogs(time);
    const filter = logs.filter.bind(logs);
    Object.assign(unfiltered, {
      filter: (request: object) => filter({ ...request, pattern: undefined } as never),
    });
    unfiltered.groups = logs.groups.bind(logs);
    logs = unfiltered;
    const lines = await tail({ to: start, sources: ['access'], conditions: { models: ['claude'] } });
    expect(lines.map(({ requestId }) => requestId)).toEqual(['r2']);
  });

  it('given the copy of a canary request in the canary group, then it comes once and is counted as duplicate', async () => {
    logs.put(groups.access, start - 5, access('r1'));
    logs.put(`${groups.access}/Canary`, start - 4, access('r1'));
    expect(await tail({ to: start })).toHaveLength(1);
    expect(meter.duplicates).toBe(1);
  });

  it('given two requests with an id that a client chose twice, then both come', async () => {
    logs.put(groups.access, start - 5, access('same', { extendedRequestId: 'x1=' }));
    logs.put(groups.access, start - 4, access('same', { extendedRequestId: 'x2=' }));
    expect(await tail({ to: start })).toHaveLength(2);
  });

  it('given a limit, then the newest lines come', async () => {
    for (let at = 0; at < 10; at++) logs.put(groups.access, start - 10 + at, `m${at}`);
    expect(messages(await tail({ to: start, limit: 3 }))).toEqual(['m7', 'm8', 'm9']);
  });
});

describe('a tail that follows', () => {
  it('given lines of one request that become readable seconds apart, then they come in order of time, joined', async () => {
    logs.create(groups.access);
    logs.create(groups.forwarder);
    const lines = await tail({}, 10_000, async () => {
      await time.sleep(5_000);
      const now = time.now();
      logs.put(groups.access, now, access('r1'));
      await time.sleep(800);
      logs.put(groups.forwarder, now - 1, forwarder('r1', 'nova'));
    });
    expect(lines.map(({ source }) => source)).toEqual(['forwarder', 'access']);
    expect(lines[1]?.facts.model).toBe('nova');
  });

  it('given a canary group that appears later, then its lines are picked up', async () => {
    logs.create(groups.access);
    const lines = await tail({}, 30_000, async () => {
      await time.sleep(20_000);
      logs.put(`${groups.access}/Canary`, time.now(), 'from the canary group');
    });
    expect(messages(lines)).toEqual(['from the canary group']);
  });

  it('given Live Tail is not available, then that is said and polling brings the lines', async () => {
    logs.create(groups.access);
    const lines = await tail({ liveTail: true }, 10_000, async () => {
      await time.sleep(3_000);
      logs.put(groups.access, time.now(), 'line');
    });
    expect(messages(lines)).toEqual(['line']);
    expect(announced).toEqual(['Live Tail is not available, so logs are polled: not in this region']);
  });

  it('given a limit, then it ends after so many lines by itself', async () => {
    logs.put(groups.access, start, 'one');
    logs.put(groups.access, start, 'two');
    expect(messages(await tail({ limit: 1 }))).toEqual(['one']);
    // A program whose tail went on asking in the background would never end.
    const asked = logs.requests.length;
    await time.during(time.sleep(600_000));
    expect(logs.requests.length).toBe(asked);
  });
});

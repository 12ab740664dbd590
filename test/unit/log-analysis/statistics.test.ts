import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { Histogram } from '../../../src/gateway/log-analysis/histogram.js';
import { parsePriceList, priceOf } from '../../../src/gateway/log-analysis/prices.js';
import { RequestJoiner, type RequestFigures } from '../../../src/gateway/log-analysis/request-joiner.js';
import { StatisticsGatherer } from '../../../src/gateway/log-analysis/statistics.js';
import { accessLine, forwarderLine } from '../../support/log-lines.js';

const list = {
  date: '2026-01-01',
  currency: 'USD',
  source: 'test',
  models: { 'a.model-v1:0': { input: 1, output: 10 }, 'global.b.model-v1:0': { input: 2, output: 20 } },
};
const prices = parsePriceList(list, 'list');

const event = (timestamp: number, message: string) => ({ group: 'g', stream: 's', timestamp, message });
const ids = (id: string) => ({ requestId: id, extendedRequestId: `${id}=` });
const reached = { integrationServiceStatus: 200 };

describe('joining lines to requests', () => {
  it.each([
    ['the forwarder first', false],
    ['the access line first', true],
  ])('given both lines, %s, then they are one request', (_what, swapped) => {
    const joiner = new RequestJoiner();
    const lines = [
      event(10, forwarderLine({ ...ids('r'), modelId: 'm', inputTokens: 3, outputTokens: 4, status: 200 })),
      event(
        12,
        accessLine({
          ...ids('r'),
          ...reached,
          status: 200,
          tenant: 'acme',
          responseLatency: 9,
          isCanaryRequest: 'true',
        }),
      ),
    ];
    const found = (swapped ? lines.reverse() : lines).flatMap((line) => joiner.add(line));
    expect(found).toEqual([
      {
        time: 12,
        status: 200,
        tenant: 'acme',
        model: 'm',
        canary: true,
        latency: 9,
        firstContent: undefined,
        inputTokens: 3,
        outputTokens: 4,
      },
    ]);
    expect(joiner.flush()).toEqual([]);
  });

  it('given a refusal before the forwarder, then it is complete at once', () => {
    const joiner = new RequestJoiner();
    const line = accessLine({ ...ids('r'), status: 429, responseType: 'THROTTLED', apiKeyId: 'k1' });
    expect(joiner.add(event(1, line))).toMatchObject([{ status: 429, tenant: 'k1', inputTokens: 0 }]);
  });

  it('given a line whose other half never comes, then it waits for half a minute of log time and no longer', () => {
    const joiner = new RequestJoiner();
    const lone = event(0, forwarderLine({ ...ids('r'), status: 200, durationMs: 5 }));
    expect(joiner.add(lone)).toEqual([]);
    expect(joiner.add(event(29_999, forwarderLine(ids('s'))))).toEqual([]);
    expect(joiner.add(event(30_000, forwarderLine(ids('t'))))).toMatchObject([{ status: 200, latency: 5 }]);
    expect(joiner.flush()).toHaveLength(2);
  });

  it('given CountTokens, then nothing was used', () => {
    const joiner = new RequestJoiner();
    joiner.add(event(0, forwarderLine({ ...ids('r'), operation: 'CountTokens', inputTokens: 9 })));
    expect(joiner.flush()).toMatchObject([{ inputTokens: 0 }]);
  });

  it('given two requests that a client gave one id, then they stay two', () => {
    const joiner = new RequestJoiner();
    const of = (extendedRequestId: string) => ({ requestId: 'same', extendedRequestId });
    joiner.add(event(0, forwarderLine({ ...of('a='), outputTokens: 1 })));
    joiner.add(event(1, forwarderLine({ ...of('b='), outputTokens: 2 })));
    const found = joiner.add(event(2, accessLine({ ...of('b='), ...reached, status: 200 })));
    expect(found).toMatchObject([{ outputTokens: 2 }]);
  });

  it('given lines in any order within half a minute, then every request is counted once', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.nat({ max: 500 }), { minLength: 1, maxLength: 40 }),
        fc.infiniteStream(fc.nat()),
        (names, order) => {
          const lines = names.flatMap((name) => [
            forwarderLine({ ...ids(`r${name}`), outputTokens: 1 }),
            accessLine({ ...ids(`r${name}`), ...reached, status: 200 }),
          ]);
          const keys = new Map(lines.map((line) => [line, order.next().value ?? 0]));
          lines.sort((a, b) => (keys.get(a) ?? 0) - (keys.get(b) ?? 0));
          const joiner = new RequestJoiner();
          const found = lines.flatMap((line, at) => joiner.add(event(at, line)));
          expect(found.map(({ status, outputTokens }) => [status, outputTokens])).toEqual(
            names.map(() => [200, 1]),
          );
        },
      ),
    );
  });
});

describe('percentiles', () => {
  it('given any latencies, then they are right to about one in a hundred', () => {
    const latencies = fc.array(fc.integer({ min: 1, max: 900_000 }), { minLength: 1, maxLength: 300 });
    fc.assert(
      fc.property(latencies, fc.constantFrom(0.5, 0.95, 0.99), (values, share) => {
        const histogram = new Histogram();
        for (const value of values) histogram.add(value);
        const exact = [...values].sort((a, b) => a - b)[Math.ceil(values.length * share) - 1] ?? 0;
        const found = histogram.percentile(share) ?? 0;
        expect(Math.abs(found - exact)).toBeLessThanOrEqual(exact * 0.011 + 0.5);
      }),
    );
  });

  it('given nothing, then there are none', () => {
    expect(new Histogram().percentile(0.5)).toBeUndefined();
  });
});

describe('the price of a model', () => {
  it.each([
    ['a.model-v1:0', 1],
    ['us.a.model-v1:0', 1],
    ['arn:aws:bedrock:us-east-1::foundation-model/a.model-v1:0', 1],
    ['arn:aws:bedrock:us-east-1:123456789012:inference-profile/eu.a.model-v1:0', 1],
    ['global.b.model-v1:0', 2],
    ['b.model-v1:0', undefined],
    ['us.b.model-v1:0', undefined],
    // Cheaper than the model for some: not guessed.
    ['global.a.model-v1:0', undefined],
    ['arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/x1', undefined],
    ['__proto__', undefined],
  ])('given %s, then it is %p', (model, input) => {
    expect(priceOf(prices, model)?.input).toBe(input);
  });

  it.each([
    ['no date', { ...list, date: 'today' }],
    ['no currency', { ...list, currency: 1 }],
    ['no models', { ...list, models: [] }],
    ['a price below 0', { ...list, models: { m: { input: -1, output: 1 } } }],
    ['a price that is no number', { ...list, models: { m: { input: '1', output: 1 } } }],
    ['nothing', undefined],
  ])('given a list with %s, then it is refused by its name', (_what, document) => {
    expect(() => parsePriceList(document, 'mine.yaml')).toThrow('mine.yaml is not a list of prices.');
  });

  it('given the list of the package, then it is dated, names its source, and has no output cheaper than input', async () => {
    const file = join(import.meta.dirname, '../../../templates/prices.yaml');
    const shipped = parsePriceList(parse(await readFile(file, 'utf8')), file);
    expect(shipped.date).toMatch(/^20\d\d-/);
    expect(shipped.source).toMatch(/aws\.amazon\.com\/bedrock\/pricing/);
    expect([...shipped.models].filter(([, { input, output }]) => output < input)).toEqual([]);
  });
});

describe('statistics', () => {
  const request = (given: Partial<RequestFigures>): RequestFigures => ({
    time: 500,
    status: 200,
    inputTokens: 0,
    outputTokens: 0,
    ...given,
  });

  function statistics(by: 'tenant' | 'model' | 'status' | 'canary', requests: readonly RequestFigures[]) {
    const gatherer = new StatisticsGatherer(by, 0, 60_000);
    for (const one of requests) gatherer.add(one);
    return gatherer.result(prices);
  }

  it('given requests of two tenants, then counts errors apart from throttling, and the most first', () => {
    const { groups, total } = statistics('tenant', [
      request({ tenant: 'b', status: 429 }),
      request({ tenant: 'a', status: 500 }),
      request({ tenant: 'a', status: 404 }),
      request({ tenant: 'a', latency: 100 }),
    ]);
    expect(groups).toMatchObject([
      {
        key: 'a',
        requests: 3,
        clientErrors: 1,
        throttled: 0,
        serverErrors: 1,
        latency: { p50: expect.any(Number) },
      },
      {
        key: 'b',
        requests: 1,
        clientErrors: 0,
        throttled: 1,
        serverErrors: 0,
        errorRate: 1,
        latency: undefined,
      },
    ]);
    expect(total).toMatchObject({ requests: 4, errorRate: 0.75 });
  });

  it('given tokens, then they cost what the list says', () => {
    const { total, prices: used } = statistics('model', [
      request({ model: 'a.model-v1:0', inputTokens: 1_000_000, outputTokens: 500_000 }),
      request({ model: 'us.a.model-v1:0', inputTokens: 1_000_000 }),
    ]);
    expect(total).toMatchObject({ cost: 7, costComplete: true });
    expect(used).toMatchObject({ date: '2026-01-01', unpriced: [] });
  });

  it('given a model without a price, then its cost is absent and it is named, and the sum is not complete', () => {
    const {
      total,
      groups,
      prices: used,
    } = statistics('model', [
      request({ model: 'a.model-v1:0', inputTokens: 1_000_000 }),
      request({ model: 'c.other', inputTokens: 5, outputTokens: 5 }),
    ]);
    expect(groups.find(({ key }) => key === 'c.other')).toMatchObject({
      cost: undefined,
      costComplete: false,
    });
    expect(total).toMatchObject({ cost: 1, costComplete: false });
    expect(used.unpriced).toEqual(['c.other']);
  });

  it('given the canary and status, then counts by them, and those without in a group of their own', () => {
    const requests = [
      request({ canary: true }),
      request({ canary: false, status: 500 }),
      request({ status: undefined }),
    ];
    expect(statistics('canary', requests).groups.map(({ key }) => key)).toEqual(['-', 'base', 'canary']);
    expect(statistics('status', requests).groups.map(({ key }) => key)).toEqual(['-', '200', '500']);
  });

  it('given times at both ends and beyond, then every request is in the timeline', () => {
    const { timeline } = statistics(
      'tenant',
      [-5, 0, 59_999, 60_000, 99_999].map((time) => request({ time })),
    );
    expect(timeline.requests).toHaveLength(60);
    expect([timeline.requests.at(0), timeline.requests.at(-1)]).toEqual([2, 3]);
  });
});

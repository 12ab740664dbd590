import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  describeLimits,
  describeQuota,
  equalLimits,
  parseLimits,
  parseQuota,
  parseRouteLimit,
  quotaPeriods,
  type Limits,
} from '../../../src/gateway/plan/limits.js';
import { planName } from '../../../src/gateway/plan/plan-name.js';

const throttle = fc.record({
  rate: fc.integer({ min: 1, max: 10_000 }),
  burst: fc.integer({ min: 1, max: 5_000 }),
});
const quota = fc.record({
  limit: fc.integer({ min: 1, max: 2_147_483_647 }),
  period: fc.constantFrom(...quotaPeriods),
});
const route = fc.record({
  method: fc.constantFrom('GET', 'POST', 'ANY'),
  path: fc.constantFrom('/', '/{proxy+}', '/invoke'),
  rate: fc.integer({ min: 1, max: 9 }),
  burst: fc.integer({ min: 1, max: 9 }),
});
const limits: fc.Arbitrary<Limits> = fc.record(
  { throttle, quota, routes: fc.uniqueArray(route, { selector: ({ method, path }) => method + path }) },
  { requiredKeys: ['routes'] },
);

describe('limits', () => {
  it('given any quota, when it is shown, then it is read back the same', () => {
    fc.assert(
      fc.property(quota, (given) => {
        expect(parseQuota(describeQuota(given))).toEqual(given);
      }),
    );
  });

  it('given any two limits, then their plans have one name exactly when they are equal', () => {
    fc.assert(
      fc.property(limits, limits, (one, other) => {
        expect(planName('gateway', one) === planName('gateway', other)).toBe(equalLimits(one, other));
      }),
    );
  });

  it('given any limits, when their routes come in another order, then they are equal', () => {
    fc.assert(
      fc.property(limits, (given) => {
        expect(equalLimits(given, { ...given, routes: [...given.routes].reverse() })).toBe(true);
      }),
    );
  });

  it('given a rate without a burst, then the burst is a second of it, and never none', () => {
    expect(parseLimits({ rate: '0.5' }).throttle).toEqual({ rate: 0.5, burst: 1 });
    expect(parseLimits({ rate: 10 }).throttle).toEqual({ rate: 10, burst: 10 });
  });

  it('given a route, then method, path, rate and burst are read', () => {
    expect(parseRouteLimit('any /{proxy+}=5:10')).toEqual({
      method: 'ANY',
      path: '/{proxy+}',
      rate: 5,
      burst: 10,
    });
    expect(parseRouteLimit('POST /a=b=2')).toEqual({ method: 'POST', path: '/a=b', rate: 2, burst: 2 });
  });

  it.each([
    [{ burst: '1' }, /burst needs a rate/],
    [{ rate: '0' }, /not a rate/],
    [{ rate: '-1' }, /not a rate/],
    [{ rate: '1e3' }, /not a rate/],
    [{ rate: '10001' }, /not a rate/],
    [{ rate: '1', burst: '1.5' }, /whole number/],
    [{ quota: '0/day' }, /not a quota/],
    [{ quota: '10/hour' }, /not a quota/],
    [{ quota: '3000000000/day' }, /not a quota/],
    [{ routes: ['FETCH /x=1'] }, /not the limit of a route/],
    [{ routes: ['GET x=1'] }, /not the limit of a route/],
    [{ routes: ['GET /x=1', 'get /x=2'] }, /limited twice/],
    [{ routes: Array.from({ length: 21 }, (_, n) => `GET /${n}=1`) }, /21 routes/],
  ])('given %j, then they are refused with a reason', (given, reason) => {
    expect(() => parseLimits(given)).toThrow(reason);
  });

  it('given limits, then they are shown on one line', () => {
    expect(
      describeLimits(parseLimits({ rate: 10, burst: 20, quota: '100/day', routes: ['POST /x=1:2'] })),
    ).toBe('10/s, burst 20; 100/day; POST /x 1/s, burst 2');
    expect(describeLimits({ routes: [] })).toBe('no limits');
  });
});

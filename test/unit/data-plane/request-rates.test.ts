import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { RequestRates } from '../../../src/local/data-plane/request-rates.js';

const TEN_IN_A_MINUTE = { limit: 10, windowSeconds: 60 };

/** Makes so many requests at one time. @returns which of them exceed the limit */
function atOnce(rates: RequestRates, count: number, now: number, address = '192.0.2.1'): boolean[] {
  return Array.from({ length: count }, () => rates.exceeds('rule', TEN_IN_A_MINUTE, address, now));
}

const none = (count: number) => Array.from({ length: count }, () => false);
const all = (count: number) => Array.from({ length: count }, () => true);

describe('the rates of a rule', () => {
  it('given as many requests as the limit, none is too many, and the next one is', () => {
    expect(atOnce(new RequestRates(), 11, 0)).toEqual([...none(10), true]);
  });

  it('given the window has passed, the same address may ask again', () => {
    const rates = new RequestRates();
    atOnce(rates, 10, 0);
    expect(atOnce(rates, 1, 59_999)).toEqual([true]);
    // The ten of the beginning are out of the window; the one that was too many is still in it.
    expect(atOnce(rates, 10, 60_000)).toEqual([...none(9), true]);
  });

  it('given requests spread over the window, the window slides and does not start anew', () => {
    const rates = new RequestRates();
    atOnce(rates, 5, 0);
    atOnce(rates, 5, 40_000);
    expect(atOnce(rates, 6, 60_000)).toEqual([...none(5), true]);
  });

  it('given requests that are too many, they count as well, so who goes on stays out', () => {
    const rates = new RequestRates();
    atOnce(rates, 20, 0);
    for (let now = 5_000; now <= 300_000; now += 5_000) expect(atOnce(rates, 1, now)).toEqual([true]);
  });

  it('given another address, it is counted by itself', () => {
    const rates = new RequestRates();
    atOnce(rates, 20, 0, '192.0.2.1');
    expect(atOnce(rates, 10, 0, '2001:db8::1')).toEqual(none(10));
  });

  it('given another rule, it counts by itself', () => {
    const rates = new RequestRates();
    atOnce(rates, 20, 0);
    expect(rates.exceeds('another', TEN_IN_A_MINUTE, '192.0.2.1', 0)).toBe(false);
  });

  it.each([
    ['limit', { limit: 12, windowSeconds: 60 }],
    ['window', { limit: 10, windowSeconds: 120 }],
  ])('given a changed %s, the rule counts anew', (_what, changed) => {
    const rates = new RequestRates();
    atOnce(rates, 20, 0);
    expect(rates.exceeds('rule', changed, '192.0.2.1', 0)).toBe(false);
  });

  it('given any pattern of requests, says what counting them all would say', () => {
    const gaps = fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 1, maxLength: 3_000 });
    fc.assert(
      fc.property(gaps, fc.integer({ min: 1, max: 30 }), (pauses, limit) => {
        const rates = new RequestRates();
        const times: number[] = [];
        let now = 0;
        for (const pause of pauses) {
          now += pause;
          const earlier = times.filter((time) => time > now - 2_000).length;
          expect(rates.exceeds('rule', { limit, windowSeconds: 2 }, 'a', now)).toBe(earlier >= limit);
          times.push(now);
        }
      }),
      { numRuns: 15 },
    );
  });

  it('given more requests than are ever kept at once, goes on counting right', () => {
    const rates = new RequestRates();
    for (let now = 0; now < 60_000; now += 10) atOnce(rates, 1, now);
    expect(atOnce(rates, 1, 120_000)).toEqual([false]);
    expect(atOnce(rates, 10, 120_000)).toEqual([...none(9), ...all(1)]);
  });
});

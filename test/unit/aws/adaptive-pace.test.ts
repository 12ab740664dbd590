import { describe, expect, it } from '@jest/globals';
import { AdaptivePace } from '../../../src/aws/adaptive-pace.js';

/** A service that lets so many calls a second pass, with a bucket of a second; counts what passes in a time. */
function passed(pace: AdaptivePace, perSecond: number, from: number, seconds: number) {
  let tokens = perSecond;
  let filledAt = from;
  let calls = 0;
  let refused = 0;
  for (let now = from; ;) {
    now += pace.book(now);
    if (now >= from + seconds * 1_000) return { calls, refused, end: now };
    tokens = Math.min(perSecond, tokens + ((now - filledAt) / 1_000) * perSecond);
    filledAt = now;
    if (tokens >= 1) {
      tokens -= 1;
      calls++;
      pace.passed(now);
    } else {
      refused++;
      pace.throttled(now);
    }
    now += 1;
  }
}

describe('a pace that is learned', () => {
  it('given no limit, then calls start at once', () => {
    const pace = new AdaptivePace();
    expect([pace.book(5), pace.book(5), pace.book(5)]).toEqual([0, 0, 0]);
  });

  it.each([5, 10, 25])(
    'given a limit of %i calls a second, then nearly all it allows are made, and few are refused',
    (limit) => {
      const { calls, refused } = passed(new AdaptivePace(), limit, 0, 60);
      expect(calls).toBeGreaterThan(limit * 60 * 0.97);
      expect(refused).toBeLessThan(calls * 0.5);
    },
  );

  it('given a limit that is raised, then it is used soon', () => {
    const pace = new AdaptivePace();
    const { end } = passed(pace, 5, 0, 30);
    expect(passed(pace, 20, end, 60).calls).toBeGreaterThan(20 * 60 * 0.8);
  });
});

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Pace } from '../../../src/aws/pacing.js';

describe('Pace', () => {
  it('given five calls in a second, then the sixth waits until the first is a second old', () => {
    const pace = new Pace(5, 1_000);
    const waits = [0, 0, 0, 0, 0, 0].map(() => pace.book(100));
    expect(waits).toEqual([0, 0, 0, 0, 0, 1_000]);
  });

  it('given calls at any times, then no window holds more starts than allowed', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(400), { maxLength: 60 }), fc.integer({ min: 1, max: 6 }), (gaps, calls) => {
        const pace = new Pace(calls, 1_000);
        let now = 0;
        const starts = gaps.map((gap) => (now += gap) + pace.book(now));
        starts.forEach((start, index) => {
          const other = starts[index - calls];
          if (other !== undefined) expect(start - other).toBeGreaterThanOrEqual(1_000);
        });
      }),
    );
  });
});

import { describe, expect, it } from '@jest/globals';
import { addManyKilledAtRandom } from '../support/killed-tenants.js';
import { faultSeed } from '../support/faults/seed.js';
import { meeting, type Meeting } from '../support/two-operators.js';

const firstSeed = faultSeed * 10_000;

describe(`tenants, seed ${faultSeed}`, () => {
  it('given 1,000 tenants whose additions are killed at random, when run to the end, then each has one key in one plan', async () => {
    await addManyKilledAtRandom(1_000, faultSeed);
  });

  it.each([
    [2, 500],
    [3, 200],
  ])(
    'given %i operators at once, in %i interleavings, then no lost update goes unreported and no key is left over',
    async (operators, count) => {
      const ends: Meeting[] = [];
      for (let seed = firstSeed; seed < firstSeed + count; seed++) {
        const end = await meeting(seed, operators);
        expect([seed, end, end.asIfInOrder || end.reported]).toEqual([seed, end, true]);
        expect([seed, end, end.whole]).toEqual([seed, end, true]);
        ends.push(end);
      }
      // Many meetings pass without a conflict, and some do not: otherwise nothing was shown.
      const reported = ends.filter((end) => end.reported).length;
      expect(reported).toBeGreaterThan(count / 50);
      expect(reported).toBeLessThan(count * 0.7);
    },
  );
});

import { describe, expect, it } from '@jest/globals';
import { meeting } from '../../support/two-operators.js';

describe('two operators at one tenant at once', () => {
  it('given 60 interleavings, then each is as if one came after the other, or somebody is told; and no key is left over', async () => {
    for (let seed = 1; seed <= 60; seed++) {
      const end = await meeting(seed);
      expect([seed, end, end.asIfInOrder || end.reported]).toEqual([seed, end, true]);
      expect([seed, end, end.whole]).toEqual([seed, end, true]);
    }
  });
});

import { describe, it } from '@jest/globals';
import { holdInHistories } from '../../support/tenant-histories.js';

describe('tenants', () => {
  it('given 12 histories of killed and disturbed verbs, seed 1, then every tenant is as a model has it', async () => {
    await holdInHistories(12, 1);
  });
});

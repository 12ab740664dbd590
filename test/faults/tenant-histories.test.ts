import { describe, it } from '@jest/globals';
import { faultSeed } from '../support/faults/seed.js';
import { holdInHistories } from '../support/tenant-histories.js';

describe('tenants', () => {
  it(`given 1,000 histories of 30 killed and disturbed verbs, seed ${faultSeed}, then every tenant is as a model has it`, async () => {
    await holdInHistories(1_000, faultSeed);
  }, 1_800_000);
});

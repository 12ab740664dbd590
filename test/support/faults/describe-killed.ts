import { afterAll, describe, expect, it } from '@jest/globals';
import { expectCompletion, undisturbed } from './completion.js';
import { DisturbedGateway } from './disturbed-gateway.js';
import { atEveryMutation, atSomeReads } from './kill-points.js';
import type { Scenario } from './scenarios.js';
import { faultSeed } from './seed.js';

const readsTaken = 3;

/** Where and how slowly a scenario is killed. */
export interface Killing {
  /** Milliseconds CloudFormation takes for each step of a resource: above 0, the next run meets an operation still under way. */
  readonly pace?: number;
  /** The mutating requests of interest, by operation; all unless given. */
  readonly at?: RegExp;
}

/**
 * Kills the scenario's command at every mutating request that `at` names and at a sample of the others, and expects the next
 * run to complete it.
 */
export async function describeKilled(
  scenario: Scenario,
  { pace = 0, at = /./ }: Killing = {},
): Promise<void> {
  const gateway = await DisturbedGateway.prepare(scenario, pace);
  const normal = await undisturbed(gateway);
  const points = [
    ...atEveryMutation(normal.requests).filter(({ name }) => at.test(name)),
    ...atSomeReads(normal.requests, readsTaken, faultSeed),
  ];

  describe(`given ${scenario.name} that is killed (seed ${faultSeed}, pace ${pace} ms)`, () => {
    afterAll(() => gateway.stop());

    it.each(points)(
      '$name, when run again, then it is complete and nothing is there twice',
      async ({ plan, certain }) => {
        await gateway.case(async (fresh) => {
          const run = await fresh.run({ plan });
          if (certain || run.code !== 0) expect(run).toMatchObject({ signal: 'SIGKILL' });
          await expectCompletion(gateway, fresh, normal.standing);
        });
      },
    );
  });
}

import { afterAll, describe, expect, it } from '@jest/globals';
import { expectCompletion, undisturbed } from './completion.js';
import { DisturbedGateway } from './disturbed-gateway.js';
import { atEveryMutation, atSomeReads } from './kill-points.js';
import type { Scenario } from './scenarios.js';
import { faultSeed } from './seed.js';

const readsTaken = 4;
const startsOperation = /ExecuteChangeSet|DeleteStack/;

/**
 * Kills the scenario's command at each of its requests and expects the next run to complete it.
 *
 * @param pace milliseconds that CloudFormation takes for each step of a resource: more than 0, and the next run meets an operation
 *   that is still under way. Only the request that starts it, and those that follow it, are then of interest.
 */
export async function describeKilled(scenario: Scenario, pace = 0): Promise<void> {
  const gateway = await DisturbedGateway.prepare(scenario, pace);
  const normal = await undisturbed(gateway);
  const points = [
    ...atEveryMutation(normal.requests).filter(({ name }) => pace === 0 || startsOperation.test(name)),
    ...atSomeReads(normal.requests, readsTaken, faultSeed),
  ];

  describe(`given ${scenario.name} that is killed (seed ${faultSeed}, pace ${pace} ms)`, () => {
    afterAll(() => gateway.stop());

    it.each(points)(
      '$name, when run again, then it is complete and nothing is there twice',
      async ({ plan }) => {
        await gateway.case(async (fresh) => {
          expect(await fresh.run({ plan })).toMatchObject({ signal: 'SIGKILL' });
          await expectCompletion(gateway, fresh, normal.standing);
        });
      },
    );
  });
}

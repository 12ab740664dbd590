import { afterAll, describe, expect, it } from '@jest/globals';
import { expectSuccessOrExplanation, undisturbed } from '../support/faults/completion.js';
import { DisturbedGateway } from '../support/faults/disturbed-gateway.js';
import { isMutation, mutationsIn } from '../support/faults/mutations.js';
import { firstDeployment, removal } from '../support/faults/scenarios.js';

for (const scenario of [firstDeployment, removal]) {
  const gateway = await DisturbedGateway.prepare(scenario);
  const normal = await undisturbed(gateway);
  const reads = new Set(
    normal.requests.filter((request) => !isMutation(request)).map(({ operation }) => operation),
  );

  describe(`given ${scenario.name} whose every read of one kind is answered by a page of HTML with status 200`, () => {
    afterAll(() => gateway.stop());

    it.each([...reads])(
      '%s, then it explains itself, and takes nothing for absent or done',
      (operation = '') =>
        gateway.case(async (fresh) => {
          const fault = { kind: 'garbage' as const, status: 200 };
          const run = await fresh.run({ plan: [{ at: 1, times: 1_000, operation, fault }] });
          expectSuccessOrExplanation(run);
          expect(run.requests.filter((request) => request.fault === 'garbage').length).toBeGreaterThan(0);
          if (run.code === 0) expect(await fresh.standing()).toEqual(normal.standing);
          if (operation === 'DescribeStacks') expect(mutationsIn(run.requests)).toEqual([]);
        }),
    );
  });
}

import { afterAll, describe, expect, it } from '@jest/globals';
import { expectSuccess, undisturbed } from '../support/faults/completion.js';
import { DisturbedGateway, type Case } from '../support/faults/disturbed-gateway.js';
import { atEveryMutation } from '../support/faults/kill-points.js';
import { enabling } from '../support/faults/scenarios.js';

const gateway = await DisturbedGateway.prepare(enabling);
const { requests } = await undisturbed(gateway);

interface Found {
  readonly stack: { readonly authorizer: string };
  readonly agrees: boolean;
}

/** Off, in the stack and for clients. A plan that was never executed may be left: it changes nothing. */
async function expectOff(fresh: Case): Promise<void> {
  expect(await fresh.ask()).toBe(200);
  const { stdout } = await fresh.command('authorizer', 'status', '--json');
  const { stack, agrees } = JSON.parse(stdout) as Found;
  expect({ authorizer: stack.authorizer, agrees }).toEqual({ authorizer: 'off', agrees: true });
}

describe('given turning authorization on', () => {
  afterAll(() => gateway.stop());

  it.each(atEveryMutation(requests).filter(({ name }) => name.startsWith('after')))(
    'and it is killed $name, when it is turned off, then all of it is off',
    async ({ plan }) => {
      await gateway.case(async (fresh) => {
        expect(await fresh.run({ plan })).toMatchObject({ signal: 'SIGKILL' });
        expectSuccess(await fresh.command('authorizer', 'disable', '--yes'));
        await expectOff(fresh);
      });
    },
  );

  it.each([
    ['CreateDeployment', 8],
    ['UpdateStage', 8],
    ['PublishVersion', 8],
  ])(
    'and AWS refuses every %s, then everything is as before, and the exit code is %d',
    async (operation, code) => {
      await gateway.case(async (fresh) => {
        const before = await fresh.standing();
        const fault = { kind: 'error', status: 403, code: 'AccessDeniedException' } as const;
        const run = await fresh.run({ plan: [{ at: 1, times: 100, operation, fault }] });
        expect(run.code).toBe(code);
        expect(run.stderr).toMatch(/Authorization was not turned on; everything is as before/);
        await expectOff(fresh);
        const { live, variables } = await fresh.standing();
        expect({ live, variables }).toEqual({ live: before.live, variables: before.variables });
      });
    },
  );
});

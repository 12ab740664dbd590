import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { PlannedFault, SeenRequest } from '../support/fault-proxy/start-fault-proxy.js';
import { expectCompletion, undisturbed } from '../support/faults/completion.js';
import { DisturbedGateway, type Case } from '../support/faults/disturbed-gateway.js';
import { mutationsIn } from '../support/faults/mutations.js';
import { firstDeployment, removal } from '../support/faults/scenarios.js';
import type { Standing } from '../support/faults/standing.js';

// A sample of what test/faults shows for every request.

/** The issue allows a quarter of a second; a machine that runs other tests at the same time needs some air. */
const atOnce = 1_000;

/** The second look at the stack's events is the first after the operation was started; its answer does not come. */
const unanswered: PlannedFault = {
  operation: 'DescribeStackEvents',
  at: 2,
  fault: { kind: 'delay', ms: 600_000 },
};

describe('given a deployment', () => {
  let gateway: DisturbedGateway;
  let normal: Standing;
  beforeAll(async () => {
    gateway = await DisturbedGateway.prepare(firstDeployment);
    normal = (await undisturbed(gateway)).standing;
  });
  afterAll(() => gateway.stop());

  it.each([
    ['before', 'UpdateStage', 'kill-before'],
    ['after', 'ExecuteChangeSet', 'kill-after'],
  ] as const)(
    'killed %s %s, when run again, then it is complete and nothing is there twice',
    (_, operation, kind) =>
      gateway.case(async (fresh) => {
        expect(await fresh.run({ plan: [{ at: 1, operation, fault: { kind } }] })).toMatchObject({
          signal: 'SIGKILL',
        });
        await expectCompletion(gateway, fresh, normal);
      }),
  );

  it('whose answers are lost, when the deployment is asked for, then it looks before it asks again', () =>
    gateway.case(async (fresh) => {
      const plan = [{ at: 1, operation: 'CreateDeployment', fault: { kind: 'reset-after' as const } }];
      expect(await fresh.run({ plan })).toMatchObject({ code: 0 });
      expect(await fresh.standing()).toEqual(normal);
    }));

  it('under way, when Ctrl-C is pressed, then it says at once what goes on and how to resume, and the next run finishes', () =>
    gateway.case(async (fresh) => {
      const { run, after } = await interrupted(fresh);
      expect(run).toMatchObject({
        code: 130,
        stderr: expect.stringMatching(
          /\nInterrupted\. CloudFormation goes on with stack .* again to follow and finish it\.\n$/,
        ),
      });
      expect(after).toBeLessThan(atOnce);
      expect(mutationsIn(run.requests)).toEqual(['CreateChangeSet', 'ExecuteChangeSet']);
      await expectCompletion(gateway, fresh, normal);
    }));
});

describe('given a removal', () => {
  let gateway: DisturbedGateway;
  let normal: Standing;
  beforeAll(async () => {
    gateway = await DisturbedGateway.prepare(removal, 10);
    normal = (await undisturbed(gateway)).standing;
  });
  afterAll(() => gateway.stop());

  it('killed after DeleteStack, when run again, then it follows the deletion to its end', () =>
    gateway.case(async (fresh) => {
      const plan = [{ at: 1, operation: 'DeleteStack', fault: { kind: 'kill-after' as const } }];
      expect(await fresh.run({ plan })).toMatchObject({ signal: 'SIGKILL' });
      await expectCompletion(gateway, fresh, normal);
    }));

  it('under way, when Ctrl-C is pressed, then it says at once what goes on and how to resume, and the next run finishes', () =>
    gateway.case(async (fresh) => {
      const { run, after } = await interrupted(fresh);
      expect(run).toMatchObject({
        code: 130,
        stderr: expect.stringMatching(
          /\nInterrupted\. CloudFormation goes on deleting stack .*Run `aigw destroy` again/,
        ),
      });
      expect(after).toBeLessThan(atOnce);
      await expectCompletion(gateway, fresh, normal);
    }));
});

/** Presses Ctrl-C while the program waits for an answer that does not come: nothing but the signal can have ended it. */
async function interrupted(fresh: Case) {
  let pressed = 0;
  let said = 0;
  const press = async (child: ChildProcess) => {
    await untilUnanswered(fresh);
    child.stderr?.on('data', (text: string) => {
      if (text.includes('Interrupted.')) said = Date.now();
    });
    pressed = Date.now();
    child.kill('SIGINT');
    await once(child, 'exit');
  };
  const run = await fresh.run({ plan: [unanswered] }, (child) => void press(child));
  return { run, after: said - pressed };
}

async function untilUnanswered(fresh: Case): Promise<void> {
  const waiting = (request: SeenRequest) => request.fault === 'delay';
  while (!(await fresh.seen()).some(waiting)) continue;
}

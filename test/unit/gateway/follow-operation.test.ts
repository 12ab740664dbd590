import { describe, expect, it } from '@jest/globals';
import { assertSucceeded, followOperation } from '../../../src/gateway/stack/follow-operation.js';
import { aStack, anEvent, FakeStacks, stackId, type Frame } from '../../support/fakes/stacks.js';
import { fakeClock, recordedProgress } from '../../support/fakes/time-and-progress.js';

const busy: Frame = { status: 'UPDATE_IN_PROGRESS' };
const end: Frame = {
  status: 'UPDATE_COMPLETE',
  events: [anEvent({ status: 'UPDATE_COMPLETE', at: new Date(9) })],
};

describe('followOperation', () => {
  it('given the status is still that of the operation before, then waits for the end of its own', async () => {
    const { followed, clock } = await follow([{ status: 'CREATE_COMPLETE' }, busy, end]);
    expect(followed.status).toBe('UPDATE_COMPLETE');
    expect(clock.pauses).toHaveLength(2);
  });

  it('given a settled status whose event never comes, then believes the status in the end', async () => {
    const { followed } = await follow(Array<Frame>(12).fill({ status: 'UPDATE_COMPLETE' }));
    expect(followed.status).toBe('UPDATE_COMPLETE');
  });

  it('given nothing happens for long, then asks ever less often, at most every three seconds, and sooner again when it does', async () => {
    const news = { status: 'UPDATE_IN_PROGRESS', events: [vpc('UPDATE_IN_PROGRESS', 5)] };
    const { clock } = await follow([...Array<Frame>(10).fill(busy), news, end]);
    expect(clock.pauses.slice(0, 3)).toEqual([250, 375, 562.5]);
    expect(Math.max(...clock.pauses)).toBe(3_000);
    expect(clock.pauses.at(-1)).toBeLessThan(500);
  });

  it('given events of resources, then moves one part for each and counts those that ended', async () => {
    const { progress } = await follow([
      { status: 'UPDATE_IN_PROGRESS', events: [vpc('UPDATE_IN_PROGRESS', 2)] },
      { status: 'UPDATE_IN_PROGRESS', events: [vpc('UPDATE_COMPLETE', 3)] },
      end,
    ]);
    expect(progress.parts.map(({ name, state }) => `${name} ${state}`)).toEqual(['Vpc running', 'Vpc done']);
    expect(progress.reports).toEqual(['0 of 4', '1 of 4', '1 of 4']);
  });

  it('given the stack goes back, then what ends well is shown as undone, and the cause as failed with its reason', async () => {
    const { progress } = await follow([
      { status: 'UPDATE_IN_PROGRESS', events: [vpc('UPDATE_FAILED', 2, 'no address is free')] },
      {
        status: 'UPDATE_ROLLBACK_IN_PROGRESS',
        events: [
          anEvent({ status: 'UPDATE_ROLLBACK_IN_PROGRESS', at: new Date(3) }),
          vpc('UPDATE_COMPLETE', 4),
        ],
      },
      {
        status: 'UPDATE_ROLLBACK_COMPLETE',
        events: [anEvent({ status: 'UPDATE_ROLLBACK_COMPLETE', at: new Date(5) })],
      },
    ]);
    expect(progress.parts).toMatchObject([
      { state: 'failed', reason: 'no address is free' },
      { state: 'reverted', reason: undefined },
    ]);
  });

  it('given events of another operation, then leaves them out', async () => {
    const foreign = { ...vpc('UPDATE_FAILED', 2), token: 'console' };
    const { progress } = await follow([{ status: 'UPDATE_IN_PROGRESS', events: [foreign] }, end]);
    expect(progress.parts).toEqual([]);
  });

  it('given the stack is gone, then it was deleted', async () => {
    const { followed } = await follow([{ status: 'DELETE_IN_PROGRESS' }, {}]);
    expect(followed).toMatchObject({ status: 'DELETE_COMPLETE', stack: undefined });
  });
});

describe('assertSucceeded', () => {
  it('given it failed, then names resource, type and reason of the first failure, and what to do', () => {
    const events = [vpc('UPDATE_FAILED', 1, 'Rate exceeded'), vpc('UPDATE_COMPLETE', 2)];
    const failed = () => {
      assertSucceeded({ status: 'UPDATE_ROLLBACK_COMPLETE', stack: aStack(), events }, 'gateway');
    };
    expect(failed).toThrow(
      expect.objectContaining({
        kind: 'stack',
        message: expect.stringContaining('UPDATE_ROLLBACK_COMPLETE'),
        reason: 'Vpc (AWS::Some::Thing): Rate exceeded',
        next: [expect.stringContaining('wait a minute')],
      }),
    );
  });
});

/** Follows an update with the token `ours`. The stack is read once before, so that its first frame is of the start. */
async function follow(frames: readonly Frame[]) {
  const stacks = new FakeStacks(aStack(), { execute: frames });
  const [clock, progress] = [fakeClock(), recordedProgress()];
  await stacks.executeChangeSet(stackId, 'ours', 'ours');
  const request = { stackId, token: 'ours', since: new Date(0), total: 4 };
  const followed = await progress.step('Updating', (step) => followOperation(stacks, clock, request, step));
  return { followed, clock, progress };
}

function vpc(status: string, at: number, reason?: string) {
  return anEvent({ logicalId: 'Vpc', status, at: new Date(at), reason });
}

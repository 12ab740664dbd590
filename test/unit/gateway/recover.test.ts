import { describe, expect, it } from '@jest/globals';
import { readyForDeployment } from '../../../src/gateway/stack/recover.js';
import { aStack, anEvent, FakeStacks, type Frame } from '../../support/fakes/stacks.js';
import { fakeClock, recordedProgress } from '../../support/fakes/time-and-progress.js';

const ends = (status: string): Frame[] => [{ status, events: [anEvent({ status, at: new Date(9) })] }];

describe('readyForDeployment', () => {
  it.each([
    ['ROLLBACK_COMPLETE', 'delete stack', { delete: [{}] }, undefined],
    ['CREATE_FAILED', 'delete stack', { delete: [{}] }, undefined],
    [
      'UPDATE_ROLLBACK_FAILED',
      'continue rollback',
      { continueRollback: ends('UPDATE_ROLLBACK_COMPLETE') },
      'UPDATE_ROLLBACK_COMPLETE',
    ],
    [
      'UPDATE_FAILED',
      'roll back',
      { rollback: ends('UPDATE_ROLLBACK_COMPLETE') },
      'UPDATE_ROLLBACK_COMPLETE',
    ],
  ])('given %s, when the operator agrees, then %ss', async (status, change, scripts, after) => {
    const stacks = new FakeStacks(aStack({ status }), scripts);
    expect((await ready(stacks, true))?.status).toBe(after);
    expect(stacks.changes).toEqual([change]);
  });

  it.each(['ROLLBACK_COMPLETE', 'UPDATE_ROLLBACK_FAILED', 'UPDATE_FAILED'])(
    'given %s, when the operator does not agree, then explains it and changes nothing',
    async (status) => {
      const stacks = new FakeStacks(aStack({ status }));
      await expect(ready(stacks, false)).rejects.toMatchObject({
        kind: 'conflict',
        message: expect.stringContaining(status),
        next: [expect.stringContaining('--yes')],
      });
      expect(stacks.changes).toEqual([]);
    },
  );

  it('given the recovery fails too, then says so', async () => {
    const stacks = new FakeStacks(aStack({ status: 'UPDATE_ROLLBACK_FAILED' }), {
      continueRollback: ends('UPDATE_ROLLBACK_FAILED'),
    });
    await expect(ready(stacks, true)).rejects.toMatchObject({ kind: 'stack' });
  });

  it('given an operation under way, then follows it, and tells why it failed', async () => {
    const failure = anEvent({ logicalId: 'Vpc', status: 'UPDATE_FAILED', at: new Date(5), reason: 'no' });
    const stacks = new FakeStacks(aStack({ status: 'UPDATE_IN_PROGRESS' }), {
      already: [
        { status: 'UPDATE_IN_PROGRESS' },
        { status: 'UPDATE_ROLLBACK_IN_PROGRESS', events: [failure] },
        { status: 'UPDATE_ROLLBACK_COMPLETE' },
      ],
    });
    const progress = recordedProgress();
    expect((await ready(stacks, false, progress))?.status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(progress.warnings).toEqual([expect.stringContaining('Vpc')]);
  });

  it.each([undefined, 'CREATE_COMPLETE', 'UPDATE_ROLLBACK_COMPLETE', 'REVIEW_IN_PROGRESS'])(
    'given %s, then nobody is asked',
    async (status) => {
      const stacks = new FakeStacks(status === undefined ? undefined : aStack({ status }));
      expect((await ready(stacks, false))?.status).toBe(status);
    },
  );
});

function ready(stacks: FakeStacks, agrees: boolean, progress = recordedProgress()) {
  const tools = { stacks, progress, clock: fakeClock(), agree: () => Promise.resolve(agrees) };
  return readyForDeployment(tools, 'gateway');
}

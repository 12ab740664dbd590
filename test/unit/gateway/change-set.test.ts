import { describe, expect, it } from '@jest/globals';
import { discardChangeSet, prepareChangeSet } from '../../../src/gateway/stack/change-set.js';
import type { StackIntent } from '../../../src/gateway/stack/stack-intent.js';
import type { Stack } from '../../../src/gateway/stack/stack-service.js';
import { aChangeSet, aStack, FakeStacks } from '../../support/fakes/stacks.js';
import { fakeClock } from '../../support/fakes/time-and-progress.js';

const intent: StackIntent = {
  stackName: 'gateway',
  templateBody: 'Resources: {New: {}}',
  parameters: { EndpointType: 'PRIVATE' },
  described: ['EndpointType', 'EnableAuthorizer'].map((name) => ({
    name,
    type: 'String',
    description: '',
    group: '',
    default: '',
  })),
  tags: { team: 'platform' },
};

describe('prepareChangeSet', () => {
  it('given no stack, then creates one; given a stack, then updates it and keeps what was not given', async () => {
    const [first, later] = [new FakeStacks(undefined), new FakeStacks(aStack())];
    await prepare(first, undefined);
    await prepare(later, aStack({ tags: { owner: 'me' } }));
    expect(first.requests).toMatchObject([{ type: 'CREATE', keep: [] }]);
    expect(later.requests).toMatchObject([
      { type: 'UPDATE', keep: ['EnableAuthorizer'], tags: { owner: 'me', team: 'platform' } },
    ]);
  });

  it('given the same intent and stack, then finds the change set of a run that was killed instead of making another', async () => {
    const stacks = new FakeStacks(undefined);
    const { changeSet } = await prepare(stacks, undefined);
    const again = await prepare(stacks, stacks.stack);
    expect(again.changeSet?.name).toBe(changeSet?.name);
    expect(stacks.changes).toEqual(['create change set']);
  });

  it.each<[string, Partial<StackIntent>, Stack | undefined]>([
    ['parameters', { parameters: { EndpointType: 'EDGE' } }, aStack()],
    ['a template', { templateBody: 'other' }, aStack()],
    ['tags', { tags: {} }, aStack()],
    ['a stack that was updated since', {}, aStack({ updatedAt: new Date(5) })],
  ])('given %s that differ, then it is another change set', async (_what, parts, current) => {
    const stacks = new FakeStacks(aStack());
    const one = await prepare(stacks, aStack());
    const other = await prepare(stacks, current, { ...intent, ...parts });
    expect(other.changeSet?.name).not.toBe(one.changeSet?.name);
  });

  it('given the stack has that template, these parameters and tags, then plans nothing and makes nothing', async () => {
    const stacks = new FakeStacks(aStack());
    stacks.body = intent.templateBody;
    expect(await prepare(stacks, aStack({ tags: { team: 'platform' } }))).toMatchObject({
      plan: { changes: [] },
    });
    expect(stacks.changes).toEqual([]);
  });

  it.each([
    "The submitted information didn't contain changes. Submit different information to create a change set.",
    'No updates are to be performed.',
  ])('given AWS finds "%s", then it is no failure and leaves nothing behind', async (statusReason) => {
    const stacks = new FakeStacks(aStack());
    stacks.made = { status: 'FAILED', executionStatus: 'UNAVAILABLE', statusReason };
    expect(await prepare(stacks, aStack())).toEqual({
      plan: { changes: [], counts: { add: 0, change: 0, destroy: 0 } },
    });
    expect(stacks.changeSets.size).toBe(0);
  });

  it('given AWS refuses the plan, then says why and leaves nothing behind', async () => {
    const stacks = new FakeStacks(aStack());
    stacks.made = { status: 'FAILED', executionStatus: 'UNAVAILABLE', statusReason: 'Template error: no' };
    await expect(prepare(stacks, aStack())).rejects.toMatchObject({
      kind: 'stack',
      reason: 'Template error: no',
    });
    expect(stacks.changeSets.size).toBe(0);
  });
});

describe('discardChangeSet', () => {
  it('given the change set was the first, then the empty stack it left goes too', async () => {
    const stacks = new FakeStacks(aStack({ status: 'REVIEW_IN_PROGRESS' }));
    await discardChangeSet(stacks, aChangeSet());
    expect(stacks.changes).toEqual(['delete change set', 'delete stack']);
  });

  it('given a stack that stands, then it stays', async () => {
    const stacks = new FakeStacks(aStack());
    await discardChangeSet(stacks, aChangeSet());
    expect(stacks.changes).toEqual(['delete change set']);
  });
});

function prepare(stacks: FakeStacks, current: Stack | undefined, wanted: StackIntent = intent) {
  return prepareChangeSet(stacks, fakeClock(), wanted, current);
}

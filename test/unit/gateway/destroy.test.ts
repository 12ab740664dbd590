import { describe, expect, it } from '@jest/globals';
import { destroy, type DestroyOutlook, type DestroyRequest } from '../../../src/gateway/stack/destroy.js';
import { FakeApis } from '../../support/fakes/release.js';
import { aStack, anEvent, FakeStacks, type Frame } from '../../support/fakes/stacks.js';
import { fakeClock, recordedProgress } from '../../support/fakes/time-and-progress.js';

const gone: Frame[] = [{ status: 'DELETE_IN_PROGRESS' }, {}];
const vpc = { logicalId: 'Vpc', type: 'AWS::EC2::VPC', status: 'CREATE_COMPLETE' };

describe('destroy', () => {
  it('given no stack, then that is success', async () => {
    expect(await destroying(new FakeStacks(undefined))).toMatchObject({ outcome: 'absent' });
  });

  it('given a stack, when confirmed, then deletes it and follows it to its end', async () => {
    const stacks = new FakeStacks(aStack(), { delete: gone });
    expect(await destroying(stacks)).toEqual({ outcome: 'destroyed', stack: 'gateway', retained: [] });
    expect(stacks.changes).toEqual(['delete stack']);
  });

  it('given it is not confirmed, then nothing is deleted', async () => {
    const stacks = new FakeStacks(aStack());
    await expect(destroying(stacks, {}, { confirmed: false })).rejects.toMatchObject({ kind: 'declined' });
    expect(stacks.changes).toEqual([]);
  });

  it('given resources the template keeps, then shows them before the question, but not those that go with their parent', async () => {
    const stacks = new FakeStacks(aStack(), { delete: gone });
    stacks.body = `Parameters: {}
Resources:
  Vpc: {Type: AWS::EC2::VPC, DeletionPolicy: Retain}
  Bootstrap: {Type: AWS::Lambda::Version, DeletionPolicy: Retain}`;
    stacks.resourceList = [vpc, { ...vpc, logicalId: 'Bootstrap', type: 'AWS::Lambda::Version' }];
    const shown: DestroyOutlook[] = [];
    await destroying(stacks, {}, { shown });
    expect(shown).toMatchObject([{ retained: ['Vpc'] }]);
  });

  it.each<[string, Parameters<typeof aStack>[0], string[], object]>([
    [
      'termination protection',
      { terminationProtection: true },
      [],
      { reason: 'Termination protection is on.' },
    ],
    ['usage plans on its stage', {}, ['plan1'], { message: expect.stringContaining('plan1') }],
  ])('given %s, then says how to take it away and deletes nothing', async (_what, parts, plans, failure) => {
    const stacks = new FakeStacks(aStack(parts));
    await expect(destroying(stacks, {}, { plans })).rejects.toMatchObject({ kind: 'conflict', ...failure });
    expect(stacks.changes).toEqual([]);
  });

  it('given a stack that something else made, then refuses', async () => {
    const stacks = new FakeStacks(aStack({ parameters: {} }));
    await expect(destroying(stacks)).rejects.toMatchObject({ kind: 'usage' });
    expect(stacks.changes).toEqual([]);
  });

  it('given a resource that cannot be deleted, then names it and how to leave it behind', async () => {
    const events = [
      anEvent({ logicalId: 'Vpc', status: 'DELETE_FAILED', reason: 'has dependencies', at: new Date(3) }),
      anEvent({ status: 'DELETE_FAILED', at: new Date(4) }),
    ];
    const stacks = new FakeStacks(aStack(), { delete: [{ status: 'DELETE_FAILED', events }] });
    await expect(destroying(stacks)).rejects.toMatchObject({
      kind: 'stack',
      reason: expect.stringContaining('has dependencies'),
      next: [expect.anything(), expect.stringContaining('--retain Vpc')],
    });
  });

  it('given it is told what to leave behind, or to use force, then asks AWS for that', async () => {
    const stacks = new FakeStacks(aStack({ status: 'DELETE_FAILED' }), { delete: gone });
    await destroying(stacks, { retain: ['Vpc'], force: true });
    expect(stacks.changes).toEqual(['delete stack but Vpc by force']);
  });

  it('given it is not to wait, then returns once it has started', async () => {
    const stacks = new FakeStacks(aStack(), { delete: [{ status: 'DELETE_IN_PROGRESS' }] });
    expect(await destroying(stacks, { wait: false })).toMatchObject({ outcome: 'started' });
  });
});

function destroying(
  stacks: FakeStacks,
  request: Partial<DestroyRequest> = {},
  { confirmed = true, plans = [] as string[], shown = [] as DestroyOutlook[] } = {},
) {
  const apis = new FakeApis();
  apis.plans = plans;
  const approve = (outlook: DestroyOutlook) => {
    shown.push(outlook);
    return Promise.resolve(confirmed);
  };
  const tools = { stacks, apis, clock: fakeClock(), progress: recordedProgress(), approve };
  return destroy(tools, { stackName: 'gateway', wait: true, retain: [], force: false, ...request });
}

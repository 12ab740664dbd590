import { describe, expect, it } from '@jest/globals';
import { StackDriver, changeLines } from './stack-driver.js';

const network = {
  Resources: {
    Vpc: { Type: 'AWS::EC2::VPC', Properties: { CidrBlock: '10.0.0.0/16' } },
    Subnet: { Type: 'AWS::EC2::Subnet', Properties: { VpcId: { Ref: 'Vpc' }, CidrBlock: '10.0.0.0/24' } },
  },
  Outputs: { VpcId: { Value: { Ref: 'Vpc' } } },
};

describe('a stack made by a change set', () => {
  it('given a new stack, when the change set is executed, then events come in the order of AWS', async () => {
    const driver = new StackDriver();
    const stack = await driver.deploy(network, { ChangeSetType: 'CREATE' });
    expect(stack.StackStatus).toBe('CREATE_COMPLETE');
    expect(await driver.eventLines()).toEqual([
      'demo REVIEW_IN_PROGRESS User Initiated',
      'demo CREATE_IN_PROGRESS User Initiated',
      'Vpc CREATE_IN_PROGRESS',
      'Vpc CREATE_IN_PROGRESS Resource creation Initiated',
      'Vpc CREATE_COMPLETE',
      'Subnet CREATE_IN_PROGRESS',
      'Subnet CREATE_IN_PROGRESS Resource creation Initiated',
      'Subnet CREATE_COMPLETE',
      'demo CREATE_COMPLETE',
    ]);
  });

  it('given a clock that stands still, when events are written, then no two have the same id', async () => {
    const clock = { now: () => Date.UTC(2026, 0, 1), sleep: () => new Promise<void>(setImmediate) };
    const driver = new StackDriver({ clock });
    await driver.deploy(network, { ChangeSetType: 'CREATE' });
    const ids = (await driver.events()).map((event) => event.EventId);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toContain('Vpc-CREATE_IN_PROGRESS-2026-01-01T00:00:00.000Z');
  });

  it('given a replaced VPC, when planned, then its dependents change too', async () => {
    const driver = new StackDriver();
    await driver.deploy(network, { ChangeSetType: 'CREATE' });
    const changed = structuredClone(network);
    changed.Resources.Vpc.Properties.CidrBlock = '10.1.0.0/16';
    const planned = await driver.changeSet({ TemplateBody: JSON.stringify(changed), ChangeSetName: 'other' });
    expect(changeLines(planned.Changes)).toEqual(['Modify Subnet True', 'Modify Vpc True']);
  });
});

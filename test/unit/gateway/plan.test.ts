import { describe, expect, it } from '@jest/globals';
import { planOf } from '../../../src/gateway/stack/plan.js';
import type { ChangeSet, ResourceChange } from '../../../src/gateway/stack/stack-service.js';

describe('planOf', () => {
  it('given additions, changes, a replacement and a removal, then orders them and counts a replacement on both sides', () => {
    const plan = planOf(
      changeSet([
        change({ action: 'Remove', logicalId: 'Old' }),
        change({ action: 'Modify', logicalId: 'Table', replacement: 'True' }),
        change({ action: 'Modify', logicalId: 'Stage', replacement: 'False' }),
        change({ action: 'Add', logicalId: 'New' }),
      ]),
    );
    expect(plan.changes.map(({ action, logicalId }) => `${action} ${logicalId}`)).toEqual([
      'add New',
      'change Stage',
      'replace Table',
      'remove Old',
    ]);
    expect(plan.counts).toEqual({ add: 2, change: 1, destroy: 2 });
  });

  it('given a change that AWS cannot judge yet, then counts it as a change and says that it may replace', () => {
    const plan = planOf(changeSet([change({ action: 'Modify', replacement: 'Conditional' })]));
    expect(plan.changes[0]).toMatchObject({ action: 'change', mayReplace: true });
    expect(plan.counts).toEqual({ add: 0, change: 1, destroy: 0 });
  });

  it.each(['AWS::IAM::Role', 'AWS::Lambda::Permission'])(
    'given %s, then marks it as one about permissions',
    (type) => {
      expect(planOf(changeSet([change({ action: 'Add', type })])).changes[0]?.iam).toBe(true);
    },
  );

  it('given a removal that retains the resource, then says so', () => {
    const plan = planOf(changeSet([change({ action: 'Remove', policyAction: 'Retain' })]));
    expect(plan.changes[0]?.retained).toBe(true);
  });
});

function change(parts: Partial<ResourceChange> & { action: string }): ResourceChange {
  return { logicalId: 'Resource', type: 'AWS::S3::Bucket', changed: [], ...parts };
}

function changeSet(changes: ResourceChange[]): ChangeSet {
  return {
    id: 'id',
    name: 'name',
    stackId: 'stack',
    status: 'CREATE_COMPLETE',
    executionStatus: 'AVAILABLE',
    changes,
  };
}

import type { ChangeSet, ResourceChange } from './stack-service.js';

export type PlannedAction = 'add' | 'change' | 'replace' | 'remove';

export interface PlannedChange {
  readonly action: PlannedAction;
  readonly logicalId: string;
  readonly type: string;
  /** Names of the properties that change. */
  readonly changed: readonly string[];
  /** Whether AWS cannot tell yet if it will replace the resource: that depends on another change. */
  readonly mayReplace: boolean;
  /** Whether it grants or takes permissions: worth a second look. */
  readonly iam: boolean;
  /** Set where removing it from the stack leaves the resource itself behind. */
  readonly retained: boolean;
}

export interface Plan {
  readonly changes: readonly PlannedChange[];
  /** A replaced resource counts once as added and once as destroyed. */
  readonly counts: { readonly add: number; readonly change: number; readonly destroy: number };
}

export const emptyPlan: Plan = { changes: [], counts: { add: 0, change: 0, destroy: 0 } };

/** What executing a change set will do, additions first and removals last. */
export function planOf(changeSet: ChangeSet): Plan {
  const changes = changeSet.changes.map(plannedChange).sort(byActionThenName);
  return { changes, counts: count(changes) };
}

function plannedChange(change: ResourceChange): PlannedChange {
  return {
    action: actionOf(change),
    logicalId: change.logicalId,
    type: change.type,
    changed: change.changed,
    mayReplace: change.replacement === 'Conditional',
    iam: change.type.startsWith('AWS::IAM::') || change.type === 'AWS::Lambda::Permission',
    retained: change.policyAction === 'Retain',
  };
}

function actionOf(change: ResourceChange): PlannedAction {
  if (change.action === 'Add' || change.action === 'Import') return 'add';
  if (change.action === 'Remove') return 'remove';
  return change.replacement === 'True' ? 'replace' : 'change';
}

const order: readonly PlannedAction[] = ['add', 'change', 'replace', 'remove'];

function byActionThenName(a: PlannedChange, b: PlannedChange): number {
  return order.indexOf(a.action) - order.indexOf(b.action) || a.logicalId.localeCompare(b.logicalId);
}

function count(changes: readonly PlannedChange[]): Plan['counts'] {
  const of = (...actions: PlannedAction[]) =>
    changes.filter((change) => actions.includes(change.action)).length;
  return { add: of('add', 'replace'), change: of('change'), destroy: of('remove', 'replace') };
}

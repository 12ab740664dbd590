/** What can be done with a stack in a given status. */
export type StackCondition =
  /** There is none (or it is deleted). */
  | 'absent'
  /** An abandoned first change set left it behind: it holds nothing. */
  | 'review'
  /** It stands and can be updated. */
  | 'stable'
  /** An operation is under way. */
  | 'busy'
  /** An update failed and was kept as it is: roll back, then update. */
  | 'update-failed'
  /** An update failed and going back failed too. */
  | 'rollback-stuck'
  /** Its creation failed, or its deletion: it can only be deleted. */
  | 'delete-only';

const byStatus: Readonly<Record<string, StackCondition>> = {
  REVIEW_IN_PROGRESS: 'review',
  CREATE_COMPLETE: 'stable',
  UPDATE_COMPLETE: 'stable',
  UPDATE_ROLLBACK_COMPLETE: 'stable',
  IMPORT_COMPLETE: 'stable',
  IMPORT_ROLLBACK_COMPLETE: 'stable',
  UPDATE_FAILED: 'update-failed',
  UPDATE_ROLLBACK_FAILED: 'rollback-stuck',
  IMPORT_ROLLBACK_FAILED: 'rollback-stuck',
  CREATE_FAILED: 'delete-only',
  ROLLBACK_COMPLETE: 'delete-only',
  ROLLBACK_FAILED: 'delete-only',
  DELETE_FAILED: 'delete-only',
  DELETE_COMPLETE: 'absent',
};

/** The condition a stack status amounts to (CFN/view-stack-events). A status we do not know counts as busy: nothing is done to it. */
export function conditionOf(status: string | undefined): StackCondition {
  if (status === undefined) return 'absent';
  return byStatus[status] ?? 'busy';
}

/** Whether a status is final for the operation that led to it. */
export function isSettled(status: string): boolean {
  return !status.endsWith('_IN_PROGRESS');
}

/** Whether the operation that ended in this status did what it was asked. */
export function isSuccess(status: string): boolean {
  return ['CREATE_COMPLETE', 'UPDATE_COMPLETE', 'DELETE_COMPLETE', 'IMPORT_COMPLETE'].includes(status);
}

/** One sentence on what a status means, for an operator. */
export function explainStatus(status: string): string {
  return explanations[status] ?? (isSettled(status) ? status : 'an operation is under way');
}

const explanations: Readonly<Record<string, string>> = {
  REVIEW_IN_PROGRESS: 'a first change set was made but never executed; the stack holds nothing',
  CREATE_COMPLETE: 'created',
  UPDATE_COMPLETE: 'up to date with its last update',
  UPDATE_ROLLBACK_COMPLETE: 'usable; its last update failed and was undone',
  UPDATE_FAILED: 'its last update failed and was left half-done',
  UPDATE_ROLLBACK_FAILED: 'its last update failed, and undoing it failed too',
  CREATE_FAILED: 'its creation failed and was left half-done; it can only be deleted',
  ROLLBACK_COMPLETE: 'its creation failed and was undone; it can only be deleted',
  ROLLBACK_FAILED: 'its creation failed, and undoing it failed too; it can only be deleted',
  DELETE_FAILED: 'its deletion failed half-way',
};

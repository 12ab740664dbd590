import type { ExecuteChangeSetInput } from '@aws-sdk/client-cloudformation';
import { AwsError } from '../../../errors.js';
import { validationError } from '../errors.js';
import type { ChangeSetRecord, StackRecord } from '../stack/records.js';
import { requireChangeSet } from './change-set-lookup.js';
import type { ServiceParts } from './service-parts.js';
import { begin, checkUpdatable, isRepeated, leftOvers, stableStateOf } from './stack-lifecycle.js';

/** Starts what a change set describes; every other change set of the stack goes. */
export function executeChangeSet(parts: ServiceParts, input: ExecuteChangeSetInput): object {
  const changeSet = requireChangeSet(parts, input.ChangeSetName, input.StackName);
  const stack = parts.store.require(changeSet.stackId);
  const { ClientRequestToken: token } = input;
  if (token !== undefined && stack.tokens[token] === changeSet.changeSetId) return {};
  checkExecutable(changeSet);
  if (changeSet.onStackFailure !== undefined && input.DisableRollback !== undefined) {
    throw validationError(
      'DisableRollback cannot be specified when the change set was created with OnStackFailure.',
    );
  }
  const creating = stack.status === 'REVIEW_IN_PROGRESS';
  if (!creating) checkUpdatable(stack);
  isRepeated(stack, token, changeSet.changeSetId);
  start(parts, stack, changeSet, input, creating);
  return {};
}

function checkExecutable({ changeSetId, status, executionStatus }: ChangeSetRecord): void {
  if (status !== 'CREATE_COMPLETE') {
    throw new AwsError(
      'InvalidChangeSetStatus',
      `ChangeSet [${changeSetId}] cannot be executed in its current status of [${status}]`,
    );
  }
  if (executionStatus !== 'AVAILABLE') {
    throw new AwsError(
      'InvalidChangeSetStatus',
      `ChangeSet [${changeSetId}] cannot be executed in its current execution status of [${executionStatus}]`,
    );
  }
}

function start(
  parts: ServiceParts,
  stack: StackRecord,
  changeSet: ChangeSetRecord,
  input: ExecuteChangeSetInput,
  creating: boolean,
): void {
  for (const other of parts.store.changeSetsOf(stack.stackId)) {
    const executed =
      other.executionStatus === 'EXECUTE_COMPLETE' || other.executionStatus === 'EXECUTE_FAILED';
    if (other !== changeSet && !executed) parts.store.removeChangeSet(other.changeSetId);
  }
  const disableRollback = input.DisableRollback ?? changeSet.onStackFailure === 'DO_NOTHING';
  const previous = creating ? {} : { stable: stableStateOf(stack), obsolete: leftOvers(stack) };
  changeSet.executionStatus = 'EXECUTE_IN_PROGRESS';
  stack.changeSetId = changeSet.changeSetId;
  stack.definition = changeSet.definition;
  stack.disableRollback = disableRollback;
  stack.retainExceptOnCreate = input.RetainExceptOnCreate ?? false;
  stack.lastUpdatedTime = new Date(parts.region.clock.now());
  begin(parts, stack, {
    kind: creating ? 'CREATE_STACK' : 'UPDATE_STACK',
    phase: 'provision',
    token: input.ClientRequestToken,
    disableRollback,
    onFailure: changeSet.onStackFailure,
    retainExceptOnCreate: input.RetainExceptOnCreate,
    ...previous,
  }, creating ? 'CREATE_IN_PROGRESS' : 'UPDATE_IN_PROGRESS'); // prettier-ignore
}

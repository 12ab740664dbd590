import type {
  CancelUpdateStackInput,
  ContinueUpdateRollbackInput,
  CreateStackInput,
  CreateStackOutput,
  DeleteStackInput,
  RollbackStackInput,
  RollbackStackOutput,
  UpdateStackInput,
  UpdateStackOutput,
} from '@aws-sdk/client-cloudformation';
import { AwsError } from '../../../errors.js';
import { planChanges } from '../change-set/plan.js';
import { validationError } from '../errors.js';
import { importersOf } from '../execution/outputs.js';
import type { StackRecord } from '../stack/records.js';
import { acceptDefinition } from './definition.js';
import type { ServiceParts } from './service-parts.js';
import {
  begin,
  checkStackName,
  checkUpdatable,
  isRepeated,
  leftOvers,
  newOperation,
  newStack,
  stableStateOf,
} from './stack-lifecycle.js';

const wrongStatusForRollback = 'RollbackUpdatedStack cannot be called from current stack status';

/** Operations that change stacks without a change set. */
export function stackChanges(parts: ServiceParts) {
  return {
    CreateStack: (input: CreateStackInput): CreateStackOutput => createStack(parts, input),
    UpdateStack: (input: UpdateStackInput): UpdateStackOutput => updateStack(parts, input),
    DeleteStack: (input: DeleteStackInput): object => deleteStack(parts, input),
    CancelUpdateStack: (input: CancelUpdateStackInput): object => cancelUpdate(parts, input),
    ContinueUpdateRollback: (input: ContinueUpdateRollbackInput): object => continueRollback(parts, input),
    RollbackStack: (input: RollbackStackInput): RollbackStackOutput => rollbackStack(parts, input),
  };
}

function createStack(parts: ServiceParts, input: CreateStackInput): CreateStackOutput {
  checkStackName(input.StackName);
  const existing = parts.store.find(input.StackName);
  if (existing && existing.status !== 'REVIEW_IN_PROGRESS') return repeatedCreation(existing, input);
  if (input.DisableRollback !== undefined && input.OnFailure !== undefined) {
    throw validationError('Either DisableRollback or OnFailure can be specified, not both.');
  }
  const stack = existing ?? newStack(parts, input.StackName);
  const { definition } = acceptDefinition(parts, input, stack);
  outdateChangeSets(parts, stack);
  isRepeated(stack, input.ClientRequestToken, 'CREATE_STACK');
  stack.definition = definition;
  stack.disableRollback = input.DisableRollback ?? input.OnFailure === 'DO_NOTHING';
  stack.terminationProtection = input.EnableTerminationProtection ?? false;
  stack.retainExceptOnCreate = input.RetainExceptOnCreate ?? false;
  if (input.TimeoutInMinutes !== undefined) stack.timeoutInMinutes = input.TimeoutInMinutes;
  if (input.StackPolicyBody !== undefined) stack.policyBody = input.StackPolicyBody;
  parts.store.addStack(stack);
  const { id } = begin(parts, stack, {
    kind: 'CREATE_STACK',
    phase: 'provision',
    token: input.ClientRequestToken,
    disableRollback: stack.disableRollback,
    onFailure: input.OnFailure,
    retainExceptOnCreate: input.RetainExceptOnCreate,
  }, 'CREATE_IN_PROGRESS'); // prettier-ignore
  return { StackId: stack.stackId, OperationId: id };
}

/** Change sets that were made for what the stack no longer is (LS test_create_while_in_review). */
function outdateChangeSets(parts: ServiceParts, stack: StackRecord): void {
  const pending = parts.store
    .changeSetsOf(stack.stackId)
    .filter((one) => !one.executionStatus.startsWith('EXECUTE_'));
  for (const changeSet of pending) changeSet.executionStatus = 'OBSOLETE';
}

function repeatedCreation(stack: StackRecord, input: CreateStackInput): CreateStackOutput {
  const token = input.ClientRequestToken;
  if (token !== undefined && stack.tokens[token] === 'CREATE_STACK') return { StackId: stack.stackId };
  throw new AwsError('AlreadyExistsException', `Stack [${stack.stackName}] already exists`);
}

function updateStack(parts: ServiceParts, input: UpdateStackInput): UpdateStackOutput {
  checkStackName(input.StackName);
  const stack = parts.store.require(input.StackName);
  if (isUsed(stack, input.ClientRequestToken, 'UPDATE_STACK')) return { StackId: stack.stackId };
  checkUpdatable(stack);
  const { definition } = acceptDefinition(parts, input, stack, stack);
  const plan = planChanges(parts, stack, definition, false);
  if (!plan.hasChanges && stack.status !== 'UPDATE_FAILED' && stack.status !== 'CREATE_FAILED') {
    throw validationError('No updates are to be performed.');
  }
  isRepeated(stack, input.ClientRequestToken, 'UPDATE_STACK');
  outdateChangeSets(parts, stack);
  const [stable, obsolete] = [stableStateOf(stack), leftOvers(stack)];
  stack.definition = definition;
  stack.disableRollback = input.DisableRollback ?? false;
  stack.lastUpdatedTime = new Date(parts.region.clock.now());
  const { id } = begin(parts, stack, {
    kind: 'UPDATE_STACK',
    phase: 'provision',
    token: input.ClientRequestToken,
    disableRollback: stack.disableRollback,
    stable,
    obsolete,
  }, 'UPDATE_IN_PROGRESS'); // prettier-ignore
  return { StackId: stack.stackId, OperationId: id };
}

/** Whether the token stands for this very request already; a conflict is left to be found when the token is noted. */
function isUsed(stack: StackRecord, token: string | undefined, request: string): boolean {
  return token !== undefined && stack.tokens[token] === request;
}

function deleteStack(parts: ServiceParts, input: DeleteStackInput): object {
  checkStackName(input.StackName);
  const stack = parts.store.find(input.StackName);
  if (!stack || stack.status === 'DELETE_COMPLETE' || stack.status === 'DELETE_IN_PROGRESS') return {};
  checkDeletable(parts, stack, input);
  // A deletion that failed is tried again, whatever its token.
  if (isRepeated(stack, input.ClientRequestToken, 'DELETE_STACK') && stack.status !== 'DELETE_FAILED')
    return {};
  const start = {
    kind: 'DELETE_STACK',
    phase: 'delete',
    token: input.ClientRequestToken,
    retain: input.RetainResources,
    force: input.DeletionMode === 'FORCE_DELETE_STACK',
    obsolete: stack.operation?.obsolete ?? [],
  } as const;
  if (stack.status === 'CREATE_IN_PROGRESS' && stack.operation) {
    stack.operation.cancelled = true;
    stack.operation.next = newOperation(parts, stack, start);
    parts.events.stack(stack, 'DELETE_IN_PROGRESS', 'User Initiated');
  } else {
    begin(parts, stack, start, 'DELETE_IN_PROGRESS');
  }
  return {};
}

function checkDeletable(parts: ServiceParts, stack: StackRecord, input: DeleteStackInput): void {
  if (stack.terminationProtection) {
    throw validationError(
      `Stack [${stack.stackName}] cannot be deleted while TerminationProtection is enabled`,
    );
  }
  const busy =
    stack.status.endsWith('_IN_PROGRESS') &&
    stack.status !== 'REVIEW_IN_PROGRESS' &&
    stack.status !== 'CREATE_IN_PROGRESS';
  if (busy)
    throw validationError(`Stack [${stack.stackId}] cannot be deleted while in status ${stack.status}`);
  for (const option of ['RetainResources', 'DeletionMode'] as const) {
    const given =
      option === 'RetainResources'
        ? (input.RetainResources ?? []).length > 0
        : input.DeletionMode === 'FORCE_DELETE_STACK';
    if (!given || stack.status === 'DELETE_FAILED') continue;
    throw validationError(
      `Invalid operation on stack [${stack.stackId}]. ${
        option === 'RetainResources'
          ? 'When you delete a stack, specify which resources to retain only when the stack is in the DELETE_FAILED state.'
          : 'The stack can be force deleted only when it is in the DELETE_FAILED state.'
      }`,
    );
  }
  for (const { exportName } of stack.outputs) {
    const user = exportName === undefined ? undefined : importersOf(parts.store, exportName)[0];
    if (user !== undefined)
      throw validationError(`Cannot delete export ${String(exportName)} as it is in use by ${user}.`);
  }
}

function cancelUpdate(parts: ServiceParts, input: CancelUpdateStackInput): object {
  const stack = parts.store.require(input.StackName);
  if (isUsed(stack, input.ClientRequestToken, 'CANCEL_UPDATE')) return {};
  if (stack.status !== 'UPDATE_IN_PROGRESS' || !stack.operation) {
    throw validationError('CancelUpdateStack cannot be called from current stack status');
  }
  isRepeated(stack, input.ClientRequestToken, 'CANCEL_UPDATE');
  stack.operation.cancelled = true;
  return {};
}

function continueRollback(parts: ServiceParts, input: ContinueUpdateRollbackInput): object {
  const stack = parts.store.require(input.StackName);
  if (isUsed(stack, input.ClientRequestToken, 'CONTINUE_ROLLBACK')) return {};
  const previous = stack.operation;
  if (stack.status !== 'UPDATE_ROLLBACK_FAILED' || !previous?.stable)
    throw validationError(wrongStatusForRollback);
  checkSkipped(stack, input.ResourcesToSkip ?? []);
  isRepeated(stack, input.ClientRequestToken, 'CONTINUE_ROLLBACK');
  begin(parts, stack, {
    kind: 'CONTINUE_ROLLBACK',
    phase: 'rollback',
    token: input.ClientRequestToken,
    stable: previous.stable,
    obsolete: previous.obsolete,
    skip: input.ResourcesToSkip,
  }, 'UPDATE_ROLLBACK_IN_PROGRESS'); // prettier-ignore
  return {};
}

function checkSkipped(stack: StackRecord, skipped: readonly string[]): void {
  const wrong = skipped.filter((id) => stack.resources[id]?.status !== 'UPDATE_FAILED');
  if (wrong.length === 0) return;
  throw validationError(
    `The following resources to skip are not in the UPDATE_FAILED state: [${wrong.join(', ')}]`,
  );
}

function rollbackStack(parts: ServiceParts, input: RollbackStackInput): RollbackStackOutput {
  const stack = parts.store.require(input.StackName);
  if (isUsed(stack, input.ClientRequestToken, 'ROLLBACK')) return { StackId: stack.stackId };
  const { operation, status } = stack;
  if (status !== 'CREATE_FAILED' && status !== 'UPDATE_FAILED') throw validationError(wrongStatusForRollback);
  isRepeated(stack, input.ClientRequestToken, 'ROLLBACK');
  const shared = {
    token: input.ClientRequestToken,
    retainExceptOnCreate: input.RetainExceptOnCreate,
    obsolete: operation?.obsolete ?? [],
  };
  const stable = operation?.stable;
  // A stack that never was stable has nothing to go back to, and is deleted (BC RollbackStack).
  const { id } = stable
    ? begin(
        parts,
        stack,
        { kind: 'ROLLBACK', phase: 'rollback', stable, ...shared },
        'UPDATE_ROLLBACK_IN_PROGRESS',
      )
    : begin(parts, stack, { kind: 'ROLLBACK', phase: 'delete', ...shared }, 'DELETE_IN_PROGRESS');
  return { StackId: stack.stackId, OperationId: id };
}

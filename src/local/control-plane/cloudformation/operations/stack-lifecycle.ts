import { randomUUID } from 'node:crypto';
import type { OnStackFailure, StackStatus } from '@aws-sdk/client-cloudformation';
import { AwsError } from '../../../errors.js';
import { validationError } from '../errors.js';
import type {
  OperationKind,
  Phase,
  StableState,
  StackDefinition,
  StackOperation,
  StackRecord,
} from '../stack/records.js';
import type { ServiceParts } from './service-parts.js';

const namePattern = '[a-zA-Z][-a-zA-Z0-9]*|arn:[-a-zA-Z0-9:/._+]*';

/** @throws ValidationError in AWS's words (LS test_stack_name_creation) */
export function checkStackName(name: string | undefined): asserts name is string {
  if (name === undefined) {
    throw validationError(
      "1 validation error detected: Value null at 'stackName' failed to satisfy constraint: Member must not be null",
    );
  }
  const tooLong = !name.startsWith('arn:') && name.length > 128;
  if (new RegExp(`^(${namePattern})$`).test(name) && !tooLong) return;
  const constraint = tooLong
    ? 'Member must have length less than or equal to 128'
    : `Member must satisfy regular expression pattern: ${namePattern}`;
  throw validationError(
    `1 validation error detected: Value '${name}' at 'stackName' failed to satisfy constraint: ${constraint}`,
  );
}

const nothing: StackDefinition = {
  templateBody: '',
  parameters: {},
  tags: {},
  capabilities: [],
  notificationArns: [],
};

/** A stack that exists by name only, as it does before its first change set is executed. */
export function newStack(parts: ServiceParts, stackName: string): StackRecord {
  const { region } = parts;
  return {
    stackId: `arn:${region.partition}:cloudformation:${region.name}:${region.accountId}:stack/${stackName}/${randomUUID()}`,
    stackName,
    status: 'REVIEW_IN_PROGRESS',
    creationTime: new Date(region.clock.now()),
    definition: nothing,
    outputs: [],
    importedNames: [],
    resources: {},
    disableRollback: false,
    retainExceptOnCreate: false,
    terminationProtection: false,
    lastOperations: [],
    tokens: {},
  };
}

/** What an operation is begun with. */
export interface OperationStart {
  readonly kind: OperationKind;
  readonly phase: Phase;
  readonly token?: string | undefined;
  readonly disableRollback?: boolean | undefined;
  readonly onFailure?: OnStackFailure | undefined;
  readonly retainExceptOnCreate?: boolean | undefined;
  readonly stable?: StableState | undefined;
  readonly obsolete?: StackOperation['obsolete'];
  readonly skip?: readonly string[] | undefined;
  readonly retain?: readonly string[] | undefined;
  readonly force?: boolean;
}

/** An operation, noted on its stack but not begun. */
export function newOperation(parts: ServiceParts, stack: StackRecord, start: OperationStart): StackOperation {
  const operation: StackOperation = {
    id: randomUUID(),
    kind: start.kind,
    ...(start.token === undefined ? {} : { token: start.token }),
    phase: start.phase,
    disableRollback: start.disableRollback ?? false,
    onFailure: start.onFailure ?? 'ROLLBACK',
    retainExceptOnCreate: start.retainExceptOnCreate ?? false,
    ...(start.stable ? { stable: start.stable } : {}),
    obsolete: start.obsolete ?? [],
    skip: start.skip ?? [],
    retain: start.retain ?? [],
    force: start.force ?? false,
    cancelled: false,
    startTime: new Date(parts.region.clock.now()),
  };
  stack.lastOperations = [
    { OperationId: operation.id, OperationType: operation.kind },
    ...stack.lastOperations,
  ].slice(0, 5);
  return operation;
}

/** Begins an operation: the stack says so at once, the work goes on in the background. */
export function begin(
  parts: ServiceParts,
  stack: StackRecord,
  start: OperationStart,
  status: StackStatus,
  reason = 'User Initiated',
): StackOperation {
  const operation = newOperation(parts, stack, start);
  stack.operation = operation;
  parts.events.stack(stack, status, reason);
  parts.engine.start(stack);
  return operation;
}

/** What a failed update of this stack goes back to; after a failed update that was kept, still what was before that. */
export function stableStateOf(stack: StackRecord): StableState | undefined {
  if (stack.status === 'CREATE_FAILED') return undefined;
  if (stack.status === 'UPDATE_FAILED') return stack.operation?.stable;
  const { definition, outputs, importedNames, resources } = stack;
  return structuredClone({ definition, outputs, importedNames, resources });
}

/** Left-overs of a failed update that was kept: the next update or rollback deletes them. */
export function leftOvers(stack: StackRecord): StackOperation['obsolete'] {
  return stack.status === 'UPDATE_FAILED' ? (stack.operation?.obsolete ?? []) : [];
}

const updatable = new Set<StackStatus>([
  'CREATE_COMPLETE', 'CREATE_FAILED', 'UPDATE_COMPLETE', 'UPDATE_FAILED', 'UPDATE_ROLLBACK_COMPLETE', 'IMPORT_COMPLETE',
]); // prettier-ignore

/** @throws ValidationError when the stack's state does not allow an update */
export function checkUpdatable(stack: StackRecord): void {
  if (updatable.has(stack.status)) return;
  throw validationError(`Stack:${stack.stackId} is in ${stack.status} state and can not be updated.`);
}

/**
 * Notes a client request token. Answers whether the same request was made with it before.
 *
 * @throws TokenAlreadyExistsException when another operation used it
 */
export function isRepeated(stack: StackRecord, token: string | undefined, request: string): boolean {
  if (token === undefined) return false;
  const used = stack.tokens[token];
  if (used === request) return true;
  if (used !== undefined) {
    throw new AwsError(
      'TokenAlreadyExistsException',
      `Token ${token} has already been used by another operation on this stack`,
    );
  }
  stack.tokens[token] = request;
  return false;
}

import { randomUUID } from 'node:crypto';
import type {
  CreateChangeSetInput,
  CreateChangeSetOutput,
  DeleteChangeSetInput,
  DescribeChangeSetInput,
  DescribeChangeSetOutput,
  ExecuteChangeSetInput,
  ListChangeSetsInput,
  ListChangeSetsOutput,
} from '@aws-sdk/client-cloudformation';
import { AwsError, notImplementedHere } from '../../../errors.js';
import { validationError } from '../errors.js';
import type { ChangeSetRecord, StackRecord } from '../stack/records.js';
import { shownParameters } from '../template/parameters.js';
import { executeChangeSet } from './change-set-execution.js';
import { prepareChangeSet } from './change-set-preparation.js';
import { findChangeSet, requireChangeSet } from './change-set-lookup.js';
import { acceptDefinition, type AcceptedDefinition } from './definition.js';
import { page } from './paging.js';
import type { ServiceParts } from './service-parts.js';
import { checkStackName, checkUpdatable, newStack } from './stack-lifecycle.js';

/** Operations on change sets. */
export function changeSets(parts: ServiceParts) {
  return {
    CreateChangeSet: (input: CreateChangeSetInput): CreateChangeSetOutput => createChangeSet(parts, input),
    DescribeChangeSet: (input: DescribeChangeSetInput): DescribeChangeSetOutput =>
      describeChangeSet(parts, input),
    ExecuteChangeSet: (input: ExecuteChangeSetInput): object => executeChangeSet(parts, input),
    DeleteChangeSet: (input: DeleteChangeSetInput): object => deleteChangeSet(parts, input),
    ListChangeSets: (input: ListChangeSetsInput): ListChangeSetsOutput => listChangeSets(parts, input),
  };
}

function createChangeSet(parts: ServiceParts, input: CreateChangeSetInput): CreateChangeSetOutput {
  checkStackName(input.StackName);
  const name = checkChangeSetName(input.ChangeSetName);
  const type = input.ChangeSetType ?? 'UPDATE';
  if (type === 'IMPORT' || input.ResourcesToImport) throw notImplementedHere('An import change set');
  const existing = stackFor(parts, input.StackName, type, name);
  const repeated = repeatedCreation(parts, existing, name, input.ClientToken);
  if (repeated) return answer(repeated);
  const stack = existing ?? newStack(parts, input.StackName);
  const { definition, template } = acceptDefinition(
    parts,
    input,
    stack,
    type === 'UPDATE' ? stack : undefined,
  );
  if (!existing) {
    parts.store.addStack(stack);
    parts.events.stack(stack, 'REVIEW_IN_PROGRESS', 'User Initiated');
  }
  const changeSet = newChangeSet(parts, stack, input, { definition, template });
  parts.store.addChangeSet(changeSet);
  stack.lastOperations = [
    { OperationId: changeSet.operationId, OperationType: 'CREATE_CHANGESET' as const },
    ...stack.lastOperations,
  ].slice(0, 5);
  prepareChangeSet(parts, stack, changeSet);
  return answer(changeSet);
}

function newChangeSet(
  { region }: ServiceParts,
  stack: StackRecord,
  input: CreateChangeSetInput,
  { definition, template }: AcceptedDefinition,
): ChangeSetRecord {
  const { ChangeSetName = '', Description, OnStackFailure, ClientToken, ImportExistingResources } = input;
  return {
    changeSetId: `arn:${region.partition}:cloudformation:${region.name}:${region.accountId}:changeSet/${ChangeSetName}/${randomUUID()}`,
    changeSetName: ChangeSetName,
    stackId: stack.stackId,
    stackName: stack.stackName,
    operationId: randomUUID(),
    creationTime: new Date(region.clock.now()),
    definition,
    parameters: shownParameters(template, definition.parameters),
    includeNestedStacks: input.IncludeNestedStacks ?? false,
    ...(Description === undefined ? {} : { description: Description }),
    ...(OnStackFailure === undefined ? {} : { onStackFailure: OnStackFailure }),
    ...(ClientToken === undefined ? {} : { clientToken: ClientToken }),
    ...(ImportExistingResources === undefined ? {} : { importExistingResources: ImportExistingResources }),
    changes: [],
    changesWithValues: [],
    status: 'CREATE_PENDING',
    executionStatus: 'UNAVAILABLE',
  };
}

function answer(changeSet: ChangeSetRecord): CreateChangeSetOutput {
  return { Id: changeSet.changeSetId, StackId: changeSet.stackId };
}

function checkChangeSetName(name: string | undefined): string {
  const pattern = '[a-zA-Z][-a-zA-Z0-9]*';
  if (name !== undefined && name.length <= 128 && new RegExp(`^${pattern}$`).test(name)) return name;
  throw validationError(
    `1 validation error detected: Value '${name ?? ''}' at 'changeSetName' failed to satisfy constraint: Member must satisfy regular expression pattern: ${pattern}`,
  );
}

/** The stack the change set is for; undefined when it will be made (LS test_changesets for the messages). */
function stackFor(
  parts: ServiceParts,
  nameOrId: string,
  type: 'CREATE' | 'UPDATE',
  changeSetName: string,
): StackRecord | undefined {
  const stack = parts.store.find(nameOrId);
  if (type === 'UPDATE') {
    const existing = parts.store.require(nameOrId);
    checkUpdatable(existing);
    return existing;
  }
  if (stack?.status === 'REVIEW_IN_PROGRESS' || (!stack && !nameOrId.startsWith('arn:'))) return stack;
  throw validationError(
    `Stack [${nameOrId}] already exists and cannot be created again with the changeSet [${changeSetName}].`,
  );
}

/** A change set that this very request made before: its client token makes the creation idempotent. */
function repeatedCreation(
  parts: ServiceParts,
  stack: StackRecord | undefined,
  name: string,
  token: string | undefined,
): ChangeSetRecord | undefined {
  const existing = stack && findChangeSet(parts, name, stack);
  if (
    !existing ||
    existing.executionStatus === 'EXECUTE_COMPLETE' ||
    existing.executionStatus === 'EXECUTE_FAILED'
  )
    return undefined;
  if (token !== undefined && existing.clientToken === token) return existing;
  throw new AwsError('AlreadyExistsException', `ChangeSet ${name} already exists`);
}

function describeChangeSet(parts: ServiceParts, input: DescribeChangeSetInput): DescribeChangeSetOutput {
  const changeSet = requireChangeSet(parts, input.ChangeSetName, input.StackName);
  const { definition } = changeSet;
  const changes = input.IncludePropertyValues ? changeSet.changesWithValues : changeSet.changes;
  const { items, nextToken } = page(changes, input.NextToken);
  const tags = Object.entries(definition.tags).map(([Key, Value]) => ({ Key, Value }));
  return {
    ...summary(changeSet),
    NotificationARNs: [...definition.notificationArns],
    RollbackConfiguration: definition.rollbackConfiguration ?? {},
    Capabilities: [...definition.capabilities] as DescribeChangeSetOutput['Capabilities'],
    Changes: items,
    ...(changeSet.parameters.length > 0 ? { Parameters: [...changeSet.parameters] } : {}),
    ...(tags.length > 0 ? { Tags: tags } : {}),
    ...(changeSet.onStackFailure === undefined ? {} : { OnStackFailure: changeSet.onStackFailure }),
    ...(nextToken === undefined ? {} : { NextToken: nextToken }),
  };
}

function summary(changeSet: ChangeSetRecord) {
  return {
    StackId: changeSet.stackId,
    StackName: changeSet.stackName,
    ChangeSetId: changeSet.changeSetId,
    ChangeSetName: changeSet.changeSetName,
    ExecutionStatus: changeSet.executionStatus,
    Status: changeSet.status,
    CreationTime: changeSet.creationTime,
    IncludeNestedStacks: changeSet.includeNestedStacks,
    ...(changeSet.statusReason === undefined ? {} : { StatusReason: changeSet.statusReason }),
    ...(changeSet.description === undefined ? {} : { Description: changeSet.description }),
    ...(changeSet.importExistingResources === undefined
      ? {}
      : { ImportExistingResources: changeSet.importExistingResources }),
  };
}

/** Deleting what is not there succeeds, as long as the stack is there (LS test_delete_change_set_exception). */
function deleteChangeSet(parts: ServiceParts, input: DeleteChangeSetInput): object {
  const { ChangeSetName: name, StackName: stackName } = input;
  const stack = name?.startsWith('arn:') ? undefined : requireStackOf(parts, stackName);
  const changeSet = findChangeSet(parts, name ?? '', stack);
  if (!changeSet) return {};
  if (changeSet.executionStatus === 'EXECUTE_IN_PROGRESS') {
    throw new AwsError('InvalidChangeSetStatus', 'An operation on this ChangeSet is currently in progress.');
  }
  parts.store.removeChangeSet(changeSet.changeSetId);
  return {};
}

function requireStackOf(parts: ServiceParts, stackName: string | undefined): StackRecord {
  if (stackName === undefined)
    throw validationError('StackName must be specified if ChangeSetName is not specified as an ARN.');
  return parts.store.require(stackName);
}

function listChangeSets(parts: ServiceParts, input: ListChangeSetsInput): ListChangeSetsOutput {
  const stack = parts.store.require(input.StackName);
  const pending = parts.store
    .changeSetsOf(stack.stackId)
    .filter((one) => !one.executionStatus.startsWith('EXECUTE_'));
  const { items, nextToken } = page(pending, input.NextToken);
  return { Summaries: items.map(summary), ...(nextToken === undefined ? {} : { NextToken: nextToken }) };
}

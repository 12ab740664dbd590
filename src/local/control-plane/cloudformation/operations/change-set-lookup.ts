import { AwsError } from '../../../errors.js';
import { validationError } from '../errors.js';
import type { ChangeSetRecord, StackRecord } from '../stack/records.js';
import type { ServiceParts } from './service-parts.js';

/** The change set of that ARN, or the newest of that name on the stack. */
export function findChangeSet(
  parts: ServiceParts,
  nameOrId: string,
  stack: StackRecord | undefined,
): ChangeSetRecord | undefined {
  if (nameOrId.startsWith('arn:')) return parts.store.findChangeSet(nameOrId);
  if (!stack) return undefined;
  return parts.store.changeSetsOf(stack.stackId).findLast((one) => one.changeSetName === nameOrId);
}

/**
 * The change set of that ARN, or of that name on the named stack.
 *
 * @throws ValidationError when the stack is missing, ChangeSetNotFound when the change set is
 */
export function requireChangeSet(
  parts: ServiceParts,
  nameOrId: string | undefined,
  stackName: string | undefined,
): ChangeSetRecord {
  const name = nameOrId ?? '';
  if (!name.startsWith('arn:') && stackName === undefined) {
    throw validationError('StackName must be specified if ChangeSetName is not specified as an ARN.');
  }
  const stack = stackName === undefined ? undefined : parts.store.require(stackName);
  const changeSet = findChangeSet(parts, name, stack);
  if (!changeSet) throw new AwsError('ChangeSetNotFound', `ChangeSet [${name}] does not exist`, 404);
  return changeSet;
}

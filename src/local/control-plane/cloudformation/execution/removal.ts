import type { Obsolete, ResourceRecord, StackOperation, StackRecord } from '../stack/records.js';
import type { EngineParts } from './engine-parts.js';
import { reversed, runInOrder } from './graph.js';
import { ResourceSteps } from './resource-steps.js';

/** Why a resource is not deleted with its stack. */
function isRetained(record: ResourceRecord, operation: StackOperation, creating: boolean): boolean {
  if (operation.retain.includes(record.logicalId)) return true;
  if (record.deletionPolicy === 'RetainExceptOnCreate') return !creating;
  return record.deletionPolicy === 'Retain' && !(creating && operation.retainExceptOnCreate);
}

/**
 * Deletes all resources of a stack, dependents first.
 *
 * @param creating whether the stack's creation is being undone: some deletion policies hold only after it
 * @returns logical ids of those that could not be deleted
 */
export async function deleteResources(
  parts: EngineParts,
  stack: StackRecord,
  operation: StackOperation,
  creating: boolean,
): Promise<string[]> {
  const steps = new ResourceSteps(parts, stack, operation, () => false);
  const records = Object.values(stack.resources).filter(
    (one) => one.status !== 'DELETE_COMPLETE' && one.status !== 'DELETE_SKIPPED',
  );
  const ids = records.map((record) => record.logicalId);
  const before = reversed(ids, (id) => stack.resources[id]?.dependsOn ?? []);
  const failed: string[] = [];
  await runInOrder(ids, before, async (id) => {
    const record = stack.resources[id];
    const deleted = !record || (await steps.delete(record, isRetained(record, operation, creating)));
    if (!deleted) failed.push(id);
    return deleted;
  });
  return failed;
}

/** Deletes what an update or its rollback left over, dependents first; answers whether everything went. */
export async function deleteObsolete(
  parts: EngineParts,
  stack: StackRecord,
  operation: StackOperation,
): Promise<boolean> {
  const steps = new ResourceSteps(parts, stack, operation, () => false);
  const pending = new Map(operation.obsolete.map((one, index) => [`${one.logicalId}#${String(index)}`, one]));
  const keys = [...pending.keys()];
  const needs = (key: string): string[] => keysOf(pending, pending.get(key)?.dependsOn ?? []);
  let complete = true;
  await runInOrder(keys, reversed(keys, needs), async (key) => {
    const obsolete = pending.get(key);
    if (obsolete) complete = (await deleteOne(steps, operation, obsolete)) && complete;
    return true;
  });
  return complete;
}

async function deleteOne(
  steps: ResourceSteps,
  operation: StackOperation,
  obsolete: Obsolete,
): Promise<boolean> {
  const deleted = await steps.deleteObsolete(obsolete);
  operation.obsolete.splice(operation.obsolete.indexOf(obsolete), 1);
  return deleted;
}

function keysOf(pending: ReadonlyMap<string, Obsolete>, logicalIds: readonly string[]): string[] {
  return [...pending].filter(([, one]) => logicalIds.includes(one.logicalId)).map(([key]) => key);
}

import type { ResourceRecord, StableState, StackOperation, StackRecord } from '../stack/records.js';
import { sameJson } from '../template/document.js';
import type { EngineParts } from './engine-parts.js';
import { runInOrder } from './graph.js';
import { ResourceSteps, revertRecord } from './resource-steps.js';

/**
 * Puts every resource of a stack back to how it was before a failed update. What the update made becomes obsolete.
 *
 * @returns logical ids of those that could not be put back
 */
export async function restoreResources(
  parts: EngineParts,
  stack: StackRecord,
  operation: StackOperation,
  stable: StableState,
): Promise<string[]> {
  const steps = new ResourceSteps(parts, stack, operation, () => false);
  readoptRemoved(stack, operation, stable);
  const before = Object.values(stable.resources);
  const failed: string[] = [];
  await runInOrder(
    before.map((record) => record.logicalId),
    (id) => stable.resources[id]?.dependsOn ?? [],
    async (id) => {
      const restored = await restoreOne(steps, stack, operation, stable.resources[id]);
      if (!restored) failed.push(id);
      return restored;
    },
  );
  if (failed.length === 0) dropAdded(steps, stack, operation, stable);
  return failed;
}

async function restoreOne(
  steps: ResourceSteps,
  stack: StackRecord,
  operation: StackOperation,
  before?: ResourceRecord,
): Promise<boolean> {
  const record = before && stack.resources[before.logicalId];
  if (!record) return true;
  if (!isUntouched(record, before) && !operation.skip.includes(record.logicalId))
    return steps.restore(record, before);
  revertRecord(record, before);
  return true;
}

function isUntouched(record: ResourceRecord, before: ResourceRecord): boolean {
  return (
    record.physicalId === before.physicalId &&
    record.status === before.status &&
    record.timestamp.getTime() === before.timestamp.getTime() &&
    sameJson(record.properties, before.properties)
  );
}

/** Resources that the update took out of the stack but has not deleted yet. */
function readoptRemoved(stack: StackRecord, operation: StackOperation, stable: StableState): void {
  for (const before of Object.values(stable.resources)) {
    if (stack.resources[before.logicalId]) continue;
    const index = operation.obsolete.findIndex(
      (one) => one.physicalId === before.physicalId && one.logicalId === before.logicalId,
    );
    if (index >= 0) operation.obsolete.splice(index, 1);
    stack.resources = { ...stack.resources, [before.logicalId]: structuredClone(before) };
  }
}

function dropAdded(
  steps: ResourceSteps,
  stack: StackRecord,
  operation: StackOperation,
  stable: StableState,
): void {
  for (const record of Object.values(stack.resources)) {
    if (record.logicalId in stable.resources) continue;
    if (record.physicalId !== '')
      operation.obsolete.push(steps.obsolete(record, record.deletionPolicy === 'Retain'));
  }
  const kept = Object.entries(stack.resources).filter(([id]) => id in stable.resources);
  stack.resources = Object.fromEntries(kept);
}

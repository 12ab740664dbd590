import type { StackRecord, StackOperation } from '../stack/records.js';
import type { EngineParts } from './engine-parts.js';
import { StoppedError } from './jobs.js';
import { Provisioning, type ProvisionOutcome } from './provision.js';
import { deleteObsolete, deleteResources } from './removal.js';
import { restoreResources } from './rollback.js';

/** Runs the operations on stacks in the background, from any phase on, so that a restart can pick them up. */
export class StackEngine {
  readonly #parts: EngineParts;

  constructor(parts: EngineParts) {
    this.#parts = parts;
  }

  /** Starts (or continues) the operation of a stack. */
  start(stack: StackRecord): void {
    this.#parts.jobs.start(async () => {
      while (stack.operation && stack.operation.phase !== 'ended') {
        const { operation } = stack;
        await this.#runPhase(stack, operation).catch((error: unknown) => {
          this.#giveUp(stack, operation, error);
        });
      }
    });
  }

  /** Continues what a restart interrupted. */
  resume(): void {
    for (const stack of this.#parts.store.stacks()) {
      if (stack.operation && stack.operation.phase !== 'ended') this.start(stack);
    }
  }

  /** Nothing should end here; a stack that hung in progress forever would be worse than one that says why it failed. */
  #giveUp(stack: StackRecord, operation: StackOperation, error: unknown): void {
    if (error instanceof StoppedError) throw error;
    const failed = {
      provision: operation.stable ? 'UPDATE_FAILED' : 'CREATE_FAILED',
      cleanup: 'UPDATE_COMPLETE',
      rollback: 'UPDATE_ROLLBACK_FAILED',
      'rollback-cleanup': 'UPDATE_ROLLBACK_COMPLETE',
      'create-rollback': 'ROLLBACK_FAILED',
      delete: 'DELETE_FAILED',
      ended: stack.status,
    } as const;
    this.#end(
      stack,
      operation,
      failed[operation.phase],
      `Internal failure: ${error instanceof Error ? error.message : String(error)}`,
    );
  }

  async #runPhase(stack: StackRecord, operation: StackOperation): Promise<void> {
    switch (operation.phase) {
      case 'provision':
        return this.#provision(stack, operation);
      case 'cleanup':
        return this.#cleanup(stack, operation);
      case 'rollback':
        return this.#rollback(stack, operation);
      case 'rollback-cleanup':
        return this.#rollbackCleanup(stack, operation);
      case 'create-rollback':
        return this.#rollbackCreation(stack, operation);
      case 'delete':
        return this.#delete(stack, operation);
      case 'ended':
        return;
    }
  }

  async #provision(stack: StackRecord, operation: StackOperation): Promise<void> {
    const outcome = await new Provisioning(this.#parts, stack, operation).run();
    const failure = failureOf(outcome, operation);
    if (failure !== undefined) {
      this.#provisioningFailed(stack, operation, failure);
    } else if (operation.kind === 'CREATE_STACK') {
      this.#end(stack, operation, 'CREATE_COMPLETE');
    } else {
      this.#parts.events.stack(stack, 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS');
      operation.phase = 'cleanup';
    }
  }

  #provisioningFailed(stack: StackRecord, operation: StackOperation, reason: string): void {
    const creating = operation.stable === undefined;
    if (operation.next) {
      stack.operation = operation.next;
    } else if (operation.disableRollback && !operation.cancelled) {
      this.#end(stack, operation, creating ? 'CREATE_FAILED' : 'UPDATE_FAILED', reason);
    } else if (!creating) {
      this.#parts.events.stack(stack, 'UPDATE_ROLLBACK_IN_PROGRESS', reason);
      operation.phase = 'rollback';
    } else {
      const deleting = operation.onFailure === 'DELETE';
      const request = `${reason.trim()} ${deleting ? 'Delete' : 'Rollback'} requested by user.`;
      this.#parts.events.stack(stack, deleting ? 'DELETE_IN_PROGRESS' : 'ROLLBACK_IN_PROGRESS', request);
      operation.phase = deleting ? 'delete' : 'create-rollback';
    }
  }

  async #cleanup(stack: StackRecord, operation: StackOperation): Promise<void> {
    const complete = await deleteObsolete(this.#parts, stack, operation);
    const reason = complete ? undefined : 'Update successful. One or more resources could not be deleted.';
    this.#end(stack, operation, 'UPDATE_COMPLETE', reason);
  }

  async #rollback(stack: StackRecord, operation: StackOperation): Promise<void> {
    const { stable } = operation;
    if (!stable) throw new Error(`There is nothing to roll ${stack.stackName} back to`);
    const failed = await restoreResources(this.#parts, stack, operation, stable);
    if (failed.length > 0) {
      this.#end(stack, operation, 'UPDATE_ROLLBACK_FAILED', failedTo('update', failed));
      return;
    }
    stack.definition = stable.definition;
    stack.outputs = stable.outputs;
    stack.importedNames = stable.importedNames;
    this.#parts.events.stack(stack, 'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS');
    operation.phase = 'rollback-cleanup';
  }

  async #rollbackCleanup(stack: StackRecord, operation: StackOperation): Promise<void> {
    await deleteObsolete(this.#parts, stack, operation);
    this.#end(stack, operation, 'UPDATE_ROLLBACK_COMPLETE');
  }

  async #rollbackCreation(stack: StackRecord, operation: StackOperation): Promise<void> {
    const failed = await deleteResources(this.#parts, stack, operation, true);
    stack.deletionTime = this.#now();
    if (failed.length > 0) this.#end(stack, operation, 'ROLLBACK_FAILED', failedTo('delete', failed));
    else this.#end(stack, operation, 'ROLLBACK_COMPLETE');
  }

  async #delete(stack: StackRecord, operation: StackOperation): Promise<void> {
    const creating = operation.kind === 'CREATE_STACK';
    const failed = await deleteResources(this.#parts, stack, operation, creating);
    const leftOver = operation.obsolete.length === 0 || (await deleteObsolete(this.#parts, stack, operation));
    if (failed.length > 0 || !leftOver) {
      this.#end(stack, operation, 'DELETE_FAILED', failedTo('delete', failed));
      return;
    }
    stack.deletionTime = this.#now();
    stack.outputs = [];
    stack.importedNames = [];
    for (const changeSet of this.#parts.store.changeSetsOf(stack.stackId)) {
      if (changeSet.executionStatus === 'AVAILABLE') this.#parts.store.removeChangeSet(changeSet.changeSetId);
    }
    this.#end(stack, operation, 'DELETE_COMPLETE');
  }

  #end(stack: StackRecord, operation: StackOperation, status: StackRecord['status'], reason?: string): void {
    this.#parts.events.stack(stack, status, reason);
    operation.phase = 'ended';
    if (operation.kind === 'DELETE_STACK') return;
    const changeSet =
      stack.changeSetId === undefined ? undefined : this.#parts.store.findChangeSet(stack.changeSetId);
    if (changeSet?.executionStatus !== 'EXECUTE_IN_PROGRESS') return;
    changeSet.executionStatus = /ROLLBACK|FAILED|DELETE/.test(status) ? 'EXECUTE_FAILED' : 'EXECUTE_COMPLETE';
  }

  #now(): Date {
    return new Date(this.#parts.region.clock.now());
  }
}

function failureOf(outcome: ProvisionOutcome, operation: StackOperation): string | undefined {
  const created = outcome.failedToCreate.length > 0 ? failedTo('create', outcome.failedToCreate) : '';
  const updated = outcome.failedToUpdate.length > 0 ? failedTo('update', outcome.failedToUpdate) : '';
  if (operation.cancelled) return 'User Initiated';
  if (created !== '' || updated !== '') return created + updated;
  return outcome.problem;
}

/** AWS ends each of these sentences with a space (LS test_stacks). */
function failedTo(verb: 'create' | 'update' | 'delete', logicalIds: readonly string[]): string {
  return `The following resource(s) failed to ${verb}: [${logicalIds.join(', ')}]. `;
}

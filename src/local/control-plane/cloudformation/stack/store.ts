import type { State } from '../../../state.js';
import { validationError } from '../errors.js';
import type { ChangeSetRecord, StackHistory, StackRecord } from './records.js';

/** Stacks and change sets as kept in the local AWS's state. Deleted stacks stay, found by ARN only. */
export class StackStore {
  readonly #stacks: Map<string, StackRecord>;
  readonly #changeSets: Map<string, ChangeSetRecord>;
  readonly #histories: Map<string, StackHistory>;

  constructor(state: State) {
    this.#stacks = state.table('cloudformation/stacks');
    this.#changeSets = state.table('cloudformation/changeSets');
    this.#histories = state.table('cloudformation/histories');
  }

  stacks(): StackRecord[] {
    return [...this.#stacks.values()];
  }

  changeSets(): ChangeSetRecord[] {
    return [...this.#changeSets.values()];
  }

  addStack(stack: StackRecord): void {
    this.#stacks.set(stack.stackId, stack);
  }

  addChangeSet(changeSet: ChangeSetRecord): void {
    this.#changeSets.set(changeSet.changeSetId, changeSet);
  }

  removeChangeSet(changeSetId: string): void {
    this.#changeSets.delete(changeSetId);
  }

  history(stackId: string): StackHistory {
    const history = this.#histories.get(stackId) ?? { events: [], operationEvents: [] };
    this.#histories.set(stackId, history);
    return history;
  }

  /** The stack of that name, or of that ARN, deleted or not. */
  find(nameOrId: string): StackRecord | undefined {
    if (nameOrId.startsWith('arn:')) return this.#stacks.get(nameOrId);
    return this.stacks().find((stack) => stack.stackName === nameOrId && stack.status !== 'DELETE_COMPLETE');
  }

  /**
   * The stack of that name or ARN.
   *
   * @param missing the message for a stack that does not exist: AWS words it differently per operation
   * @throws ValidationError
   */
  require(
    nameOrId: string | undefined,
    missing: (nameOrId: string) => string = stackDoesNotExist,
  ): StackRecord {
    if (nameOrId === undefined || nameOrId === '') {
      throw validationError(
        "1 validation error detected: Value null at 'stackName' failed to satisfy constraint: Member must not be null",
      );
    }
    const stack = this.find(nameOrId);
    if (!stack) throw validationError(missing(nameOrId));
    return stack;
  }

  changeSetsOf(stackId: string): ChangeSetRecord[] {
    return this.changeSets().filter((changeSet) => changeSet.stackId === stackId);
  }

  findChangeSet(changeSetId: string): ChangeSetRecord | undefined {
    return this.#changeSets.get(changeSetId);
  }

  /** The stack that exports a value under that name. */
  exporterOf(name: string): StackRecord | undefined {
    return this.stacks().find((stack) => stack.outputs.some((output) => output.exportName === name));
  }
}

export function stackDoesNotExist(nameOrId: string): string {
  return `Stack [${nameOrId}] does not exist`;
}

export function stackWithIdDoesNotExist(nameOrId: string): string {
  return `Stack with id ${nameOrId} does not exist`;
}

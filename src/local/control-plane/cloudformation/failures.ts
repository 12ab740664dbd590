import type { State } from '../../state.js';

/** A failure to order: the next time CloudFormation does this to that resource, it fails for that reason. */
export interface InjectedFailure {
  /** Any stack when absent. */
  readonly stackName?: string;
  readonly logicalId: string;
  readonly action: 'create' | 'update' | 'delete';
  /** What the resource's handler says; a general sentence when absent. */
  readonly reason?: string;
  /** How many times it fails; once when absent. */
  readonly times?: number;
  /** `before` the service is called (default), or `after`: the resource then exists although its creation failed. */
  readonly when?: 'before' | 'after';
}

const table = 'cloudformation/failures';

/** The failures still to come, in the order in which they were ordered. */
export function listFailures(state: State): InjectedFailure[] {
  return state.table<InjectedFailure[]>(table).get('all') ?? [];
}

/** Replaces the failures to come: for tests and demonstrations of what an operator sees when a stack fails. */
export function setFailures(state: State, failures: readonly InjectedFailure[]): void {
  state.table<InjectedFailure[]>(table).set('all', [...failures]);
}

/** Takes one failure ordered for this step, if there is one; it then counts as used. */
export function takeFailure(
  state: State,
  step: Required<Pick<InjectedFailure, 'stackName' | 'logicalId' | 'action' | 'when'>>,
): string | undefined {
  const failures = listFailures(state);
  const index = failures.findIndex(
    (failure) =>
      failure.logicalId === step.logicalId &&
      failure.action === step.action &&
      (failure.when ?? 'before') === step.when &&
      (failure.stackName ?? step.stackName) === step.stackName,
  );
  const failure = failures[index];
  if (!failure) return undefined;
  const left = (failure.times ?? 1) - 1;
  setFailures(
    state,
    left > 0 ? failures.with(index, { ...failure, times: left }) : failures.toSpliced(index, 1),
  );
  return failure.reason ?? `Failure injected for ${step.logicalId}`;
}

/**
 * Reads failures from JSON as `/_aws/aigw/failures` takes them: a list, or `{ "failures": [...] }`.
 *
 * @throws TypeError saying which entry is wrong
 */
export function parseFailures(value: unknown): InjectedFailure[] {
  const list = Array.isArray(value) ? value : (value as { failures?: unknown } | null)?.failures;
  if (!Array.isArray(list))
    throw new TypeError(
      'Give a list of failures: [{ "logicalId": …, "action": "create" | "update" | "delete" }].',
    );
  return list.map((entry: unknown, index) => parseFailure(entry, index));
}

function parseFailure(entry: unknown, index: number): InjectedFailure {
  const failure = (entry ?? {}) as Partial<Record<keyof InjectedFailure, unknown>>;
  const { logicalId, action, stackName, reason, times, when } = failure;
  if (typeof logicalId !== 'string') throw new TypeError(`Failure ${String(index)} has no logicalId.`);
  if (action !== 'create' && action !== 'update' && action !== 'delete') {
    throw new TypeError(`Failure ${String(index)}: action is one of create, update, delete.`);
  }
  return {
    logicalId,
    action,
    ...(typeof stackName === 'string' ? { stackName } : {}),
    ...(typeof reason === 'string' ? { reason } : {}),
    ...(typeof times === 'number' && times >= 1 ? { times } : {}),
    ...(when === 'after' ? { when } : {}),
  };
}

import type { Clock } from '../clock.js';
import { GatewayError } from '../errors.js';
import type { Part, PartState, Step } from '../progress.js';
import { firstCauseOf } from './first-cause.js';
import type { Stack, StackEvent, StackService } from './stack-service.js';
import { explainStatus, isSettled, isSuccess } from './stack-state.js';

export interface FollowRequest {
  /** Id (ARN) of the stack: a deleted one is found by nothing else. */
  readonly stackId: string;
  /** The operation's token; without it every event since `since` counts. */
  readonly token?: string;
  /** Events up to this time, by AWS's clock, belong to earlier operations. */
  readonly since: Date;
  /** How many resources the operation touches, where known. */
  readonly total?: number;
}

/** How an operation ended. */
export interface OperationEnd {
  readonly status: string;
  readonly stack: Stack | undefined;
  /** Its events, oldest first. */
  readonly events: readonly StackEvent[];
}

const firstPause = 250;
const longestPause = 3_000;
/** So often may a settled status be read without its event before it is believed. */
const patience = 5;

/**
 * Follows a stack operation to its end, moving one part of the step for every resource. The status alone is not believed:
 * right after the start it may still be the old one (aws-cdk-cli cfn-api.ts), so the stack's own final event is waited for.
 */
export async function followOperation(
  stacks: StackService,
  clock: Clock,
  request: FollowRequest,
  step: Step,
): Promise<OperationEnd> {
  const seen = new Map<string, StackEvent>();
  let unconfirmed = 0;
  for (let pause = firstPause; ; pause = Math.min(pause * 1.5, longestPause)) {
    const stack = await stacks.describe(request.stackId);
    const fresh = await freshEvents(stacks, request, seen);
    showEvents(fresh, seen, request, step);
    const status = stack?.status ?? 'DELETE_COMPLETE';
    const events = [...seen.values()];
    if (isSettled(status) && (isConfirmed(status, events, request) || ++unconfirmed > patience)) {
      return { status, stack, events };
    }
    if (fresh.length > 0) pause = firstPause;
    await clock.sleep(pause);
  }
}

/** The time of the stack's newest event, by AWS's clock: what comes later belongs to a later operation. */
export async function lastEventTime(stacks: StackService, stackId: string): Promise<Date> {
  let newest = new Date(0);
  await stacks.events(stackId, (event) => {
    newest = event.at;
    return true;
  });
  return newest;
}

function isConfirmed(status: string, events: readonly StackEvent[], request: FollowRequest): boolean {
  if (!request.token) return true;
  return events.some((event) => event.physicalId === request.stackId && event.status === status);
}

/** Throws the first cause where the operation did not do what it was asked. */
export function assertSucceeded(end: OperationEnd, stackName: string): void {
  if (isSuccess(end.status)) return;
  const cause = firstCauseOf(end.events);
  const where = cause
    ? `${cause.logicalId} (${cause.resourceType}): ${cause.reason}`
    : end.stack?.statusReason;
  throw new GatewayError(
    'stack',
    `Stack ${stackName} ended in ${end.status}: ${explainStatus(end.status)}.`,
    {
      reason: where ?? 'AWS gave no reason.',
      next: cause ? [cause.advice] : [`aigw status --stack ${stackName}`],
    },
  );
}

async function freshEvents(
  stacks: StackService,
  request: FollowRequest,
  seen: Map<string, StackEvent>,
): Promise<StackEvent[]> {
  const enough = (event: StackEvent) => seen.has(event.id) || event.at <= request.since;
  const newestFirst = await stacks.events(request.stackId, enough);
  return newestFirst.filter((event) => !request.token || event.token === request.token).reverse();
}

function showEvents(
  fresh: readonly StackEvent[],
  seen: Map<string, StackEvent>,
  request: FollowRequest,
  step: Step,
): void {
  for (const event of fresh) {
    seen.set(event.id, event);
    if (event.physicalId !== request.stackId) step.part(partOf(event, isGoingBack(seen, request)));
  }
  if (fresh.length > 0) step.report(tally([...seen.values()], request));
}

/** `12 of 38`: resources that reached an end, of those there are. */
function tally(events: readonly StackEvent[], request: FollowRequest): string {
  const latest = new Map(events.map((event) => [event.logicalId, event]));
  const resources = [...latest.values()].filter((event) => event.physicalId !== request.stackId);
  const ended = resources.filter((event) => isSettled(event.status)).length;
  return `${ended} of ${Math.max(request.total ?? 0, resources.length)}`;
}

/** Whether the stack said that it undoes what was done. */
function isGoingBack(seen: ReadonlyMap<string, StackEvent>, request: FollowRequest): boolean {
  return [...seen.values()].some(
    (event) => event.physicalId === request.stackId && event.status.includes('ROLLBACK_IN_PROGRESS'),
  );
}

function partOf(event: StackEvent, goingBack: boolean): Part {
  const state = partState(event.status);
  return {
    name: event.logicalId,
    state: state === 'done' && goingBack ? 'reverted' : state,
    detail: event.resourceType,
    reason: event.status.endsWith('_FAILED') ? event.reason : undefined,
  };
}

function partState(status: string): PartState {
  if (status.endsWith('_FAILED')) return 'failed';
  return isSettled(status) ? 'done' : 'running';
}

import { createHash } from 'node:crypto';
import type { Clock } from '../clock.js';
import { GatewayError } from '../errors.js';
import { emptyPlan, planOf, type Plan } from './plan.js';
import { keptParameters, type StackIntent } from './stack-intent.js';
import type { ChangeSet, ChangeSetRequest, Stack, StackService } from './stack-service.js';

/** A change set ready to execute, or the finding that nothing would change. */
export interface Prepared {
  readonly plan: Plan;
  /** Absent where nothing would change. */
  readonly changeSet?: ChangeSet;
}

/**
 * Makes a change set for the intent and waits until it can be executed. Its name is derived from the intent and the state of
 * the stack, so a run that was killed finds its own change set again instead of making a second one.
 *
 * Leaves nothing behind where nothing would change.
 */
export async function prepareChangeSet(
  stacks: StackService,
  clock: Clock,
  intent: StackIntent,
  current: Stack | undefined,
): Promise<Prepared> {
  if (current && isSameAs(intent, current, await stacks.template(current.id))) return { plan: emptyPlan };
  const request = requestFor(intent, current);
  const changeSet = await createOrFind(stacks, clock, request);
  if (changeSet.status !== 'FAILED') return { plan: planOf(changeSet), changeSet };
  const findings = /Validation/.test(changeSet.statusReason ?? '')
    ? await stacks.validationErrors(request.stackName, request.name)
    : [];
  await stacks.deleteChangeSet(request.stackName, request.name);
  if (saysNoChange(changeSet.statusReason)) return { plan: emptyPlan };
  throw new GatewayError('stack', `AWS refused the plan for stack ${intent.stackName}.`, {
    reason: findings.length > 0 ? findings.join('\n  ') : changeSet.statusReason,
    next: ['Mend what the reason names, then run the same command again.'],
  });
}

/** Throws away a change set that will not be executed, and the empty stack a first one leaves behind. */
export async function discardChangeSet(stacks: StackService, changeSet: ChangeSet): Promise<void> {
  await stacks.deleteChangeSet(changeSet.stackId, changeSet.name);
  const stack = await stacks.describe(changeSet.stackId);
  if (stack?.status === 'REVIEW_IN_PROGRESS') await stacks.deleteStack(stack.id, { token: changeSet.name });
}

async function createOrFind(
  stacks: StackService,
  clock: Clock,
  request: ChangeSetRequest,
): Promise<ChangeSet> {
  const existing = await stacks.describeChangeSet(request.stackName, request.name);
  const usable = existing !== undefined && (isBeingMade(existing) || isExecutable(existing));
  if (existing && !usable) await stacks.deleteChangeSet(request.stackName, request.name);
  if (!usable) await stacks.createChangeSet(request);
  for (let pause = 250; ; pause = Math.min(pause * 1.5, 3_000)) {
    const changeSet = await stacks.describeChangeSet(request.stackName, request.name);
    if (changeSet?.status === 'FAILED') return changeSet;
    if (changeSet && isExecutable(changeSet)) return changeSet;
    if (!changeSet || !isBeingMade(changeSet)) throw gone(request);
    await clock.sleep(pause);
  }
}

function isBeingMade({ status }: ChangeSet): boolean {
  return status === 'CREATE_PENDING' || status === 'CREATE_IN_PROGRESS';
}

function isExecutable({ status, executionStatus }: ChangeSet): boolean {
  return status === 'CREATE_COMPLETE' && executionStatus === 'AVAILABLE';
}

function gone(request: ChangeSetRequest): GatewayError {
  return new GatewayError('conflict', `Change set ${request.name} disappeared while it was being made.`, {
    reason: `Somebody else deleted it or changed stack ${request.stackName}.`,
    next: ['Run the same command again.'],
  });
}

function requestFor(intent: StackIntent, current: Stack | undefined): ChangeSetRequest {
  const { templateBody, parameters, tags } = intent;
  // A stack in review holds nothing yet: it is what the first change set of a run that was killed has left.
  const standing = current?.status === 'REVIEW_IN_PROGRESS' ? undefined : current;
  const keep = keptParameters(intent, standing);
  const name = `aigw-${fingerprint([templateBody, parameters, tags, standing?.id, standing?.updatedAt?.toISOString(), standing?.status])}`;
  return {
    stackName: intent.stackName,
    name,
    type: standing ? 'UPDATE' : 'CREATE',
    templateBody,
    parameters,
    keep,
    tags: { ...current?.tags, ...tags },
    description: 'Made by aigw deploy',
    token: name,
  };
}

/** Whether the stack already is what is wanted, as far as can be read. A NoEcho value reads `****` and so counts as changed. */
function isSameAs(intent: StackIntent, current: Stack, currentBody: string): boolean {
  if (current.status === 'REVIEW_IN_PROGRESS' || currentBody !== intent.templateBody) return false;
  const same = (wanted: Readonly<Record<string, string>>, present: Readonly<Record<string, string>>) =>
    Object.entries(wanted).every(([key, value]) => present[key] === value);
  return same(intent.parameters, current.parameters) && same(intent.tags, current.tags);
}

function saysNoChange(reason: string | undefined): boolean {
  return /didn't contain changes|No updates are to be performed/.test(reason ?? '');
}

function fingerprint(of: unknown): string {
  return createHash('sha256').update(JSON.stringify(of)).digest('hex').slice(0, 20);
}

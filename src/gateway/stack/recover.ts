import type { Clock } from '../clock.js';
import { GatewayError } from '../errors.js';
import type { Progress } from '../progress.js';
import { assertMadeForGateway } from './gateway-outputs.js';
import { assertSucceeded, followOperation, lastEventTime, type OperationEnd } from './follow-operation.js';
import type { Stack, StackService } from './stack-service.js';
import { firstCauseOf } from './first-cause.js';
import { conditionOf, explainStatus, isSettled, isSuccess } from './stack-state.js';

/** What a stuck stack needs before it can be deployed to. */
export interface Recovery {
  readonly stack: Stack;
  /** What would be done, as the end of a sentence: "… delete what is left of it". */
  readonly remedy: string;
}

export interface RecoveryTools {
  readonly stacks: StackService;
  readonly clock: Clock;
  readonly progress: Progress;
  /** Asks the operator whether to do it. */
  readonly agree: (recovery: Recovery) => Promise<boolean>;
}

/**
 * Brings a stack into a state that can be deployed to: follows an operation under way to its end, and, where the operator
 * agrees, mends a stuck one.
 *
 * @returns the stack as it then stands, or undefined where there is none (any more)
 */
export async function readyForDeployment(
  tools: RecoveryTools,
  stackName: string,
): Promise<Stack | undefined> {
  const stack = await settle(tools, stackName);
  if (!stack) return undefined;
  assertMadeForGateway(stack);
  const remedy = remedies[conditionOf(stack.status)];
  if (!remedy) return stack;
  if (!(await tools.agree({ stack, remedy: remedy.text }))) throw stuck(stack, remedy.text);
  await remedy.run(tools, stack);
  return tools.stacks.describe(stackName);
}

/** Follows the operation under way, if any, to its end. */
export async function settle(
  tools: Omit<RecoveryTools, 'agree'>,
  stackName: string,
): Promise<Stack | undefined> {
  const { stacks, progress } = tools;
  const stack = await stacks.describe(stackName);
  if (!stack || isSettled(stack.status) || stack.status === 'REVIEW_IN_PROGRESS') return stack;
  progress.onInterrupt(
    `Stack ${stackName} goes on by itself on AWS. Run the same command again to follow it further.`,
  );
  await progress.step(`Stack ${stackName} is in ${stack.status}: following it`, async (step) => {
    const since = new Date((stack.updatedAt ?? stack.createdAt).getTime() - 1_000);
    const end = await followOperation(stacks, tools.clock, { stackId: stack.id, since }, step);
    step.conclude(`Stack ${stackName} settled in ${end.status}`);
    const cause = isSuccess(end.status) ? undefined : firstCauseOf(end.events);
    if (cause) progress.warn(`${cause.logicalId} (${cause.resourceType}): ${cause.reason}`);
  });
  progress.onInterrupt(undefined);
  return stacks.describe(stackName);
}

interface Remedy {
  readonly text: string;
  run(tools: RecoveryTools, stack: Stack): Promise<void>;
}

const remedies: Partial<Record<ReturnType<typeof conditionOf>, Remedy>> = {
  'delete-only': {
    text: 'delete what is left of it and create it anew',
    run: (tools, stack) =>
      runToEnd(tools, stack, `Deleting what is left of ${stack.name}`, (token) =>
        tools.stacks.deleteStack(stack.id, { token }),
      ),
  },
  'rollback-stuck': {
    text: 'continue its rollback',
    run: (tools, stack) =>
      runToEnd(tools, stack, `Continuing the rollback of ${stack.name}`, (token) =>
        tools.stacks.continueRollback(stack.id, { token }),
      ),
  },
  'update-failed': {
    text: 'roll the failed update back',
    run: (tools, stack) =>
      runToEnd(tools, stack, `Rolling ${stack.name} back`, (token) =>
        tools.stacks.rollback(stack.id, { token }),
      ),
  },
};

async function runToEnd(
  tools: RecoveryTools,
  stack: Stack,
  title: string,
  start: (token: string) => Promise<void>,
): Promise<void> {
  const since = await lastEventTime(tools.stacks, stack.id);
  const token = `aigw-recover-${tools.clock.now()}`;
  await tools.progress.step(title, async (step) => {
    await start(token);
    const end = await followOperation(tools.stacks, tools.clock, { stackId: stack.id, since, token }, step);
    assertRecovered(end, stack);
    step.conclude(`${title}: done`);
  });
}

/** Going back to the last good state is what a recovery is for, so a completed rollback is its success. */
function assertRecovered(end: OperationEnd, stack: Stack): void {
  if (!/ROLLBACK_COMPLETE$/.test(end.status)) assertSucceeded(end, stack.name);
}

function stuck(stack: Stack, remedy: string): GatewayError {
  return new GatewayError('conflict', `Stack ${stack.name} is in ${stack.status}.`, {
    reason: `It cannot be deployed to: ${explainStatus(stack.status)}.`,
    next: [`Run the same command again and agree (or pass --yes) to ${remedy}.`],
  });
}

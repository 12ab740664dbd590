import type { Clock } from '../clock.js';
import { GatewayError } from '../errors.js';
import type { Progress } from '../progress.js';
import { assertSucceeded, followOperation, lastEventTime } from './follow-operation.js';
import type { ChangeSet, Stack, StackService } from './stack-service.js';

export interface ExecutionTools {
  readonly stacks: StackService;
  readonly clock: Clock;
  readonly progress: Progress;
}

/** Executes a change set without waiting for the end. Starting it twice is harmless: its name is the token of the operation. */
export async function startChangeSet(tools: ExecutionTools, changeSet: ChangeSet): Promise<void> {
  await tools.stacks.executeChangeSet(changeSet.stackId, changeSet.name, changeSet.name);
}

/**
 * Executes a change set and follows it to its end.
 *
 * @returns the stack as it then stands
 * @throws GatewayError `stack` with the first cause where it failed
 */
export async function executeChangeSet(
  tools: ExecutionTools,
  changeSet: ChangeSet,
  stackName: string,
): Promise<Stack> {
  const { stacks, clock, progress } = tools;
  const since = await lastEventTime(stacks, changeSet.stackId);
  return progress.step(`Executing the plan for stack ${stackName}`, async (step) => {
    progress.onInterrupt(
      `CloudFormation goes on with stack ${stackName}. Run \`aigw deploy --stack ${stackName}\` again to follow and finish it.`,
    );
    await startChangeSet(tools, changeSet);
    const follow = {
      stackId: changeSet.stackId,
      token: changeSet.name,
      since,
      total: changeSet.changes.length,
    };
    const end = await followOperation(stacks, clock, follow, step);
    if (!end.stack || end.status === 'DELETE_COMPLETE') throw deletedMeanwhile(stackName);
    assertSucceeded(end, stackName);
    step.conclude(`Stack ${stackName}: ${end.status}`);
    progress.onInterrupt(undefined);
    return end.stack;
  });
}

function deletedMeanwhile(stackName: string): GatewayError {
  return new GatewayError('conflict', `Stack ${stackName} was deleted while it was being deployed.`, {
    reason: 'Somebody else deleted it.',
    next: [`aigw deploy --stack ${stackName}`],
  });
}

import type { Clock } from '../clock.js';
import { GatewayError } from '../errors.js';
import type { Progress } from '../progress.js';
import { assertSucceeded, followOperation, lastEventTime } from './follow-operation.js';
import { settle } from './recover.js';
import type { Stack, StackEvent, StackResource, StackService } from './stack-service.js';

export interface DestroyTools {
  readonly stacks: StackService;
  readonly clock: Clock;
  readonly progress: Progress;
  /** Usage plans that still serve a stage of the API: API Gateway does not delete it before they are detached (AWS-FACTS §4). */
  readonly attachedUsagePlans: (apiId: string) => Promise<readonly string[]>;
  /** Shows what goes and what stays, and asks. */
  readonly approve: (outlook: DestroyOutlook) => Promise<boolean>;
}

/** What deleting the stack would do. */
export interface DestroyOutlook {
  readonly stack: Stack;
  readonly resources: readonly StackResource[];
  /** Resources the template keeps when the stack goes. */
  readonly retained: readonly string[];
}

export interface DestroyResult {
  readonly outcome: 'destroyed' | 'absent' | 'started';
  readonly stack: string;
  /** Ids of what was kept. */
  readonly retained: readonly string[];
}

export interface DestroyRequest {
  readonly stackName: string;
  readonly wait: boolean;
  /** Logical ids the template retains. */
  readonly retainedByTemplate: readonly string[];
}

/** Deletes the gateway's stack and follows it to the end. A stack that is gone already is success. */
export async function destroy(tools: DestroyTools, request: DestroyRequest): Promise<DestroyResult> {
  const { stacks, progress } = tools;
  const stack = await settle(tools, request.stackName);
  if (!stack) return { outcome: 'absent', stack: request.stackName, retained: [] };
  const outlook = await outlookOf(stacks, stack, request.retainedByTemplate);
  await assertNothingBlocks(tools, stack);
  if (!(await tools.approve(outlook)))
    throw new GatewayError('declined', 'Not confirmed. Nothing was deleted.');
  const since = await lastEventTime(stacks, stack.id);
  const token = `aigw-destroy-${tools.clock.now()}`;
  return progress.step(`Deleting stack ${stack.name}`, async (step) => {
    await stacks.deleteStack(stack.id, { token });
    if (!request.wait) return { outcome: 'started', stack: stack.name, retained: [] };
    progress.onInterrupt(
      `CloudFormation goes on deleting stack ${stack.name}. Run \`aigw destroy\` again to follow it.`,
    );
    const total = outlook.resources.length;
    const end = await followOperation(stacks, tools.clock, { stackId: stack.id, since, token, total }, step);
    assertSucceeded(end, stack.name);
    step.conclude(`Stack ${stack.name}: deleted`);
    progress.onInterrupt(undefined);
    return { outcome: 'destroyed', stack: stack.name, retained: retainedIn(end.events) };
  });
}

async function outlookOf(
  stacks: StackService,
  stack: Stack,
  kept: readonly string[],
): Promise<DestroyOutlook> {
  const resources = (await stacks.resources(stack.id)).filter(
    (resource) => resource.status !== 'DELETE_COMPLETE',
  );
  const retained = resources.filter((resource) => kept.includes(resource.logicalId));
  return { stack, resources, retained: retained.map((resource) => resource.logicalId) };
}

async function assertNothingBlocks(tools: DestroyTools, stack: Stack): Promise<void> {
  if (stack.terminationProtection) {
    throw new GatewayError('conflict', `Stack ${stack.name} is protected against deletion.`, {
      reason: 'Termination protection is on.',
      next: [
        `aws cloudformation update-termination-protection --no-enable-termination-protection --stack-name ${stack.name}`,
      ],
    });
  }
  const apiId = stack.outputs.find((output) => output.key === 'ApiId')?.value;
  const plans = apiId ? await tools.attachedUsagePlans(apiId) : [];
  if (plans.length === 0) return;
  throw new GatewayError(
    'conflict',
    `Usage plans still serve the API of stack ${stack.name}: ${plans.join(', ')}.`,
    {
      reason: 'API Gateway refuses to delete a stage that a usage plan is attached to.',
      next: [
        'Detach them first: aws apigateway update-usage-plan --usage-plan-id ID --patch-operations op=remove,path=/apiStages,value=API:STAGE',
      ],
    },
  );
}

/** Resources CloudFormation left alone. */
function retainedIn(events: readonly StackEvent[]): string[] {
  const skipped = events.filter((event) => event.status === 'DELETE_SKIPPED');
  return [...new Set(skipped.map((event) => event.physicalId ?? event.logicalId))];
}

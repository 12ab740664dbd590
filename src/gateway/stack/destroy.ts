import type { Clock } from '../clock.js';
import { GatewayError } from '../errors.js';
import type { Progress } from '../progress.js';
import type { ApiService } from '../release/api-service.js';
import { retainedResources } from '../template/retained-resources.js';
import { firstCauseOf } from './first-cause.js';
import { assertSucceeded, followOperation, lastEventTime, type OperationEnd } from './follow-operation.js';
import { assertMadeForGateway } from './gateway-outputs.js';
import { settle } from './recover.js';
import type { Stack, StackEvent, StackResource, StackService } from './stack-service.js';

export interface DestroyTools {
  readonly stacks: StackService;
  readonly clock: Clock;
  readonly progress: Progress;
  readonly apis: Pick<ApiService, 'usagePlansOf'>;
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
  /** Logical ids of resources to leave behind: only for a stack whose deletion failed on them. */
  readonly retain: readonly string[];
  /** Deletes the stack even where resources cannot be deleted, and leaves those behind. */
  readonly force: boolean;
}

/** Deletes the gateway's stack and follows it to the end. A stack that is gone already is success. */
export async function destroy(tools: DestroyTools, request: DestroyRequest): Promise<DestroyResult> {
  const { stacks } = tools;
  const before = await stacks.describe(request.stackName);
  const stack = before && (await settle(tools, request.stackName));
  if (!stack) return { outcome: before ? 'destroyed' : 'absent', stack: request.stackName, retained: [] };
  assertMadeForGateway(stack);
  const outlook = await outlookOf(stacks, stack, request);
  await assertNothingBlocks(tools, stack);
  if (!(await tools.approve(outlook)))
    throw new GatewayError('declined', 'Not confirmed. Nothing was deleted.');
  return deleteAndFollow(tools, request, outlook);
}

async function deleteAndFollow(
  { stacks, clock, progress }: DestroyTools,
  request: DestroyRequest,
  { stack, resources }: DestroyOutlook,
): Promise<DestroyResult> {
  const since = await lastEventTime(stacks, stack.id);
  const token = `aigw-destroy-${clock.now()}`;
  return progress.step(`Deleting stack ${stack.name}`, async (step) => {
    progress.onInterrupt(
      `CloudFormation goes on deleting stack ${stack.name}. Run \`aigw destroy\` again to follow it.`,
    );
    await stacks.deleteStack(stack.id, { token, retain: request.retain, force: request.force });
    if (!request.wait) return { outcome: 'started', stack: stack.name, retained: [] };
    const end = await followOperation(
      stacks,
      clock,
      { stackId: stack.id, since, token, total: resources.length },
      step,
    );
    if (end.status === 'DELETE_FAILED') throw deletionFailed(end, stack);
    assertSucceeded(end, stack.name);
    step.conclude(`Stack ${stack.name}: deleted`);
    progress.onInterrupt(undefined);
    return { outcome: 'destroyed', stack: stack.name, retained: retainedIn(end.events) };
  });
}

/** CloudFormation deletes what it can and stops; what it could not delete can be left behind on a second try. */
function deletionFailed(end: OperationEnd, stack: Stack): GatewayError {
  const failed = end.events.filter(
    (event) => event.status === 'DELETE_FAILED' && event.physicalId !== stack.id,
  );
  const names = [...new Set(failed.map((event) => event.logicalId))];
  const cause = firstCauseOf(end.events);
  return new GatewayError('stack', `Stack ${stack.name} could not be deleted whole.`, {
    reason: cause ? `${cause.logicalId} (${cause.resourceType}): ${cause.reason}` : end.stack?.statusReason,
    next: [
      'Mend what the reason names, then run `aigw destroy` again',
      `Or leave behind what cannot be deleted: aigw destroy --stack ${stack.name} ${names.map((name) => `--retain ${name}`).join(' ')}`,
    ],
  });
}

async function outlookOf(
  stacks: StackService,
  stack: Stack,
  request: DestroyRequest,
): Promise<DestroyOutlook> {
  const [all, template] = await Promise.all([stacks.resources(stack.id), stacks.template(stack.id)]);
  const resources = all.filter((resource) => resource.status !== 'DELETE_COMPLETE');
  const kept = new Set([...retainedResources(template), ...request.retain]);
  const retained = resources.filter(({ logicalId, type }) => kept.has(logicalId) && !goesWithItsParent(type));
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
  const plans = apiId ? await tools.apis.usagePlansOf(apiId) : [];
  if (plans.length === 0) return;
  throw new GatewayError(
    'conflict',
    `Usage plans still serve the API of stack ${stack.name}: ${plans.join(', ')}.`,
    {
      reason: 'API Gateway refuses to delete a stage that a usage plan is attached to.',
      next: [
        'Remove the tenants: aigw tenant list, aigw tenant remove ID',
        ...plans.slice(0, 5).map((plan) => `aigw plan remove ${plan}`),
        'Or keep keys and plans, and only detach: aws apigateway update-usage-plan --usage-plan-id ID --patch-operations op=remove,path=/apiStages,value=API:STAGE',
      ],
    },
  );
}

/** Deployments end with their API and versions with their function, although CloudFormation leaves them alone. */
function goesWithItsParent(type: string): boolean {
  return type === 'AWS::ApiGateway::Deployment' || type === 'AWS::Lambda::Version';
}

/** Resources CloudFormation left alone and that still exist. */
function retainedIn(events: readonly StackEvent[]): string[] {
  const skipped = events.filter(
    (event) => event.status === 'DELETE_SKIPPED' && !goesWithItsParent(event.resourceType),
  );
  return [...new Set(skipped.map((event) => event.physicalId ?? event.logicalId))];
}

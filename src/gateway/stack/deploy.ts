import { GatewayError } from '../errors.js';
import type { ApiService } from '../release/api-service.js';
import type { FunctionService } from '../release/function-service.js';
import { release, type ReleaseResult } from '../release/release.js';
import { assertCanaryCanBegin, canaryGoesOn, nothingBesideCanary } from './canary-deployment.js';
import { discardChangeSet, prepareChangeSet, type Prepared } from './change-set.js';
import { startChangeSet } from './execute-change-set.js';
import { releaseOf, type ReleaseWish } from './gateway-release.js';
import { planOf, type Plan } from './plan.js';
import { readyForDeployment, type RecoveryTools } from './recover.js';
import { assertLogsCanBeWritten } from './logging-role.js';
import {
  assertValidParameters,
  effectiveParameters,
  withDefaults,
  type StackIntent,
} from './stack-intent.js';
import type { Stack, StackOutput } from './stack-service.js';
import { standingBefore, updateStack, type Standing } from './update-stack.js';

export interface DeployTools extends RecoveryTools {
  readonly apis: ApiService;
  readonly functions: FunctionService;
  /** Shows the plan and asks whether to execute it. Not called for an empty plan. */
  readonly approve: (plan: Plan) => Promise<boolean>;
}

export interface DeployRequest extends ReleaseWish {
  readonly intent: StackIntent;
  /** Rules between parameters depend on it. */
  readonly region: string;
  /**
   * `plan`: show it and leave nothing behind · `prepare`: leave the change set for later · `start`: execute and do not wait ·
   * `finish`: execute, wait and make the release live.
   */
  readonly until: 'plan' | 'prepare' | 'start' | 'finish';
}

export interface DeployResult {
  readonly outcome: 'planned' | 'prepared' | 'started' | 'deployed' | 'unchanged';
  readonly stack: { readonly name: string; readonly id?: string; readonly status?: string };
  readonly plan: Plan;
  /** Name of the change set that was left to be executed, or is being executed. */
  readonly changeSet?: string;
  readonly release?: ReleaseResult;
  readonly outputs: readonly StackOutput[];
}

const authorizationIsOff =
  'Authorization is off: whoever reaches the endpoint may use the models (--authorizer turns it on).';

/**
 * Brings a gateway to what is wanted: plan, approval, stack update, function versions, deployment, verification. Each part is
 * skipped where it is done already; a run that was killed anywhere is completed by the next.
 */
export async function deploy(tools: DeployTools, request: DeployRequest): Promise<DeployResult> {
  const { intent } = request;
  assertCanaryCanBegin(request);
  const current = await readyForDeployment(tools, intent.stackName);
  const parameters = effectiveParameters(intent, current);
  assertValidParameters(intent.described, parameters, request.region);
  if (parameters['EnableAuthorizer'] !== 'true') tools.progress.warn(authorizationIsOff);
  const before = await standingBefore(tools, current);
  if (before.stage?.canary && !request.canary) tools.progress.warn(canaryGoesOn(before.stage));
  if (request.canary && !before.stage) throw nothingBesideCanary();
  await assertLogsCanBeWritten(tools.apis, withDefaults(intent, parameters));
  const prepared = await plan(tools, intent, current);
  if (request.until === 'plan') return planned(tools, intent, prepared);
  if (request.until === 'prepare') return left('prepared', intent, prepared);
  await approve(tools, prepared);
  if (request.until === 'start' && prepared.changeSet) {
    await startChangeSet(tools, prepared.changeSet);
    return left('started', intent, prepared);
  }
  return finish(tools, request, prepared, before);
}

/** Makes the plan. Interrupted, it may leave a change set, which the next run finds by its name. */
async function plan(
  { stacks, clock, progress }: DeployTools,
  intent: StackIntent,
  current: Stack | undefined,
): Promise<Prepared> {
  progress.onInterrupt(
    'Nothing was changed; a plan may be left. Run `aigw deploy` again to go on with it, or `aigw deploy --plan` to remove it.',
  );
  const prepared = await progress.step('Planning', async (step) => {
    const ready = await prepareChangeSet(stacks, clock, intent, current);
    step.conclude(ready.changeSet ? 'Planned' : 'No infrastructure changes');
    return ready;
  });
  if (!prepared.changeSet) progress.onInterrupt(undefined);
  return prepared;
}

/** Executes a change set that `--prepare` left, and finishes the deployment. */
export async function executePrepared(
  tools: DeployTools,
  request: DeployRequest,
  name: string,
): Promise<DeployResult> {
  const { intent } = request;
  const changeSet = await tools.stacks.describeChangeSet(intent.stackName, name);
  if (!changeSet) {
    throw new GatewayError('not-found', `Stack ${intent.stackName} has no change set ${name}.`, {
      reason: 'It was executed or deleted, or belongs to another stack.',
      next: [`aigw deploy --prepare --stack ${intent.stackName}`],
    });
  }
  const before = await standingBefore(tools, await tools.stacks.describe(intent.stackName));
  return finish(tools, request, { plan: planOf(changeSet), changeSet }, before);
}

async function planned(tools: DeployTools, intent: StackIntent, prepared: Prepared): Promise<DeployResult> {
  if (prepared.changeSet) await discardChangeSet(tools.stacks, prepared.changeSet);
  return { outcome: 'planned', stack: { name: intent.stackName }, plan: prepared.plan, outputs: [] };
}

function left(outcome: 'prepared' | 'started', intent: StackIntent, prepared: Prepared): DeployResult {
  const { changeSet, plan } = prepared;
  if (!changeSet) return { outcome: 'unchanged', stack: { name: intent.stackName }, plan, outputs: [] };
  return {
    outcome,
    stack: { name: intent.stackName, id: changeSet.stackId },
    plan,
    changeSet: changeSet.name,
    outputs: [],
  };
}

async function approve(tools: DeployTools, { plan, changeSet }: Prepared): Promise<void> {
  if (!changeSet || (await tools.approve(plan))) return;
  await discardChangeSet(tools.stacks, changeSet);
  throw new GatewayError('declined', 'Not approved. Nothing was changed.');
}

async function finish(
  tools: DeployTools,
  request: DeployRequest,
  { plan, changeSet }: Prepared,
  before: Standing,
): Promise<DeployResult> {
  const { stackName } = request.intent;
  const stack = changeSet
    ? await updateStack(tools, changeSet, stackName, before)
    : await standing(tools, stackName, before.stack);
  const made = await release(tools, releaseOf(stack, request));
  return {
    outcome: changeSet || made.changed ? 'deployed' : 'unchanged',
    stack: { name: stack.name, id: stack.id, status: stack.status },
    plan,
    release: made,
    outputs: stack.outputs,
  };
}

async function standing(tools: DeployTools, stackName: string, current: Stack | undefined): Promise<Stack> {
  const stack = current ?? (await tools.stacks.describe(stackName));
  if (stack) return stack;
  throw new GatewayError('not-found', `There is no stack ${stackName}.`, {
    next: [`aigw deploy --stack ${stackName}`],
  });
}

import { GatewayError, isFailure } from '../errors.js';
import { deploy, type DeployResult, type DeployTools } from '../stack/deploy.js';
import type { Plan } from '../stack/plan.js';
import { stackIntent } from '../stack/stack-intent.js';
import type { AuthorizationChange } from './authorization-change.js';
import type { AuthorizerService } from './authorizer-service.js';
import { readBefore, type GatewayBefore } from './gateway-before.js';
import type { GatewayProbe } from './gateway-probe.js';
import { undoChange } from './undo-change.js';
import { verifyAuthorization, type Verification } from './verify-authorization.js';

export interface ChangeTools extends Omit<DeployTools, 'approve'> {
  readonly authorizers: AuthorizerService;
  readonly probe: GatewayProbe;
  readonly region: string;
  readonly endpoint: string | undefined;
  /** Shows what would change and asks whether to do it. Not called where the stack is as it should be. */
  readonly approve: (plan: Plan, settings: readonly SettingChange[]) => Promise<boolean>;
}

/** A parameter whose value changes. */
export interface SettingChange {
  readonly parameter: string;
  readonly from: string;
  readonly to: string;
}

export interface ChangeResult {
  readonly outcome: 'changed' | 'unchanged';
  readonly authorization: 'on' | 'off';
  readonly settings: readonly SettingChange[];
  readonly stack: DeployResult['stack'];
  readonly release?: DeployResult['release'];
  readonly verified: Verification;
}

/** Checks a gateway before anything is changed. @throws GatewayError */
export type Precondition = (before: GatewayBefore) => Promise<void> | void;

/**
 * Turns authorization on or off in one transaction: stack update, release (for a share of the requests, where a canary is asked for),
 * proof that what is live is what was asked for, and where any of it fails, back to what was. Killed anywhere, the same command
 * finishes it.
 *
 * @throws GatewayError `stack` or `verification` where it failed, which says whether everything is as before
 */
export async function changeAuthorization(
  tools: ChangeTools,
  stackName: string,
  change: AuthorizationChange,
  precondition: Precondition,
): Promise<ChangeResult> {
  const before = await readBefore(tools, stackName);
  await precondition(before);
  try {
    return await attempt(tools, before, change);
  } catch (error) {
    throw await afterFailure(tools, before, change, error);
  }
}

async function attempt(
  tools: ChangeTools,
  before: GatewayBefore,
  change: AuthorizationChange,
): Promise<ChangeResult> {
  const settings = changedSettings(before, change);
  if (settings.some(({ parameter, to }) => parameter === 'RequireApiKey' && to === 'true')) {
    tools.progress.warn(everybodyNeedsAKey);
  }
  const intent = stackIntent({
    stackName: before.stack.name,
    templateSource: before.template,
    parameters: change.parameters,
    tags: {},
  });
  const deployed = await deploy(
    { ...tools, approve: (plan) => tools.approve(plan, settings) },
    {
      intent,
      region: tools.region,
      // The forwarder is none of this command's business.
      code: { forwarder: 'serving', authorizer: change.code?.bundled ?? 'serving' },
      customAuthorizer: change.code?.custom,
      canary: change.canary,
      until: 'finish',
    },
  );
  const stack = (await tools.stacks.describe(before.stack.id)) ?? before.stack;
  const verified = await verifyAuthorization(tools, stack, change.expected);
  await tools.authorizers.flush(before.gateway.apiId, before.gateway.stageName);
  return {
    outcome: deployed.outcome === 'unchanged' ? 'unchanged' : 'changed',
    authorization: change.expected,
    settings,
    stack: deployed.stack,
    release: deployed.release,
    verified,
  };
}

const everybodyNeedsAKey =
  'From now on every tenant needs an API key, those with JWTs too: aigw tenant add makes them.';

function changedSettings({ stack }: GatewayBefore, { parameters }: AuthorizationChange): SettingChange[] {
  return Object.entries(parameters).flatMap(([parameter, to]) => {
    const from = stack.parameters[parameter] ?? '';
    return from === to ? [] : [{ parameter, from, to }];
  });
}

/** Undoes what was done, and says so. Where nothing was done, the failure is passed on as it is. */
async function afterFailure(
  tools: ChangeTools,
  before: GatewayBefore,
  change: AuthorizationChange,
  error: unknown,
): Promise<unknown> {
  if (!(error instanceof GatewayError) || error.kind === 'declined') return error;
  const verb = change.expected === 'on' ? 'on' : 'off';
  try {
    const undone = await undoChange(tools, before, change);
    if (undone.length === 0) return asBefore(error, verb);
    return failed(error, `Authorization was not turned ${verb}; everything is as before.`, [
      `Undone: ${undone.join(', ')}.`,
    ]);
  } catch (failure) {
    if (!(failure instanceof GatewayError)) return failure;
    const why = [failure.message, failure.reason].filter(Boolean).join(' ');
    return failed(error, `Authorization was not turned ${verb}, and going back failed too.`, [
      `Going back: ${why}`,
    ]);
  }
}

/** CloudFormation undid its own part: nothing else had been done yet. */
function asBefore(error: GatewayError, verb: string): GatewayError {
  if (!isFailure(error, 'stack')) return error;
  return failed(error, `Authorization was not turned ${verb}; everything is as before.`, []);
}

function failed(error: GatewayError, message: string, more: readonly string[]): GatewayError {
  const cause = [error.message, error.reason].filter(Boolean).join(' ');
  return new GatewayError(error.kind === 'stack' ? 'stack' : 'verification', message, {
    reason: [cause, ...more].join('\n  '),
    next: ['How it stands: aigw authorizer status', 'Then run the same command again.'],
    requestId: error.requestId,
    cause: error,
  });
}

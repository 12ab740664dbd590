import type { Clock } from '../clock.js';
import { GatewayError, isFailure } from '../errors.js';
import type { Progress, Step } from '../progress.js';
import type { ApiService, MethodProtection } from '../release/api-service.js';
import { gatewayParts } from '../stack/gateway-outputs.js';
import { reachableUrl } from '../stack/reachable-url.js';
import type { Stack } from '../stack/stack-service.js';
import type { AuthorizerService } from './authorizer-service.js';
import { askAuthorizer, authorizerTarget, type AuthorizerTarget } from './authorizer-target.js';
import { readStage } from '../release/stage-target.js';
import type { GatewayProbe, ProbeRequest } from './gateway-probe.js';

export interface VerificationTools {
  readonly apis: ApiService;
  readonly authorizers: AuthorizerService;
  readonly probe: GatewayProbe;
  readonly clock: Clock;
  readonly progress: Progress;
  /** Where AWS is, when that is not AWS itself. */
  readonly endpoint: string | undefined;
}

/** What was seen. */
export interface Verification {
  /** `POST /invoke` each: the snapshot says of them what it should. */
  readonly methods: readonly string[];
  /** `request`: by a request without a token to each method · `control-plane`: the gateway cannot be reached from here. */
  readonly by: 'request' | 'control-plane';
}

/** A token that nobody issued. */
const nonsense = { Authorization: 'Bearer aigw-verification' };

/**
 * Proves that authorization is what it was made: by the snapshot that is live, by the authorizer, which has to refuse nonsense and must not
 * crash, and, where the gateway can be reached, by requests without a token.
 *
 * @throws GatewayError `verification`
 */
export async function verifyAuthorization(
  tools: VerificationTools,
  stack: Stack,
  expected: 'on' | 'off',
): Promise<Verification> {
  return tools.progress.step('Verifying', async (step) => {
    const { gateway, stage, target } = await readTarget(tools, stack);
    const snapshot = stage.canary?.deploymentId ?? stage.deploymentId;
    const methods = await tools.apis.protections(gateway.apiId, snapshot);
    assertSnapshot(methods, expected);
    if (expected === 'on') await assertRefusesNonsense(tools, target);
    // Requests are split at random between base and canary, so one says nothing of the canary.
    const asked = stage.canary ? false : await probeAll(tools, target, methods, expected, step);
    const names = methods.map(({ method, path }) => `${method} ${path}`);
    step.conclude(
      `Verified ${asked ? 'by requests' : 'by the live snapshot and the authorizer'}: authorization is ${expected} for ${names.join(', ')}`,
    );
    return { methods: names, by: asked ? 'request' : 'control-plane' };
  });
}

async function readTarget({ apis }: VerificationTools, stack: Stack) {
  const stage = await readStage(apis, gatewayParts(stack));
  const target = await authorizerTarget(apis, stack, stage);
  return { gateway: target.gateway, stage, target };
}

function assertSnapshot(methods: readonly MethodProtection[], expected: 'on' | 'off'): void {
  const wanted = expected === 'on' ? 'CUSTOM' : 'NONE';
  const wrong = methods.filter(({ authorization }) => authorization !== wanted);
  if (methods.length > 0 && wrong.length === 0) return;
  const names = wrong.map(({ method, path, authorization }) => `${method} ${path} (${authorization})`);
  throw notAs(
    expected,
    `The live snapshot says otherwise of ${names.join(', ') || 'everything: it has no method'}.`,
  );
}

/** An authorizer that crashes locks everybody out, and one that takes nonsense lets everybody in. */
async function assertRefusesNonsense(
  { authorizers, progress }: VerificationTools,
  target: AuthorizerTarget,
): Promise<void> {
  try {
    const { verdict } = await askAuthorizer(authorizers, target, nonsense);
    if (verdict === 'allowed') throw notAs('on', 'The authorizer lets a token in that nobody issued.');
    if (verdict === 'failed')
      throw notAs('on', 'The authorizer crashes or does not answer: nobody would get in.');
  } catch (error) {
    if (!isFailure(error, 'access')) throw error;
    progress.warn(`The authorizer was not asked: ${error.reason ?? error.message}`);
  }
}

/** A deployment takes some seconds to reach every server of AWS. */
const attempts = 12;
const pause = 2_500;

/** @returns whether the gateway can be reached from here */
async function probeAll(
  tools: VerificationTools,
  { gateway }: AuthorizerTarget,
  methods: readonly MethodProtection[],
  expected: 'on' | 'off',
  step: Step,
): Promise<boolean> {
  const url = reachableUrl(gateway, tools.endpoint);
  for (const method of methods) {
    const name = `${method.method} ${method.path}`;
    step.report(`asking ${name} without a token`);
    const status = await settledStatus(tools, requestFor(url, method), expected);
    if (status === undefined) return false;
    if (!isAsExpected(status, expected)) {
      throw notAs(expected, `${name} answers a request without a token with ${status}.`);
    }
  }
  return true;
}

async function settledStatus(
  { probe, clock }: VerificationTools,
  request: ProbeRequest,
  expected: 'on' | 'off',
): Promise<number | undefined> {
  for (let attempt = 1; ; attempt++) {
    const status = await probe.status(request);
    if (status === undefined || isAsExpected(status, expected) || attempt === attempts) return status;
    await clock.sleep(pause);
  }
}

/** Off means that whatever refuses the request, it is not the authorizer. */
function isAsExpected(status: number, expected: 'on' | 'off'): boolean {
  const refused = status === 401 || status === 403;
  return expected === 'on' ? refused : status !== 401 && status < 500;
}

/** A request that reaches the method and asks nothing of a model, whatever answers it. */
function requestFor(url: string, { path, method }: MethodProtection): ProbeRequest {
  const concrete = path.replace(/\{[^}]+\}/g, 'aigw-authorization-check');
  const verb = method === 'ANY' ? 'GET' : method;
  const hasBody = !['GET', 'HEAD', 'DELETE', 'OPTIONS'].includes(verb);
  return {
    url: `${url}${concrete}`,
    method: verb,
    ...(hasBody && { headers: { 'content-type': 'application/json' }, body: '{}' }),
  };
}

function notAs(expected: 'on' | 'off', reason: string): GatewayError {
  return new GatewayError('verification', `Authorization is not ${expected}, although it should be.`, {
    reason,
    next: ['aigw authorizer status'],
  });
}

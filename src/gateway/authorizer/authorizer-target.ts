import { GatewayError } from '../errors.js';
import type { ApiService, Draft, Stage } from '../release/api-service.js';
import { gatewayParts, type GatewayParts } from '../stack/gateway-outputs.js';
import type { Stack } from '../stack/stack-service.js';
import { policyDecision, type PolicyDecision } from './policy-decision.js';
import type { AuthorizerAnswer, AuthorizerService } from './authorizer-service.js';

/** Name of the authorizer in the template. */
const authorizerName = 'bearer';

/** The stage that functions see in trials of an authorizer (GH sbarski/serverless-architectures-aws#11). */
const trialStage = 'ESTestInvoke-stage';

/** What has to be known to ask the authorizer of a gateway by way of the control plane. */
export interface AuthorizerTarget {
  readonly gateway: GatewayParts;
  readonly authorizerId: string;
  readonly stageVariables: Readonly<Record<string, string>>;
  /** ARN of the method that policies of a trial are about. */
  readonly methodArn: string;
}

/** @throws GatewayError `not-found` where the API has no authorizer */
export async function authorizerTarget(
  apis: Pick<ApiService, 'draft'>,
  stack: Stack,
  stage: Stage,
): Promise<AuthorizerTarget> {
  const gateway = gatewayParts(stack);
  const authorizerId = idOf(await apis.draft(gateway.apiId));
  return {
    gateway,
    authorizerId,
    stageVariables: { ...stage.variables, ...stage.canary?.variableOverrides },
    methodArn: trialArn(stack, gateway),
  };
}

/** What the authorizer says about headers, and what API Gateway would make of it. */
export interface TrialResult extends AuthorizerAnswer {
  /** `unauthorized` is 401, `denied` 403, `failed` 500: a function that crashes, or that may not be called. */
  readonly verdict: 'allowed' | 'denied' | 'unauthorized' | 'failed';
}

export async function askAuthorizer(
  authorizers: Pick<AuthorizerService, 'test'>,
  target: AuthorizerTarget,
  headers: Readonly<Record<string, string>>,
): Promise<TrialResult> {
  const { gateway, authorizerId, stageVariables, methodArn } = target;
  const answer = await authorizers.test(gateway.apiId, authorizerId, { headers, stageVariables });
  return { ...answer, verdict: verdictOf(answer, methodArn) };
}

/** AWS documents 0 for success; a 200 could not mean anything else. */
function verdictOf({ clientStatus, policy }: AuthorizerAnswer, methodArn: string): TrialResult['verdict'] {
  if (clientStatus === 401) return 'unauthorized';
  if (clientStatus === 403) return 'denied';
  if ((clientStatus !== 0 && clientStatus !== 200) || policy === undefined) return 'failed';
  const verdicts: Record<PolicyDecision, TrialResult['verdict']> = { allow: 'allowed', deny: 'denied' };
  return verdicts[policyDecision(policy, methodArn)];
}

function idOf({ authorizers }: Draft): string {
  const known = authorizers as readonly { readonly id?: string; readonly name?: string }[];
  const found = known.find(({ name }) => name === authorizerName)?.id;
  if (found !== undefined) return found;
  throw new GatewayError('not-found', `The API has no authorizer named ${authorizerName}.`, {
    reason: 'The stack makes it; somebody deleted it since, or the stack is of another template.',
    next: ['aigw deploy'],
  });
}

/** Partition, region and account stand in the id of the stack. */
function trialArn({ id }: Stack, { apiId }: GatewayParts): string {
  const [, partition = '', , region = '', account = ''] = id.split(':');
  return `arn:${partition}:execute-api:${region}:${account}:${apiId}/${trialStage}/GET/`;
}

import { GatewayError } from '../errors.js';
import type { MethodProtection, Stage } from '../release/api-service.js';
import { parseReleaseDescription } from '../release/release-description.js';
import { readStage } from '../release/stage-target.js';
import { gatewayParts, type GatewayParts } from '../stack/gateway-outputs.js';
import { settle } from '../stack/recover.js';
import { existingStack } from '../stack/status.js';
import type { Stack } from '../stack/stack-service.js';
import type { ChangeTools } from './change-authorization.js';

/** A gateway before its authorization is changed: what an undo goes back to. */
export interface GatewayBefore {
  readonly stack: Stack;
  readonly template: string;
  readonly gateway: GatewayParts;
  readonly stage: Stage;
  /** What clients meet. */
  readonly protections: readonly MethodProtection[];
}

/**
 * Reads the gateway whose authorization is to change, after an operation under way has ended.
 *
 * @throws GatewayError `not-found` where there is none, `conflict` where `aigw deploy` has to come first
 */
export async function readBefore(tools: ChangeTools, stackName: string): Promise<GatewayBefore> {
  await settle(tools, stackName);
  const stack = await existingStack(tools, stackName);
  const gateway = gatewayParts(stack);
  assertKnowsAuthorizer(stack);
  const [template, stage] = await Promise.all([
    tools.stacks.template(stack.id),
    readStage(tools.apis, gateway),
  ]);
  const [deployments, protections] = await Promise.all([
    tools.apis.deployments(gateway.apiId),
    tools.apis.protections(gateway.apiId, stage.deploymentId),
  ]);
  const live = deployments.find(({ id }) => id === stage.deploymentId);
  if (!parseReleaseDescription(live?.description ?? '')) throw notReleased(stackName);
  return { stack, template, gateway, stage, protections };
}

/** The stack's own template is used again, so that nothing but authorization changes; it has to know how. */
function assertKnowsAuthorizer({ name, parameters }: Stack): void {
  if ('AuthorizerIssuer' in parameters) return;
  throw new GatewayError('conflict', `Stack ${name} was made from an older template.`, {
    reason: 'That has no parameters for what the authorizer accepts. Nothing was changed.',
    next: ['Bring it up to date first: aigw deploy'],
  });
}

function notReleased(stackName: string): GatewayError {
  return new GatewayError('conflict', `What is live on ${stackName} is not a release of aigw.`, {
    reason: 'Its deployment is not finished, or something else deployed the API. Nothing was changed.',
    next: ['aigw deploy'],
  });
}

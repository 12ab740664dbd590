import { GatewayError } from '../errors.js';
import type { Stack } from './stack-service.js';

/** The parts of a gateway that its stack names in its outputs. */
export interface GatewayParts {
  readonly apiId: string;
  readonly stageName: string;
  /** Base URL of the stage, as AWS's own host name or the custom domain. */
  readonly url: string;
  readonly endpointType: string;
  readonly forwarderFunction: string;
  readonly authorizerFunction: string;
}

/** The stage of the published sample and of our template. */
const defaultStage = 'v1';

/**
 * Reads what a gateway consists of from the outputs of its stack.
 *
 * @throws GatewayError `usage` where the stack is not a gateway made from our template
 */
export function gatewayParts(stack: Stack): GatewayParts {
  assertMadeForGateway(stack);
  const outputs = new Map(stack.outputs.map((output) => [output.key, output.value]));
  const needed = ['ApiId', 'GatewayUrl', 'ForwarderFunctionName', 'AuthorizerFunctionName'];
  const missing = needed.filter((key) => !outputs.has(key));
  if (missing.length > 0) throw notAGateway(stack, missing);
  const output = (key: string) => outputs.get(key) ?? '';
  return {
    apiId: output('ApiId'),
    stageName: outputs.get('StageName') ?? defaultStage,
    url: output('GatewayUrl').replace(/\/+$/, ''),
    endpointType: outputs.get('EndpointType') ?? stack.parameters['EndpointType'] ?? 'PRIVATE',
    forwarderFunction: output('ForwarderFunctionName'),
    authorizerFunction: output('AuthorizerFunctionName'),
  };
}

/** Parameters of every gateway's stack, one made from the published sample included. */
const signature = ['EndpointType', 'EnableAuthorizer'];

/**
 * Refuses a stack that something else made: a deployment would replace what is in it, and deleting it would not delete a gateway.
 *
 * @throws GatewayError `usage`
 */
export function assertMadeForGateway(stack: Stack): void {
  // AWS tells no parameters of a stack that only has a change set; nothing of it exists that could be harmed.
  if (stack.status === 'REVIEW_IN_PROGRESS' || signature.every((name) => name in stack.parameters)) return;
  throw new GatewayError('usage', `Stack ${stack.name} is not a gateway's.`, {
    reason: `It was not made from this template: it has no parameter ${signature.join(' or ')}. Nothing was changed.`,
    next: ['Name the stack of the gateway: --stack NAME'],
  });
}

function notAGateway(stack: Stack, missing: readonly string[]): GatewayError {
  return new GatewayError('usage', `Stack ${stack.name} (${stack.status}) is not a complete gateway.`, {
    reason: `It has no output ${missing.join(', ')}.`,
    next: [`aigw deploy --stack ${stack.name}`, 'Or name another stack: --stack NAME'],
  });
}

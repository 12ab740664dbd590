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

function notAGateway(stack: Stack, missing: readonly string[]): GatewayError {
  return new GatewayError('usage', `Stack ${stack.name} (${stack.status}) is not a complete gateway.`, {
    reason: `It has no output ${missing.join(', ')}.`,
    next: [`aigw deploy --stack ${stack.name}`, 'Or name another stack: --stack NAME'],
  });
}

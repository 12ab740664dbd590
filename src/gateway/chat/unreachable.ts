import { GatewayError, isFailure } from '../errors.js';
import type { GatewayParts } from '../stack/gateway-outputs.js';

/**
 * Explains a failed connection to a private gateway, which answers only inside its VPC. Undefined for any other failure.
 */
export function unreachablePrivateGateway(error: unknown, gateway: GatewayParts): GatewayError | undefined {
  if (gateway.endpointType !== 'PRIVATE' || !isFailure(error, 'service') || !neverConnected(error))
    return undefined;
  return new GatewayError('service', 'This gateway is private and cannot be reached from here.', {
    reason: `It answers only inside its VPC. ${error.reason ?? ''}`.trim(),
    next: [
      'Run this from inside the VPC',
      'Or ask by way of the control plane: aigw chat --via control-plane "…"',
    ],
    cause: error,
  });
}

/** An HTTP answer, even a bad one, means that it was reached. */
function neverConnected(error: GatewayError): boolean {
  return error.requestId === undefined && /resolved|reached|timed? ?out/i.test(error.reason ?? '');
}

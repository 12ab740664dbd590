import { GatewayError, isFailure } from '../errors.js';

/**
 * Explains that the gateway did not let a client in, which has nothing to do with the operator's AWS credentials. Undefined for
 * any other failure.
 *
 * @param asks what the gateway asks of clients
 */
export function refusedByGateway(
  error: unknown,
  asks: { readonly bearer: boolean; readonly apiKey: boolean },
): GatewayError | undefined {
  // Without a request id nobody answered: then it is the SDK that found no credentials.
  if (!isFailure(error, 'access') || error.requestId === undefined) return undefined;
  return new GatewayError('access', 'The gateway did not let this client in.', {
    reason: error.reason,
    next: [
      ...(asks.bearer ? ['export AWS_BEARER_TOKEN_BEDROCK=… (a tenant key or JWT)'] : []),
      ...(asks.apiKey && !asks.bearer ? ['export AIGW_API_KEY=… (an API key of a usage plan)'] : []),
      'Or test without being a client: aigw chat --via control-plane "…"',
    ],
    requestId: error.requestId,
    cause: error,
  });
}

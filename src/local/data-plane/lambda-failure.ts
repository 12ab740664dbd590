import { AwsError } from '../errors.js';
import { badGateway, configurationFailure, GatewayFailure } from './gateway-failure.js';

/**
 * What the client sees when Lambda refuses the call: a function that is missing, forbidden or throttled is the
 * gateway's 500 (repost api-gateway-internal-server-error), a request too large for Lambda a 413.
 */
export function lambdaCallFailure(error: unknown): GatewayFailure {
  if (error instanceof GatewayFailure) return error;
  if (!(error instanceof AwsError)) return badGateway(error);
  return error.status === 413
    ? new GatewayFailure('REQUEST_TOO_LARGE', 'Request Too Long', { cause: error })
    : configurationFailure(error);
}

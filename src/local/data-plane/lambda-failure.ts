import { AwsError } from '../errors.js';
import type { Deadline } from './deadline.js';
import type { Exchange } from './exchange.js';
import type { GatewayFailure } from './gateway-failure.js';
import { badGateway, configurationFailure, requestTooLong } from './gateway-failure.js';

/** Records why Lambda did not take the call, and makes the failure the client sees. A timeout keeps its own. */
export function noteLambdaFailure(exchange: Exchange, error: unknown, deadline: Deadline): unknown {
  if (deadline.signal.aborted) return deadline.signal.reason;
  const cause = error instanceof Error ? error.message : String(error);
  exchange.integration.integrationStatus = error instanceof AwsError ? error.status : 500;
  exchange.integration.error = cause;
  exchange.trace.error(`Execution failed due to configuration error: ${cause}`);
  return lambdaCallFailure(error);
}

/**
 * What the client sees when Lambda refuses the call: a function that is missing, forbidden or throttled is the
 * gateway's 500 (repost api-gateway-internal-server-error), a request too large for Lambda a 413.
 */
function lambdaCallFailure(error: unknown): GatewayFailure {
  if (!(error instanceof AwsError)) return badGateway(error);
  return error.status === 413 ? requestTooLong(error) : configurationFailure(error);
}

import type { AccessRecord } from '../logs/access-record.js';
import type { Stage } from '../release/api-service.js';

/** `error`: the gateway or what is behind it failed · `refused`: it would not serve the client · `served`. */
export type Outcome = 'served' | 'error' | 'refused';

/** Which of the two served a request. */
export type Side = 'base' | 'canary';

/**
 * Failures that API Gateway itself names, whatever status the template gives them: a timeout is answered with 408, so that an
 * SDK does not repeat it (DG/supported-gateway-response-types).
 */
const gatewayFailures = new Set([
  'API_CONFIGURATION_ERROR',
  'AUTHORIZER_CONFIGURATION_ERROR',
  'AUTHORIZER_FAILURE',
  'INTEGRATION_FAILURE',
  'INTEGRATION_TIMEOUT',
]);

/** What became of a request. Any 4xx that is not a failure of the gateway, throttling included, is a refusal and no error. */
export function outcomeOf({ status, responseType = '' }: AccessRecord): Outcome {
  if (status >= 500 || gatewayFailures.has(responseType)) return 'error';
  return status >= 400 ? 'refused' : 'served';
}

/** Who served the request; undefined for what neither the stage's present deployment nor its present canary did. */
export function sideOf({ canary, deploymentId }: AccessRecord, stage: Stage): Side | undefined {
  if (canary) return deploymentId === stage.canary?.deploymentId ? 'canary' : undefined;
  return deploymentId === stage.deploymentId ? 'base' : undefined;
}

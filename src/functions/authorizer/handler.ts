import type { AuthorizerEvent } from './authorizer-event.js';
import { bearerToken } from './bearer-token.js';
import { denyAll, type AuthorizerResult } from './policy.js';

/** Thrown with exactly this message, API Gateway answers 401; any other error would become 500 (DG/apigateway-use-lambda-authorizer). */
class Unauthorized extends Error {
  constructor() {
    super('Unauthorized');
  }
}

/**
 * Decides about a request. No credential is known to this release, so none is accepted: without a bearer token the answer
 * is 401, with one it is 403.
 */
export async function authorize(event: AuthorizerEvent): Promise<AuthorizerResult> {
  if (bearerToken(event) === undefined) throw new Unauthorized();
  return denyAll('unknown');
}

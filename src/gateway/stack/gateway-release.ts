import type { FunctionCode, ReleaseRequest } from '../release/release.js';
import { gatewayParts } from './gateway-outputs.js';
import type { Stack } from './stack-service.js';

/** What is to be released, whatever gateway it is for. */
export interface ReleaseWish extends Pick<ReleaseRequest, 'code' | 'canary' | 'message'> {
  /** Code of the operator's own for the authorizer, used where `AuthorizerCode` is `custom`. */
  readonly customAuthorizer?: FunctionCode;
}

/** The release of the gateway that a stack holds. */
export function releaseOf(stack: Stack, wish: ReleaseWish): ReleaseRequest {
  const { apiId, stageName, forwarderFunction, authorizerFunction } = gatewayParts(stack);
  return {
    apiId,
    stageName,
    functionNames: { forwarder: forwarderFunction, authorizer: authorizerFunction },
    code: codeFor(wish, stack),
    canary: wish.canary,
    message: wish.message,
  };
}

/** A release that brings no custom code keeps the custom code that is there (decision 130). */
function codeFor({ code, customAuthorizer }: ReleaseWish, { parameters }: Stack): ReleaseRequest['code'] {
  if (parameters['AuthorizerCode'] !== 'custom' || code.authorizer === 'serving') return code;
  return { ...code, authorizer: customAuthorizer ?? 'latest' };
}

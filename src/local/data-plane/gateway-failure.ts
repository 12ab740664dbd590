import type { GatewayResponseType } from '@aws-sdk/client-api-gateway';

interface FailureKind {
  readonly status: number;
  /** Value of `x-amzn-ErrorType`. */
  readonly errorType: string;
}

/**
 * Default status (DG/supported-gateway-response-types) and error type of each gateway response. Error types seen
 * on real AWS: MISSING_AUTHENTICATION_TOKEN, INVALID_API_KEY, THROTTLED, QUOTA_EXCEEDED (`LS`), INTEGRATION_TIMEOUT,
 * AUTHORIZER_CONFIGURATION_ERROR, 502 (public transcripts). The others are inferred.
 */
const KINDS: Record<GatewayResponseType, FailureKind> = {
  ACCESS_DENIED: { status: 403, errorType: 'AccessDeniedException' },
  API_CONFIGURATION_ERROR: { status: 500, errorType: 'InternalServerErrorException' },
  AUTHORIZER_CONFIGURATION_ERROR: { status: 500, errorType: 'AuthorizerConfigurationException' },
  AUTHORIZER_FAILURE: { status: 500, errorType: 'AuthorizerFailureException' },
  BAD_REQUEST_BODY: { status: 400, errorType: 'BadRequestException' },
  BAD_REQUEST_PARAMETERS: { status: 400, errorType: 'BadRequestException' },
  DEFAULT_4XX: { status: 400, errorType: 'BadRequestException' },
  DEFAULT_5XX: { status: 500, errorType: 'InternalServerErrorException' },
  EXPIRED_TOKEN: { status: 403, errorType: 'ExpiredTokenException' },
  INTEGRATION_FAILURE: { status: 504, errorType: 'InternalServerErrorException' },
  INTEGRATION_TIMEOUT: { status: 504, errorType: 'InternalServerErrorException' },
  INVALID_API_KEY: { status: 403, errorType: 'ForbiddenException' },
  INVALID_SIGNATURE: { status: 403, errorType: 'InvalidSignatureException' },
  MISSING_AUTHENTICATION_TOKEN: { status: 403, errorType: 'MissingAuthenticationTokenException' },
  QUOTA_EXCEEDED: { status: 429, errorType: 'LimitExceededException' },
  REQUEST_TOO_LARGE: { status: 413, errorType: 'RequestTooLargeException' },
  RESOURCE_NOT_FOUND: { status: 404, errorType: 'NotFoundException' },
  THROTTLED: { status: 429, errorType: 'TooManyRequestsException' },
  UNAUTHORIZED: { status: 401, errorType: 'UnauthorizedException' },
  UNSUPPORTED_MEDIA_TYPE: { status: 415, errorType: 'BadRequestException' },
  WAF_FILTERED: { status: 403, errorType: 'ForbiddenException' },
};

/** A request that API Gateway answers itself, because something before, in or after the integration failed. */
export class GatewayFailure extends Error {
  readonly status: number;
  readonly errorType: string;
  /** What the client reads, or null where AWS tells it nothing. */
  readonly clientMessage: string | null;

  /**
   * @param responseType the gateway response that an API may customise
   * @param overrides where AWS answers otherwise than by default, e.g. 502 under DEFAULT_5XX
   */
  constructor(
    readonly responseType: GatewayResponseType,
    clientMessage: string | null,
    overrides: Partial<FailureKind> & { readonly cause?: unknown } = {},
  ) {
    super(clientMessage ?? responseType, { cause: overrides.cause });
    this.clientMessage = clientMessage;
    this.status = overrides.status ?? KINDS[responseType].status;
    this.errorType = overrides.errorType ?? KINDS[responseType].errorType;
  }
}

/** A request that API Gateway refuses for its size, before it looks at the API: no gateway response customises that. */
export class FrontDoorRefusal extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

/** 500, for an API that is set up wrongly. */
export function configurationFailure(cause?: unknown): GatewayFailure {
  return new GatewayFailure('API_CONFIGURATION_ERROR', 'Internal server error', { cause });
}

/** 502, for an integration that failed or answered what the gateway cannot read (`LS`). */
export function badGateway(cause?: unknown): GatewayFailure {
  return new GatewayFailure('DEFAULT_5XX', 'Internal server error', { status: 502, cause });
}

/** 413, for a request that Lambda would not take. */
export function requestTooLong(cause?: unknown): GatewayFailure {
  return new GatewayFailure('REQUEST_TOO_LARGE', 'Request Too Long', { cause });
}

/** 504, for an integration that took too long. */
export function integrationTimeout(): GatewayFailure {
  return new GatewayFailure('INTEGRATION_TIMEOUT', 'Endpoint request timed out');
}

/** 501 for what the local AWS does not have; real AWS would have served it. */
export function notServedHere(what: string): GatewayFailure {
  const message = `${what} is not implemented in the local AWS of aigw.`;
  return new GatewayFailure('DEFAULT_5XX', message, { status: 501, errorType: 'NotImplementedHere' });
}

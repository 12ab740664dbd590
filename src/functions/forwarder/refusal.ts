/** Errors that the forwarder itself answers with, named as Bedrock names them, so that an SDK raises what it knows. */
export type ErrorType =
  | 'ValidationException'
  | 'AccessDeniedException'
  | 'InternalServerException'
  | 'ServiceUnavailableException'
  | 'GatewayTimeoutException';

/** An answer given instead of Bedrock's: a status, the type for `x-amzn-errortype`, and a message fit for the client. */
export class Refusal extends Error {
  constructor(
    readonly statusCode: number,
    readonly errorType: ErrorType,
    message: string,
  ) {
    super(message);
    this.name = 'Refusal';
  }
}

/** 400: the request cannot be what the client meant. */
export function invalidRequest(message: string): Refusal {
  return new Refusal(400, 'ValidationException', message);
}

/** 403: the request is understood, and this gateway does not allow it. */
export function notAllowed(message: string): Refusal {
  return new Refusal(403, 'AccessDeniedException', message);
}

/** 503, which an SDK retries. */
export function serviceUnavailable(message: string): Refusal {
  return new Refusal(503, 'ServiceUnavailableException', message);
}

/** 504: the function's own time limit came first. */
export function timedOut(message: string): Refusal {
  return new Refusal(504, 'GatewayTimeoutException', message);
}

/** An answer given instead of Bedrock's. Its type, named as Bedrock names them, lets an SDK raise what it knows. */
export class Refusal extends Error {
  constructor(
    readonly statusCode: number,
    readonly errorType: string,
    message: string,
  ) {
    super(message);
  }
}

/** 400: the request cannot be what the client meant. */
export function invalidRequest(message: string): Refusal {
  return new Refusal(400, 'ValidationException', message);
}

/** 403: the request is understood, and this gateway does not allow it. */
export function notAllowed(what: string): Refusal {
  return new Refusal(403, 'AccessDeniedException', `This gateway does not allow ${what}.`);
}

/** 503, which an SDK retries. */
export function serviceUnavailable(reason: string): Refusal {
  return new Refusal(503, 'ServiceUnavailableException', `The service could not be reached: ${reason}.`);
}

/** 504: the function's own time limit came first. */
export function timedOut(): Refusal {
  return new Refusal(504, 'GatewayTimeoutException', 'The service did not answer in time.');
}

/** The service broke off in the middle: too late for a status, so the function has to fail, and the stream with it. */
export function brokenAnswer(): Refusal {
  return new Refusal(502, 'BrokenAnswer', 'The service broke off.');
}

/** Nobody is left to answer. The status is for the log only. */
export function clientGone(): Refusal {
  return new Refusal(499, 'ClientGone', '');
}

/**
 * Any error as an answer: those of the network, which have a code, as 503, and faults of ours as 500. A message may hold
 * addresses or quote the request, so it does not leave the function.
 */
export function asRefusal(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  const { code, name } = error as NodeJS.ErrnoException;
  return code
    ? serviceUnavailable(code)
    : new Refusal(500, 'InternalServerException', `The gateway failed: ${name}.`);
}

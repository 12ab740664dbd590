/**
 * An error as an AWS service answers it. The protocol layer turns it into the wire form of the service's
 * protocol (`x-amzn-errortype`, `__type` or an XML `<Code>`).
 */
export class AwsError extends Error {
  /**
   * @param code error code as AWS spells it, e.g. `NotFoundException` or `ValidationError`
   * @param message the message AWS gives, word for word where a recorded answer exists
   * @param status HTTP status code
   * @param members further members of the error's shape, e.g. `{ retryAfterSeconds: '1' }`
   */
  constructor(
    readonly code: string,
    message: string,
    readonly status = 400,
    readonly members: Readonly<Record<string, unknown>> = {},
  ) {
    super(message);
    this.name = code;
  }
}

/** The answer to anything the local AWS does not have: clear, and never retried by an SDK. */
export function notImplementedHere(what: string): AwsError {
  return new AwsError('NotImplementedHere', `${what} is not implemented in the local AWS of aigw.`, 501);
}

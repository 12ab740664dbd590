/** Why a caller was refused, and with which status. The words stand in the function's log (docs/authorizer.md). */
const STATUS = {
  /** No `Authorization: Bearer …`, or more than one. */
  'no-token': 401,
  'token-too-long': 401,
  /** Not a JWT in compact form, not strict base64url, not JSON, or JSON that names a member twice. */
  malformed: 401,
  /** Neither JWTs nor tenant keys look like that, or the kind it is of is not accepted here. */
  'not-accepted': 401,
  algorithm: 401,
  'critical-header': 401,
  issuer: 401,
  audience: 401,
  /** `exp`, `nbf` or `iat` is not a time, or there is no `exp`. */
  'time-claim': 401,
  expired: 401,
  'not-yet-valid': 401,
  'issued-in-future': 401,
  'key-unknown': 401,
  /** The issuer publishes the key for another algorithm or use, or it is too weak. */
  'key-unsuitable': 401,
  signature: 401,
  checksum: 401,
  'required-claim': 403,
  'tenant-claim': 403,
  misconfigured: 403,
  'keys-unavailable': 500,
  internal: 500,
} as const;

export type Reason = keyof typeof STATUS;

/** A caller that does not get in. */
export class Refusal extends Error {
  readonly status: 401 | 403 | 500;

  constructor(
    readonly reason: Reason,
    /** For the log: never anything of the token that is not verified. */
    readonly detail?: string,
  ) {
    super(reason);
    this.status = STATUS[reason];
  }
}

/** What was thrown, as a refusal: nothing unexpected lets anybody in. */
export function asRefusal(error: unknown): Refusal {
  return error instanceof Refusal ? error : new Refusal('internal', String(error));
}

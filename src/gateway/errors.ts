/**
 * Kinds of failure an operator can tell apart; each has its own exit code (src/cli/exit-codes.ts).
 *
 * `usage`: what was asked makes no sense · `not-found` · `conflict`: taken, or changed underneath · `access`: credentials or
 * permission · `limit`: quota or throttling · `stack`: a stack operation failed · `verification`: done, but not as
 * promised, or a gate said no · `service`: network or AWS trouble · `declined`: the operator said no.
 */
export type FailureKind =
  'usage' | 'not-found' | 'conflict' | 'access' | 'limit' | 'stack' | 'verification' | 'service' | 'declined';

export interface FailureDetails {
  /** Why it happened. */
  readonly reason?: string;
  /** What to type or do next; a line each. */
  readonly next?: readonly string[];
  /** AWS request id, for a support case. */
  readonly requestId?: string;
  readonly cause?: unknown;
}

/** A failure that is explained: what happened, why, and what to do next. Anything else thrown is a bug of ours. */
export class GatewayError extends Error {
  readonly reason: string | undefined;
  readonly next: readonly string[];
  readonly requestId: string | undefined;

  constructor(
    readonly kind: FailureKind,
    message: string,
    details: FailureDetails = {},
  ) {
    super(message, { cause: details.cause });
    this.name = 'GatewayError';
    this.reason = details.reason;
    this.next = details.next ?? [];
    this.requestId = details.requestId;
  }
}

/** Whether this is a failure of that kind. */
export function isFailure(error: unknown, kind: FailureKind): error is GatewayError {
  return error instanceof GatewayError && error.kind === kind;
}

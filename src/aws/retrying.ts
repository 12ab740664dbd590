import { StandardRetryStrategy } from '@smithy/core/retry';
import type { RetryErrorInfo, StandardRetryToken } from '@smithy/types';

/**
 * What an operation bears: `any` repetition, or only of calls that were `refused`, so that AWS has certainly done nothing.
 * `unless-throttled`: whoever calls waits out throttling himself.
 */
export type Repeatable = 'any' | 'refused' | 'unless-throttled';

/**
 * The SDK's standard retries (longer pauses each time, `Retry-After` honoured), with three differences: API Gateway's "concurrent
 * modification … try again later" is repeated as well, a used-up quota is not, and an operation that must not happen twice is repeated only
 * where it was refused.
 */
export class RetryPolicy extends StandardRetryStrategy {
  constructor(
    maxAttempts: number,
    private readonly repeatable: Repeatable,
  ) {
    super(maxAttempts);
  }

  override refreshRetryTokenForRetry(
    token: StandardRetryToken,
    errorInfo: RetryErrorInfo,
  ): Promise<StandardRetryToken> {
    return super.refreshRetryTokenForRetry(token, { ...errorInfo, errorType: this.#judged(errorInfo) });
  }

  #judged({ error, errorType }: RetryErrorInfo): RetryErrorInfo['errorType'] {
    if (isConcurrentModification(error)) return 'TRANSIENT';
    if (isHardLimit(error)) return 'CLIENT_ERROR';
    if (this.repeatable === 'unless-throttled' && errorType === 'THROTTLING') return 'CLIENT_ERROR';
    return this.repeatable === 'refused' && errorType === 'TRANSIENT' ? 'SERVER_ERROR' : errorType;
  }
}

/** A quota that is used up, which waiting does not mend; the SDK takes it for throttling. As throttling it comes with 429. */
function isHardLimit(error: unknown): boolean {
  const status = (error as { $metadata?: { httpStatusCode?: number } } | undefined)?.$metadata
    ?.httpStatusCode;
  return error instanceof Error && error.name === 'LimitExceededException' && status !== 429;
}

function isConcurrentModification(error: unknown): boolean {
  return (
    error instanceof Error &&
    error.name === 'ConflictException' &&
    /concurrent modification/i.test(error.message)
  );
}

import { StandardRetryStrategy } from '@smithy/core/retry';
import type { RetryErrorInfo, StandardRetryToken } from '@smithy/types';

/** What an operation bears: `any` repetition, or only of calls that were refused, so that AWS has certainly done nothing. */
export type Repeatable = 'any' | 'refused';

/**
 * The SDK's standard retries (longer pauses each time, `Retry-After` honoured), with two differences: API Gateway's "concurrent
 * modification … try again later" is repeated as well, and an operation that must not happen twice is repeated only
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
    return this.repeatable === 'refused' && errorType === 'TRANSIENT' ? 'SERVER_ERROR' : errorType;
  }
}

function isConcurrentModification(error: unknown): boolean {
  return (
    error instanceof Error &&
    error.name === 'ConflictException' &&
    /concurrent modification/i.test(error.message)
  );
}

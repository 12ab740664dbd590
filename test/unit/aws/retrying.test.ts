import { describe, expect, it } from '@jest/globals';
import type { SdkError } from '@smithy/types';
import { RetryPolicy, type Repeatable } from '../../../src/aws/retrying.js';

const throttled = new Error('Rate exceeded');
const lost = Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
const concurrent = Object.assign(
  new Error('Unable to complete operation due to concurrent modification. Please try again later.'),
  { name: 'ConflictException' },
);
const taken = Object.assign(new Error('Another resource with the same parent already has this name'), {
  name: 'ConflictException',
});

describe.each<[Repeatable, [string, Error, 'THROTTLING' | 'TRANSIENT' | 'CLIENT_ERROR', boolean][]]>([
  [
    'any',
    [
      ['a throttled call', throttled, 'THROTTLING', true],
      ['a lost answer', lost, 'TRANSIENT', true],
      ['a concurrent modification', concurrent, 'CLIENT_ERROR', true],
      ['another conflict', taken, 'CLIENT_ERROR', false],
    ],
  ],
  [
    'refused',
    [
      ['a throttled call', throttled, 'THROTTLING', true],
      ['a lost answer', lost, 'TRANSIENT', false],
      ['a concurrent modification', concurrent, 'CLIENT_ERROR', true],
      ['another conflict', taken, 'CLIENT_ERROR', false],
    ],
  ],
])('given an operation that bears %s repetition', (repeatable, cases) => {
  it.each(cases)('when it meets %s, then it is repeated or not', async (_, error, errorType, repeated) => {
    const policy = new RetryPolicy(2, repeatable);
    const first = await policy.acquireInitialRetryToken('');
    const next = policy.refreshRetryTokenForRetry(first, { error: error as SdkError, errorType }).then(
      () => true,
      () => false,
    );
    expect(await next).toBe(repeated);
  });
});

import { describe, expect, it } from '@jest/globals';
import { AwsError } from '../../../src/local/errors.js';
import { createRateLimiter } from '../../../src/local/server/rate-limiter.js';

function limiterAt(clock: { now: number }) {
  return createRateLimiter({ now: () => clock.now, sleep: () => Promise.resolve() });
}

/** Seconds the limiter asks to wait; 0 when it admits. */
function waitOf(
  limiter: ReturnType<typeof createRateLimiter>,
  operation: string,
  input: object = {},
): number {
  try {
    limiter.admit('apigateway', operation, input);
    return 0;
  } catch (error) {
    if (!(error instanceof AwsError) || error.status !== 429) throw error;
    return Number(error.members['retryAfterSeconds']);
  }
}

describe('given the control-plane rates of API Gateway', () => {
  it('when a deployment follows another at once, then it is refused for five seconds', () => {
    const clock = { now: 0 };
    const limiter = limiterAt(clock);
    expect(waitOf(limiter, 'CreateDeployment')).toBe(0);
    expect(waitOf(limiter, 'CreateDeployment')).toBe(5);
    clock.now += 5_000;
    expect(waitOf(limiter, 'CreateDeployment')).toBe(0);
  });

  it('when an edge-optimised API follows another, then the wait is thirty seconds', () => {
    const limiter = limiterAt({ now: 0 });
    const edge = { endpointConfiguration: { types: ['EDGE'] } };
    expect(waitOf(limiter, 'CreateRestApi', edge)).toBe(0);
    expect(waitOf(limiter, 'CreateRestApi', edge)).toBe(30);
  });

  it('when any operations exceed the burst together, then the next waits', () => {
    const limiter = limiterAt({ now: 0 });
    const waits = Array.from({ length: 41 }, () => waitOf(limiter, 'GetStage'));
    expect(waits.slice(0, 40).every((wait) => wait === 0)).toBe(true);
    expect(waits[40]).toBe(1);
  });

  it('when a call is refused, then it takes nothing from the common allowance', () => {
    const limiter = limiterAt({ now: 0 });
    waitOf(limiter, 'UpdateAccount');
    for (let i = 0; i < 100; i++) waitOf(limiter, 'UpdateAccount');
    expect(waitOf(limiter, 'GetStage')).toBe(0);
  });

  it('when another service is called, then there is no limit', () => {
    const limiter = limiterAt({ now: 0 });
    expect(() => {
      for (let i = 0; i < 100; i++) limiter.admit('logs', 'PutLogEvents', {});
    }).not.toThrow();
  });
});

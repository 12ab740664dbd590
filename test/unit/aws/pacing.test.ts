import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Pacer, pacerOf } from '../../../src/aws/pacing.js';
import { ratesOfCalls, timeOfCalls } from '../../../src/gateway/control-plane-rates.js';
import { createRateLimiter } from '../../../src/local/server/rate-limiter.js';
import { virtualTime } from '../../support/fakes/virtual-time.js';

const operations = [...Object.keys(ratesOfCalls), 'GetStage', 'GetApiKeys', 'CreateUsagePlanKey'];

/** When each of the calls starts, all wanted at once. */
async function starts(wanted: readonly string[]): Promise<{ operation: string; at: number }[]> {
  const time = virtualTime();
  const pacer = new Pacer(time);
  const started: { operation: string; at: number }[] = [];
  const calls = wanted.map(async (operation) => {
    await pacer.admit(operation);
    started.push({ operation, at: time.now() });
  });
  await time.during(Promise.all(calls));
  return started;
}

describe("given AWS's control-plane rates", () => {
  it('when any calls are wanted at once and arrive late by up to a twentieth of a second, then none is refused', async () => {
    const calls = fc.array(fc.tuple(fc.constantFrom(...operations), fc.nat(50)), { maxLength: 150 });
    await fc.assert(
      fc.asyncProperty(calls, async (wanted) => {
        const started = await starts(wanted.map(([operation]) => operation));
        const arrivals = started
          .map(({ operation, at }, index) => ({ operation, at: at + (wanted[index]?.[1] ?? 0) }))
          .sort((one, other) => one.at - other.at);
        const time = { now: 0 };
        const limiter = createRateLimiter({ now: () => time.now, sleep: () => Promise.resolve() });
        for (const { operation, at } of arrivals) {
          time.now = at;
          expect(() => {
            limiter.admit('apigateway', operation, {});
          }).not.toThrow();
        }
      }),
      { numRuns: 50 },
    );
  });

  it('when a thousand keys are created, then it takes no more than a twentieth longer than it must', async () => {
    const started = await starts(Array.from({ length: 1_000 }, () => 'CreateApiKey'));
    const last = started.at(-1)?.at ?? 0;
    expect(last).toBeGreaterThan(190_000);
    expect(last).toBeLessThanOrEqual(1.05 * 200_000);
  });

  it('when a slow operation waits for its turn, then others do not wait for it', async () => {
    const started = await starts(['UpdateUsagePlan', 'UpdateUsagePlan', 'GetStage', 'GetStage']);
    expect(started.map(({ operation }) => operation)).toEqual([
      'UpdateUsagePlan',
      'GetStage',
      'GetStage',
      'UpdateUsagePlan',
    ]);
    expect(started.map(({ at }) => at)).toEqual([0, 0, 0, 20_400]);
  });

  it('when a few calls are wanted, then none waits', async () => {
    const started = await starts([
      'CreateApiKey',
      'CreateApiKey',
      ...Array.from({ length: 15 }, () => 'GetStage'),
    ]);
    expect(started.every(({ at }) => at === 0)).toBe(true);
  });

  it('when two clients call one account, then they share the rates; another account has its own', () => {
    const clock = virtualTime();
    expect(pacerOf('one', clock)).toBe(pacerOf('one', clock));
    expect(pacerOf('one', clock)).not.toBe(pacerOf('other', clock));
  });

  it('when calls are estimated, then the slowest rate decides', () => {
    expect(timeOfCalls({ CreateApiKey: 1_005 })).toBe(200_000);
    expect(timeOfCalls({ CreateApiKey: 1_000, CreateUsagePlanKey: 1_040 })).toBe(200_000);
    expect(timeOfCalls({ UpdateUsagePlan: 4 })).toBe(60_000);
    expect(timeOfCalls({ GetApiKeys: 20 })).toBe(0);
  });
});

import { afterAll, describe, expect, it } from '@jest/globals';
import type { Fault, FaultConfig, PlannedFault, SeenRequest } from '../fault-proxy/start-fault-proxy.js';
import {
  expectCompletion,
  expectRerunToFinish,
  expectSuccess,
  expectSuccessOrExplanation,
  undisturbed,
} from './completion.js';
import { DisturbedGateway } from './disturbed-gateway.js';
import { mutationCounts } from './mutations.js';
import type { Scenario } from './scenarios.js';

/** What may happen to the answer of a change, or to the change before AWS has it; all of it can be survived. */
const survivable: readonly (readonly [name: string, fault: Fault])[] = [
  ['a reset before AWS has it', { kind: 'reset-before' }],
  ['a reset after it is done', { kind: 'reset-after' }],
  ['a 500 although it is done', { kind: 'error', status: 500, code: 'InternalFailure', committed: true }],
  ['a 504 although it is done', { kind: 'error', status: 504, code: 'GatewayTimeout', committed: true }],
  ['a page of HTML although it is done', { kind: 'garbage', status: 502, committed: true }],
  ['a 429 with Retry-After', { kind: 'throttle', retryAfterSeconds: 1 }],
  ['a slow answer', { kind: 'slow-body', bytes: 64, everyMs: 5 }],
];

/** Disturbs every mutating request of the scenario's command in every way, one way at a time. */
export async function describeDisturbed(scenario: Scenario): Promise<void> {
  const gateway = await DisturbedGateway.prepare(scenario);
  const normal = await undisturbed(gateway);

  describe(`given ${scenario.name} whose every change meets`, () => {
    afterAll(() => gateway.stop());

    it.each(survivable)('%s, then it succeeds all the same, and nothing is there twice', (_, fault) =>
      gateway.case(async (fresh) => {
        const run = await fresh.run({ plan: everyMutation(normal.requests, fault) });
        expect(run.requests.some((request) => request.fault === fault.kind)).toBe(true);
        expectSuccess(run);
        await expectCompletion(gateway, fresh, normal.standing);
      }),
    );

    it('a page of HTML with status 200, then it says that this is not AWS, and the next run completes it', () =>
      gateway.case(async (fresh) => {
        const fault: Fault = { kind: 'garbage', status: 200, committed: true };
        expect(await fresh.run({ plan: everyMutation(normal.requests, fault) })).toMatchObject({
          code: 9,
          stderr: expect.stringMatching(/is not what AWS sends/),
        });
        await expectCompletion(gateway, fresh, normal.standing);
      }));
  });
}

/** Disturbs the scenario's command at random, once for each seed. */
export async function describeSeeded(scenario: Scenario, seeds: readonly number[]): Promise<void> {
  const gateway = await DisturbedGateway.prepare(scenario);
  const normal = await undisturbed(gateway);

  describe(`given ${scenario.name} that is disturbed at random`, () => {
    afterAll(() => gateway.stop());

    it.each(seeds)('by seed %d, then it succeeds or explains itself, and the next run completes it', (seed) =>
      gateway.case(async (fresh) => {
        const config: FaultConfig = { seed };
        expectSuccessOrExplanation(await fresh.run(config));
        await expectRerunToFinish(gateway, fresh, normal.standing);
      }),
    );
  });
}

/** A change that is made twice (one for each function) is disturbed twice; what the client repeats comes after that and gets through. */
function everyMutation(requests: readonly SeenRequest[], fault: Fault): PlannedFault[] {
  return [...mutationCounts(requests)].map(([operation, times]) => ({ at: 1, times, operation, fault }));
}

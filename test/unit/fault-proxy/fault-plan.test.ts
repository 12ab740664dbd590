import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { FaultPlanner, type FaultConfig } from '../../support/fault-proxy/fault-plan.js';

function faults(config: FaultConfig, operations: readonly (string | undefined)[]): (string | undefined)[] {
  const planner = new FaultPlanner(config);
  return operations.map((operation) => planner.next(operation)?.kind);
}

const many = (count: number) => Array.from({ length: count }, () => 'DescribeStacks');

describe('given an explicit plan', () => {
  it('when requests come, then only those at their places meet their faults', () => {
    const plan = [
      { at: 2, fault: { kind: 'reset-before' as const } },
      { at: 3, times: 2, fault: { kind: 'throttle' as const } },
    ];
    expect(faults({ plan }, many(5))).toEqual([undefined, 'reset-before', 'throttle', 'throttle', undefined]);
  });

  it('when a fault is for an operation, then only requests of that operation count', () => {
    const plan = [{ at: 2, operation: 'CreateChangeSet', fault: { kind: 'kill-after' as const } }];
    const order = ['CreateChangeSet', 'DescribeStacks', undefined, 'CreateChangeSet', 'CreateChangeSet'];
    expect(faults({ plan }, order)).toEqual([undefined, undefined, undefined, 'kill-after', undefined]);
  });
});

describe('given a seed', () => {
  it('when the same requests come again, then the same faults come again', () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 1, max: 300 }), (seed, count) => {
        expect(faults({ seed }, many(count))).toEqual(faults({ seed }, many(count)));
      }),
      { verbose: true },
    );
  });

  it('when it is another seed, then other faults come', () => {
    const plans = new Set(Array.from({ length: 50 }, (_, seed) => faults({ seed }, many(60)).join()));
    expect(plans.size).toBe(50);
  });

  it('when any number of requests come, then never more than two in a row fail, and about the share asked for', () => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const met = faults({ seed, share: 0.3 }, many(2000));
        expect(met.join('|')).not.toMatch(/[a-z-]+\|[a-z-]+\|[a-z-]+/);
        const share = met.filter((kind) => kind !== undefined).length / met.length;
        expect(share).toBeGreaterThan(0.2);
        expect(share).toBeLessThan(0.4);
      }),
      { verbose: true },
    );
  });
});

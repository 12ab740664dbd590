import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Evidence } from '../../../src/gateway/canary-watch/evidence.js';
import { Judgement, type Verdict } from '../../../src/gateway/canary-watch/judgement.js';
import type { WatchLimits } from '../../../src/gateway/canary-watch/limits.js';
import { canaryRequestsNeeded } from '../../../src/gateway/canary-watch/sufficient-traffic.js';
import { seededRandom } from '../../support/seeded-random.js';
import { syntheticBlock, type Behaviour } from '../../support/synthetic-traffic.js';

const looksPerInterval = 3;
const limits: WatchLimits = { p95: { kind: 'relative', factor: 1.2 } };
const series = Array.from({ length: 1_000 }, (_, seed) => seed);

function judgementWith(given: WatchLimits = limits): Judgement {
  const judgement = new Judgement(given);
  judgement.beginStep();
  judgement.beginPeriod();
  return judgement;
}

/** One interval of traffic in several looks. @returns the verdicts at the looks */
function observeInterval(
  judgement: Judgement,
  random: () => number,
  traffic: {
    readonly requests: number;
    readonly share: number;
    readonly base: Behaviour;
    readonly canary?: Behaviour;
  },
): Verdict[] {
  return Array.from({ length: looksPerInterval }, () => {
    const { requests, share, base, canary } = traffic;
    judgement.observe(syntheticBlock(random, requests / looksPerInterval, share, base, canary));
    return judgement.judge().verdict;
  });
}

/** As docs/canary-analysis.md defines it: the canary requests that are enough in the interval of that number. */
function enough(rate: number, share: number, interval: number): number {
  const evidence = new Evidence();
  for (let begun = 0; begun < interval; begun++) evidence.beginPeriod();
  return canaryRequestsNeeded({ rate, against: 'base', evidence, threshold: Math.log(3 / 0.01) }, share);
}

function between(random: () => number, least: number, most: number): number {
  return least * (most / least) ** random();
}

describe('1,000 series of a canary that fails five times as often as base', () => {
  it('given enough samples in an interval, then every one is stopped within that interval, whichever it is', () => {
    const unfound = series.filter((seed) => {
      const random = seededRandom(seed);
      const rate = seed < 20 ? 0.005 : between(random, 0.02, 0.15);
      const share = [0.05, 0.1, 0.25, 0.5][seed % 4] ?? 0.5;
      const onset = 1 + Math.floor(random() * 3);
      const requests = enough(rate, share, onset) / share;
      const base: Behaviour = { errors: rate, slower: 'unknown' };
      const judgement = judgementWith();
      for (let interval = 1; interval < onset; interval++) {
        observeInterval(judgement, random, { requests: requests / 4, share, base });
        judgement.beginPeriod();
      }
      const canary = { ...base, errors: 5 * rate };
      return !observeInterval(judgement, random, { requests, share, base, canary }).includes('unhealthy');
    });
    expect(unfound).toEqual([]);
  });
});

describe('1,000 series of a canary that is as base is', () => {
  it('given twelve intervals in three steps, with bursts of errors and drifting rates, then at most 1 % are stopped', () => {
    const stopped = series.filter((seed) => {
      const random = seededRandom(1_000_000 + seed);
      const judgement = new Judgement(limits);
      const usual = between(random, 0.002, 0.1);
      return [0.05, 0.25, 0.5].some((share) => {
        judgement.beginStep();
        return Array.from({ length: 4 }).some(() => {
          judgement.beginPeriod();
          const outage = random() < 0.1;
          const base = {
            errors: outage ? 0.6 : usual * between(random, 0.5, 2),
            refusals: between(random, 0.01, 0.2),
          };
          return observeInterval(judgement, random, { requests: 180, share, base }).includes('unhealthy');
        });
      });
    });
    expect(stopped.length).toBeLessThanOrEqual(10);
  });

  it('given half as much again as is enough, then nearly all of them are found healthy', () => {
    const healthy = series.slice(0, 50).filter((seed) => {
      const random = seededRandom(2_000_000 + seed);
      const base = { errors: between(random, 0.01, 0.1), refusals: 0.05 };
      const requests = (1.5 * Math.max(enough(base.errors, 0.25, 1), enough(0.01, 0.25, 1))) / 0.25;
      return observeInterval(judgementWith(), random, { requests, share: 0.25, base }).at(-1) === 'healthy';
    });
    expect(healthy.length).toBeGreaterThan(45);
  });
});

describe('too little', () => {
  const count = fc.integer({ min: 0, max: 40 });

  it('given up to 40 requests on either side, whatever became of them, then it is never healthy', () => {
    const behaviour = fc.record({
      errors: fc.double({ min: 0, max: 1, noNaN: true }),
      slower: fc.double({ min: 0.1, max: 10, noNaN: true }),
    });
    fc.assert(
      fc.property(
        fc.array(fc.tuple(count, behaviour), { maxLength: 4 }),
        fc.integer(),
        fc.boolean(),
        (blocks, seed, plentyOfBase) => {
          const random = seededRandom(seed);
          const judgement = judgementWith();
          let left = 40;
          for (const [requests, base] of blocks) {
            const some = Math.min(left, requests);
            left -= some;
            judgement.observe(syntheticBlock(random, some, 1, base));
            if (plentyOfBase) judgement.observe(syntheticBlock(random, 500, 0, base));
            expect(judgement.judge().verdict).not.toBe('healthy');
          }
        },
      ),
    );
  });

  it.each([
    ['no request at all', 0, 0.5],
    ['none on the canary', 5_000, 0],
    ['none on base', 5_000, 1],
  ])('given %s, then there is not enough traffic', (_what, requests, share) => {
    const judgement = judgementWith({ ...limits, errorRate: 0.01 });
    const verdicts = observeInterval(judgement, seededRandom(1), { requests, share, base: { errors: 0 } });
    expect(new Set(verdicts)).toEqual(new Set(['not-enough-traffic']));
  });

  it('given a new step, then the traffic of the step before it is not enough for it', () => {
    const judgement = judgementWith();
    const traffic = { requests: 20_000, share: 0.5, base: { errors: 0 } };
    expect(observeInterval(judgement, seededRandom(1), traffic).at(-1)).toBe('healthy');
    judgement.beginStep();
    expect(judgement.judge().verdict).toBe('not-enough-traffic');
  });

  it('given a canary that looks worse, though not beyond chance, then it is not healthy, and that is the reason', () => {
    const judgement = judgementWith();
    const usual = syntheticBlock(seededRandom(3), 20_000, 0.25, { errors: 0 });
    judgement.observe({ base: { ...usual.base, errors: 300 }, canary: { ...usual.canary, errors: 133 } });
    expect(judgement.judge().verdict).toBe('not-enough-traffic');
    expect(judgement.report()[0]?.reason).toMatch(
      /^error rate 2\.\d % against [12]\.\d % of base; it looks worse, but not beyond chance yet$/,
    );
  });
});

describe('what else stops a canary', () => {
  const traffic = { requests: 8_000, share: 0.25, base: { errors: 0.01, refusals: 0.02 } };
  const lastOf = (given: WatchLimits, canary: Behaviour, base: Behaviour = traffic.base) => {
    const judgement = judgementWith(given);
    const verdict = observeInterval(judgement, seededRandom(5), { ...traffic, base, canary }).at(-1);
    return { verdict, unhealthy: judgement.report().filter((check) => check.verdict === 'unhealthy') };
  };

  it('given it is slower than base by more than is allowed, then that stops it; by less, not', () => {
    const slow = lastOf(limits, { ...traffic.base, slower: 1.8 });
    expect(slow.unhealthy.map(({ check }) => check)).toEqual(['latency']);
    expect(slow.unhealthy[0]?.reason).toMatch(/^p95 \d+ ms against \d+ ms of base, \+20% allowed$/);
    expect(lastOf(limits, { ...traffic.base, slower: 1.1 }).verdict).toBe('healthy');
  });

  it('given it refuses what base serves, such as tokens that are good, then that stops it although no request fails', () => {
    const { unhealthy } = lastOf(limits, { errors: 0.01, refusals: 0.5 });
    expect(unhealthy.map(({ check }) => check)).toEqual(['refusals']);
  });

  it('given an error rate that is allowed to be 1 %, then 3 % stop it although base fails as often', () => {
    const errors = { errors: 0.03 };
    expect(
      lastOf({ ...limits, errorRate: 0.01 }, errors, errors).unhealthy.map(({ check }) => check),
    ).toEqual(['error-limit']);
    expect(lastOf(limits, errors, errors).verdict).toBe('healthy');
  });

  it('given a p95 that is allowed to be 500 ms, then one of 700 ms stops it although base is as slow', () => {
    const absolute: WatchLimits = { p95: { kind: 'absolute', most: 500 } };
    expect(lastOf(absolute, traffic.base).unhealthy.map(({ reason }) => reason)).toEqual([
      expect.stringMatching(/^p95 \d+ ms, 500ms allowed$/),
    ]);
    expect(lastOf({ p95: { kind: 'absolute', most: 1_500 } }, traffic.base).verdict).toBe('healthy');
  });
});

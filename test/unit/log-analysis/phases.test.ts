import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { phasesOf, type Phase } from '../../../src/gateway/log-analysis/phases.js';
import { parseAccessRecord } from '../../../src/gateway/logs/access-record.js';
import { QuotedText } from '../../../src/gateway/logs/quoted-text.js';
import { accessLine } from '../../support/log-lines.js';

function phases(fields: Readonly<Record<string, number>>): readonly Phase[] {
  const access = parseAccessRecord(QuotedText.of(accessLine({ status: 200, ...fields })));
  return phasesOf({ stackName: 'gw', access, authorizer: [], execution: [], platform: [] });
}

describe('where the time of a request went', () => {
  it('given a stream, then tells its phases in order', () => {
    const fields = {
      wafLatency: 2,
      authorizerLatency: 30,
      responseLatency: 1_000,
      integrationLatency: 950,
      timeToAllHeaders: 100,
      timeToFirstContent: 300,
    };
    expect(phases(fields)).toEqual([
      { name: 'waf', ms: 2 },
      { name: 'authorizer', ms: 30 },
      { name: 'gateway', ms: 18 },
      { name: 'integration', ms: 100 },
      { name: 'first content', ms: 200 },
      { name: 'stream', ms: 650 },
    ]);
  });

  it('given a refusal, then all of it is the gateway', () => {
    expect(phases({ responseLatency: 5 })).toEqual([{ name: 'gateway', ms: 5 }]);
  });

  it('given any figures, then no phase is negative and those of the integration are its latency', () => {
    const ms = fc.option(fc.nat({ max: 10_000 }), { nil: undefined });
    const names = [
      'responseLatency',
      'integrationLatency',
      'timeToAllHeaders',
      'timeToFirstContent',
    ] as const;
    fc.assert(
      fc.property(fc.tuple(ms, ms, ms, ms), (values) => {
        const known = names.flatMap((name, at) =>
          values[at] === undefined ? [] : [[name, values[at]] as const],
        );
        const found = phases(Object.fromEntries(known));
        expect(found.filter((phase) => phase.ms <= 0)).toEqual([]);
        const inside = found.filter(({ name }) => ['integration', 'first content', 'stream'].includes(name));
        expect(inside.reduce((sum, phase) => sum + phase.ms, 0)).toBe(values[1] ?? 0);
      }),
    );
  });
});

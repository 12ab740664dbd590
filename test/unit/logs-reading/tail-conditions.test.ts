import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { compileFilterPattern } from '../../../src/local/control-plane/logs/filter-pattern/index.js';
import { parseStatus, wantedLines, type TailConditions } from '../../../src/gateway/logs/tail/conditions.js';
import { servicePattern } from '../../../src/gateway/logs/tail/service-pattern.js';
import { readTailLine } from '../../../src/gateway/logs/tail/tail-line.js';

const statuses = [200, 204, 400, 403, 429, 500, 503];
const tenants = ['acme', 'beta', 'with "quote"', 'a*b'];
const keys = ['key1', 'key2'];
const paths = ['/v1/invoke', '/v1/model/amazon.nova-lite-v1%3A0/converse', '/v1/other'];

function accessMessage(fields: {
  status: number;
  tenant?: string;
  apiKeyId?: string;
  path: string;
  canary: boolean;
}): string {
  const { status, tenant = '-', apiKeyId = '-', path, canary } = fields;
  const text = (value: unknown) => JSON.stringify(String(value));
  return `{"requestId":"r","extendedRequestId":"x=","time":"1","stage":"v1","isCanaryRequest":${text(canary)},"resourcePath":"/{proxy+}","status":${text(status)},"tenant":${text(tenant)},"apiKeyId":${text(apiKeyId)},"path":${text(path)}}`;
}

const line = (message: string) => readTailLine({ group: 'g', stream: 's', timestamp: 1, message }, 'access');

const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
const anyMessage = fc
  .record({
    status: fc.constantFrom(...statuses),
    tenant: optional(fc.constantFrom(...tenants)),
    apiKeyId: optional(fc.constantFrom(...keys)),
    path: fc.constantFrom(...paths),
    canary: fc.boolean(),
  })
  .map(accessMessage);
const anyConditions: fc.Arbitrary<TailConditions> = fc.record({
  tenants: optional(
    fc.uniqueArray(fc.oneof(fc.constantFrom(...tenants, ...keys), fc.string()), {
      minLength: 1,
      maxLength: 120,
    }),
  ),
  apiKeyIds: optional(fc.uniqueArray(fc.constantFrom(...keys))),
  statuses: optional(
    fc.array(fc.constantFrom('5xx', '4xx', '403', '200-299', '400-599').map(parseStatus), {
      minLength: 1,
      maxLength: 3,
    }),
  ),
  canary: optional(fc.boolean()),
  routes: optional(
    fc.array(fc.constantFrom('/invoke', '/model/*', '/{proxy+}', '*'), { minLength: 1, maxLength: 2 }),
  ),
});

describe('the pattern that the service applies', () => {
  it('given any conditions and any line of the access log, then a wanted line is never filtered, and the pattern is one AWS takes', () => {
    let filtered = 0;
    fc.assert(
      fc.property(anyConditions, anyMessage, (conditions, message) => {
        const pattern = servicePattern('access', conditions);
        if (pattern === undefined) return;
        expect(pattern.length).toBeLessThanOrEqual(1_024);
        const passes = compileFilterPattern(pattern).matches(message);
        if (!passes) filtered++;
        if (wantedLines(conditions)(line(message))) expect(passes).toBe(true);
      }),
      { numRuns: 2_000 },
    );
    expect(filtered).toBeGreaterThan(200);
  });

  it.each<[TailConditions, string | undefined]>([
    [{ statuses: [parseStatus('5xx')] }, '{ $.status = "5*" }'],
    [
      { tenants: ['acme'], apiKeyIds: ['k1'], statuses: [parseStatus('429')] },
      '{ ($.tenant = "acme" || $.apiKeyId = "acme" || $.apiKeyId = "k1") && $.status = "429" }',
    ],
    [{ canary: true }, '{ $.isCanaryRequest = "true" }'],
    [{ models: ['nova'] }, undefined],
    [{ texts: ['x'] }, undefined],
    [{ tenants: ['a"b'] }, undefined],
    [
      { tenants: Array.from({ length: 100 }, (_, at) => `tenant-${at}`), canary: false },
      '{ $.isCanaryRequest = "false" }',
    ],
  ])('given %j, then of the access log it filters %s', (conditions, pattern) => {
    expect(servicePattern('access', conditions)).toBe(pattern);
  });

  it('given a model, then the forwarder log is filtered, but not by what only the access log can tell', () => {
    expect(
      servicePattern('forwarder', { models: ['nova'], statuses: [parseStatus('5xx')], canary: true }),
    ).toBe('{ $.modelId = "*nova*" }');
  });

  it('given texts, then logs that tell nothing of others are filtered by them', () => {
    expect(servicePattern('execution', { texts: ['Method completed'] })).toBe('"Method completed"');
    expect(servicePattern('execution', { texts: ['a', 'b'] })).toBe('?"a" ?"b"');
    expect(servicePattern('execution', { texts: ['50%'] })).toBeUndefined();
  });
});

describe('conditions', () => {
  const failing = line(
    accessMessage({ status: 503, tenant: 'acme', path: '/v1/model/m/converse', canary: false }),
  );

  it.each<[TailConditions, boolean]>([
    [{}, true],
    [{ statuses: [parseStatus('4xx'), parseStatus('503')] }, true],
    [{ statuses: [parseStatus('200-299')] }, false],
    [{ tenants: ['acme', 'beta'], statuses: [parseStatus('5xx')] }, true],
    [{ tenants: ['acme'], statuses: [parseStatus('4xx')] }, false],
    [{ canary: true }, false],
    [{ canary: false }, true],
    [{ routes: ['/model/*'] }, true],
    [{ routes: ['/invoke'] }, false],
    [{ models: ['nova'] }, false],
    [{ texts: ['converse'] }, true],
    [{ texts: ['absent', 'CONVERSE'] }, false],
  ])('given %j, then a failing request of acme is wanted: %s', (conditions, wanted) => {
    expect(wantedLines(conditions)(failing)).toBe(wanted);
  });

  it.each(['', 'xxx', '600', '5x', '-', '99', '500-'])(
    'given the status "%s", then it is refused',
    (text) => {
      expect(() => parseStatus(text)).toThrow('is not a status');
    },
  );
});

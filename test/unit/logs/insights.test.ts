import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { AwsError } from '../../../src/local/errors.js';
import { compileQuery } from '../../../src/local/control-plane/logs/insights/run-query.js';
import type { QueriedEvent } from '../../../src/local/control-plane/logs/insights/rows.js';

const start = Date.UTC(2026, 10, 20, 12);

function event(second: number, message: unknown, stream = 's'): QueriedEvent {
  const timestamp = start + second * 1_000;
  const text = typeof message === 'string' ? message : JSON.stringify(message);
  return { timestamp, ingestionTime: timestamp + 5, message: text, stream, log: '123456789012:g' };
}

const requests = [
  event(0, { status: '200', tenant: 'acme', ms: 120, tokens: { in: 10, out: 5 }, ok: true }),
  event(61, { status: '500', tenant: 'acme', ms: 900, tokens: { in: 20, out: 0 }, ok: false }),
  event(62, { status: '503', tenant: 'beta', ms: 300, list: ['a', 'b'] }),
  event(130, 'plain text, user=ann took=7'),
];

function ask(query: string, events: readonly QueriedEvent[] = requests, limit = 1_000) {
  return compileQuery(query)
    .run(events, limit)
    .map((row) => Object.fromEntries(row.map(({ field, value }) => [field, value])));
}

describe('queries of Logs Insights', () => {
  it('given no fields, then time and message come, newest first', () => {
    const rows = ask('filter status >= 500');
    expect(rows.map((row) => row['@timestamp'])).toEqual([
      '2026-11-20 12:01:02.000',
      '2026-11-20 12:01:01.000',
    ]);
    expect(rows[1]?.['@message']).toBe(requests[1]?.message);
  });

  it.each([
    ['status = 500', ['900']],
    ['status >= 500 and tenant = "acme"', ['900']],
    ['status = 200 or tenant = "beta"', ['300', '120']],
    ['not (status = 200) and ispresent(ms)', ['300', '900']],
    ['tenant like /^a/', ['900', '120']],
    ['tenant like "et"', ['300']],
    ['tenant not like /a$/ and ispresent(tenant)', ['900', '120']],
    ['tenant =~ /(?i)ACME/', ['900', '120']],
    ['status in [200, 503]', ['300', '120']],
    ['status not in [200, 503] and ispresent(status)', ['900']],
    ['tokens.in + tokens.out > 15', ['900']],
    ['list.1 = "b"', ['300']],
    ['ok = 1', ['120']],
    ['ms / 0 > 1', []],
    ['missing != "x"', []],
    ['@logStream = "s" and `ms` < 200', ['120']],
    ['strlen(tenant) = 4 and toupper(tenant) = "BETA" # beta only', ['300']],
  ])('given `filter %s`, then those rows are left', (condition, ms) => {
    expect(ask(`fields ms | filter ${condition}`).flatMap((row) => row['ms'] ?? [])).toEqual(ms);
  });

  it('given stats by a field, then each group has its figures', () => {
    const rows = ask(
      'stats count(*) as n, avg(ms), max(ms) as slowest, sum(tokens.in) as used by tenant | filter ispresent(tenant) | sort tenant asc',
    );
    expect(rows).toEqual([
      { tenant: 'acme', n: '2', 'avg(ms)': '510', slowest: '900', used: '30' },
      { tenant: 'beta', n: '1', 'avg(ms)': '300', slowest: '300', used: '0' },
    ]);
  });

  it('given bin, then times are cut to the period and columns can be sorted by', () => {
    expect(ask('stats count(*) by bin(1m) | sort bin(1m) asc')).toEqual([
      { 'bin(1m)': '2026-11-20 12:00:00.000', 'count(*)': '1' },
      { 'bin(1m)': '2026-11-20 12:01:00.000', 'count(*)': '2' },
      { 'bin(1m)': '2026-11-20 12:02:00.000', 'count(*)': '1' },
    ]);
    expect(ask('stats count(*) by tenant | sort count(*) desc | limit 1')).toEqual([
      { tenant: 'acme', 'count(*)': '2' },
    ]);
  });

  it('given percentiles and distinct values, then they are right', () => {
    const events = Array.from({ length: 100 }, (_, at) => event(at, { ms: at + 1, t: at % 7 }));
    expect(
      ask('stats pct(ms, 50) as p50, pct(ms, 99) as p99, count_distinct(t) as t, min(ms) as least', events),
    ).toEqual([{ p50: '50', p99: '99', t: '7', least: '1' }]);
  });

  it('given nothing to count, then stats without groups still answer', () => {
    expect(ask('filter status = 999 | stats count(*) as n, avg(ms) as a')).toEqual([{ n: '0' }]);
  });

  it('given parse, then text becomes fields', () => {
    const glob = ask(
      'parse @message "user=* took=*" as user, took | filter ispresent(user) | display user, took',
    );
    expect(glob).toEqual([{ user: 'ann', took: '7' }]);
    const regex = ask('parse @message /took=(?<took>\\d+)/ | filter took > 5 | display took');
    expect(regex).toEqual([{ took: '7' }]);
  });

  it('given sort, limit and display, then they apply in their order', () => {
    expect(ask('sort ms asc | limit 2 | display ms, tenant as who')).toEqual([
      { ms: '120', who: 'acme' },
      { ms: '300', who: 'beta' },
    ]);
    expect(ask('fields ms', requests, 2)).toHaveLength(2);
  });

  it.each([
    'dedup tenant',
    'fields',
    'filter status >',
    'stats median(ms)',
    'stats count(*) by',
    'filter nosuch(x) = 1',
    'limit 0',
    'fields a | | fields b',
    'parse @message "a=*" as x, y',
    'filter a like /(/',
    '"text"',
  ])('given `%s`, then it is refused as malformed, with the place', (query) => {
    const refused = () => compileQuery(query);
    expect(refused).toThrow(expect.objectContaining({ code: 'MalformedQueryException' }));
    expect(refused).toThrow(
      expect.objectContaining({
        members: { queryCompileError: expect.objectContaining({ location: expect.anything() }) },
      }),
    );
  });

  it('given any text, then it is understood or malformed, never a failure of another kind', () => {
    const pieces = [
      'fields ',
      'filter ',
      'stats ',
      'count(*)',
      ' by ',
      ' | ',
      'a',
      '=',
      '"x"',
      '/x/',
      ' like ',
      '(',
      ')',
      ',',
      '5',
      ' sort ',
      'bin(5m)',
      ' as ',
      'not ',
      '[',
    ];
    const query = fc.oneof(
      fc.string(),
      fc.array(fc.constantFrom(...pieces), { maxLength: 12 }).map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(query, (text) => {
        try {
          compileQuery(text).run(requests, 10);
        } catch (error) {
          expect((error as AwsError).code).toBe('MalformedQueryException');
        }
      }),
      { numRuns: 500 },
    );
  });
});

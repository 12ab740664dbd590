import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parse } from 'yaml';
import { parseLimits, quotaPeriods, type Limits } from '../../../src/gateway/plan/limits.js';
import { csvRows, readCell, writeCell } from '../../../src/gateway/tenant-file/csv-text.js';
import { readTenantCsv, writeTenantCsv } from '../../../src/gateway/tenant-file/tenant-csv.js';
import type { TenantEntry } from '../../../src/gateway/tenant-file/tenant-entry.js';
import { readTenantDocument, writeTenantYaml } from '../../../src/gateway/tenant-file/tenant-yaml.js';
import { sanitized } from '../../../src/terminal/sanitize.js';

/** Text that somebody might choose to do harm with. */
const hostile = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc
    .array(
      fc.constantFrom(
        '=',
        '+',
        '-',
        '@',
        '|',
        "'",
        '"',
        ',',
        ';',
        '\t',
        '\r',
        '\n',
        ' ',
        '＝',
        '\\',
        '\\u{',
        'u{1b}',
        '\u001b[31m',
        '\u0007',
        '\u202e',
        '\u2066',
        '\ufeff',
        '\u200b',
        '\u0000',
        '\u009b',
        "=cmd|' /C calc'!A0",
        '=HYPERLINK("http://x")',
        '@SUM(1+1)',
        '-1+1',
        '{{7*7}}',
        ': ',
        '# ',
        '- ',
        'null',
        'true',
        '1e3',
        '%',
        'ä',
        '😀',
      ),
      { maxLength: 6 },
    )
    .map((parts) => parts.join('')),
);

const tagText = fc.stringMatching(/^[a-zA-Z0-9+\-._:/]{1,20}$/);
const limits: fc.Arbitrary<Limits> = fc
  .record(
    {
      rate: fc.integer({ min: 1, max: 9_999 }),
      quota: fc.tuple(fc.integer({ min: 1, max: 99_999 }), fc.constantFrom(...quotaPeriods)),
      routes: fc.subarray(['ANY /{proxy+}=5:10', 'POST /invoke=0.5:1', 'GET /=2:2']),
    },
    { requiredKeys: ['routes'] },
  )
  .map(({ rate, quota, routes }) =>
    parseLimits({ rate, routes, ...(quota && { quota: `${quota[0]}/${quota[1].toLowerCase()}` }) }),
  );
const entry: fc.Arbitrary<TenantEntry> = fc.record({
  id: fc.stringMatching(/^[a-z0-9._-]{1,20}$/),
  plan: fc.oneof(
    limits.map((of) => ({ limits: of })),
    hostile.filter((name) => name.trim() !== '').map((name) => ({ name })),
  ),
  auth: fc.constantFrom('key' as const, 'jwt' as const, 'both' as const),
  description: hostile.filter((text) => text.isWellFormed()),
  tags: fc
    .dictionary(
      tagText.filter((name) => !/^(aws|aigw):/i.test(name) && !name.includes('=')),
      tagText,
      { maxKeys: 4 },
    )
    .map((tags) => ({ ...tags })),
  suspended: fc.boolean(),
});
const entries = fc.uniqueArray(entry, { selector: ({ id }) => id, maxLength: 5 });

/** What Excel, LibreOffice and Google Sheets take for a formula (OWASP), in any cell of a line. */
const formula = /^[=+\-@\t\r\n|＝＋－＠]/;

describe('tenants as CSV', () => {
  it('given any tenants, when they are written and read, then they are exactly the same', () => {
    fc.assert(
      fc.property(entries, (given) => {
        expect(readTenantCsv(writeTenantCsv(given))).toEqual(given);
      }),
      { numRuns: 500 },
    );
  });

  it('given any tenants, then no cell is a formula, and nothing in the file acts on a terminal', () => {
    fc.assert(
      fc.property(entries, (given) => {
        const written = writeTenantCsv(given);
        expect(sanitized(written)).toBe(written);
        for (const cell of csvRows(written).flatMap(({ cells }) => cells)) {
          if (!/^-?\d+(\.\d+)?$/.test(cell)) expect(cell).not.toMatch(formula);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('given any text, then a cell reads back as it was written', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        expect(readCell(csvRows(writeCell(text) || '""')[0]?.cells[0] ?? '')).toBe(text);
      }),
      { numRuns: 500 },
    );
  });

  it('given a file as somebody types it, then titles know no order and no case, and empty lines are passed over', () => {
    const text = '\ufeffQuota,ID,tags\r\n\r\n1000/day,acme,team=a; env=prod\r\n,other,\r\n';
    expect(readTenantCsv(text)).toEqual([
      {
        id: 'acme',
        plan: { limits: { quota: { limit: 1000, period: 'DAY' }, routes: [] } },
        auth: 'key',
        description: '',
        tags: { team: 'a', env: 'prod' },
        suspended: false,
      },
      {
        id: 'other',
        plan: { limits: { routes: [] } },
        auth: 'key',
        description: '',
        tags: {},
        suspended: false,
      },
    ]);
  });

  it.each([
    ['name\nacme\n', /column "name"/],
    ['rate\n1\n', /no column "id"/],
    ['id\nAcme\n', /Line 2: "Acme" cannot be the id/],
    ['id,description\nok,"a\nb"\nBAD,x\n', /Line 4: "BAD"/],
    ['id\nacme\nacme\n', /acme stands in the file twice/],
    ['id,plan,rate\nacme,gold,5\n', /names a plan and has limits/],
    ['id,auth\nacme,none\n', /no way to authenticate/],
    ['id,suspended\nacme,perhaps\n', /neither yes nor no/],
    ['id\n"acme\n', /no CSV/],
    ['id\n"acme"x\n', /no CSV/],
    ['id\nacme,1\n', /too many cells/],
    ['id,tags\nacme,aws:x=1\n', /not yours to set/],
  ])('given %j, then it is refused with the place and the reason', (text, reason) => {
    expect(() => readTenantCsv(text)).toThrow(reason);
  });

  it('given a key that cannot be one, then it is refused without being told', () => {
    expect(() => readTenantCsv('id,key\nacme,secret-but-short\n')).toThrow(
      /^Line 2: Its key cannot be one\.$/,
    );
    const twice = 'x'.repeat(30);
    expect(() => readTenantCsv(`id,key\na,${twice}\nb,${twice}\n`)).toThrow(
      /^A key stands in the file twice\.$/,
    );
  });
});

describe('tenants as YAML', () => {
  it('given any tenants, when they are written and read by a YAML parser, then they are exactly the same', () => {
    fc.assert(
      fc.property(entries, (given) => {
        expect(readTenantDocument(parse(writeTenantYaml(given)))).toEqual(given);
      }),
      { numRuns: 500 },
    );
  });

  it('given any tenants, then nothing in the file acts on a terminal', () => {
    fc.assert(
      fc.property(entries, (given) => {
        const written = writeTenantYaml(given);
        expect(sanitized(written)).toBe(written);
      }),
    );
  });

  it.each([
    ['x: 1', /no list "tenants"/],
    ['tenants: [1]', /Tenant 1 is no map/],
    ['tenants: [{ id: acme, colour: red }]', /nothing is called "colour"/],
    ['tenants: [{ id: acme, rate: [1] }]', /"rate" must be a single value/],
    ['tenants: [{ id: ACME }]', /Tenant ACME: "ACME" cannot be the id/],
  ])('given %j, then it is refused with the place and the reason', (text, reason) => {
    expect(() => readTenantDocument(parse(text))).toThrow(reason);
  });
});

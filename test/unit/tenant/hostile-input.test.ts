import { beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { GatewayError } from '../../../src/gateway/errors.js';
import { addTenant } from '../../../src/gateway/tenant/add-tenant.js';
import { listTenants } from '../../../src/gateway/tenant/list-tenants.js';
import { isTenantId } from '../../../src/gateway/tenant/tenant-id.js';
import { readRecord, writeRecord, type TenantRecord } from '../../../src/gateway/tenant/tenant-record.js';
import { renderTenants } from '../../../src/terminal/tenants.js';
import { inProcessTenants, type InProcessTenants } from '../../support/in-process-tenants.js';

let world: InProcessTenants;
beforeAll(async () => {
  world = await inProcessTenants();
});

/** What breaks parsers, terminals, spreadsheets and objects. */
const nasty = fc.constantFrom(
  '\u001b[2J\u001b]0;title\u0007',
  '\r\n',
  '\0',
  '=1+1',
  '@SUM(A1)',
  '+cmd',
  '-2',
  '","',
  "';--",
  '%',
  '%zz',
  '%3D',
  '&',
  ' ',
  '  ',
  '=',
  ' text=',
  ' stack=other',
  'aigw stack=other kind=key plan=x',
  '__proto__',
  'constructor',
  '../..',
  '/',
  '\\',
  '<b>',
  '\u202e',
  '\u200b',
  '\u2028',
  'ü',
  '漢字',
  '😀',
  '\ud800',
  'aws:x',
  'aigw:tenant',
  'A',
  'é'.normalize('NFD'),
  '\u007f\u009b31m',
);
const hostile = fc
  .array(
    fc.oneof(nasty, fc.string({ unit: 'binary', maxLength: 12 }), fc.stringMatching(/^[a-z0-9]{0,9}$/)),
    { maxLength: 5 },
  )
  .map((parts) => parts.join(''));
const tags = fc
  .array(fc.tuple(hostile, hostile), { maxLength: 3 })
  .map((entries) => Object.fromEntries(entries));

/** No control, no character that reorders or hides: what a terminal may be given, line ends apart. */
const forTerminals = /^[^\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e]*$/;

describe('500 hostile tenants', () => {
  it('given ids, tags and descriptions meant to break things, then they are refused with a reason or come back exactly', async () => {
    let [kept, refused] = [0, 0];
    let serial = 0;
    const id = fc.oneof(hostile, fc.constant(''));
    await fc.assert(
      fc.asyncProperty(id, hostile, tags, fc.boolean(), async (prefix, description, given, plain) => {
        const tenant = { id: `${prefix}${serial++}`.slice(0, 70), description, tags: plain ? {} : given };
        const added = await addTenant(world.tools(), tenant).catch((error: unknown) => error);
        if (added instanceof Error) {
          expect(added).toBeInstanceOf(GatewayError);
          expect(added).toMatchObject({ kind: 'usage', message: expect.stringMatching(/\S/) });
          refused++;
          return;
        }
        const { tenants } = await listTenants(world.tools(), { prefix: tenant.id });
        const [found] = tenants.filter((each) => each.id === tenant.id);
        expect(found).toMatchObject({ description, tags: tenant.tags });
        expect(renderTenants({ tenants })).toMatch(forTerminals);
        kept++;
      }),
      { numRuns: 500, examples: [['', '=1+1', {}, true]] },
    );
    expect(kept).toBeGreaterThan(50);
    expect(refused).toBeGreaterThan(50);
  });
});

describe('the record of a key', () => {
  const text = fc.string({ unit: 'grapheme', maxLength: 40 });
  const record: fc.Arbitrary<TenantRecord> = fc.record(
    {
      stack: text,
      kind: fc.constantFrom('key' as const, 'jwt' as const),
      plan: text,
      description: text,
      tags: fc.dictionary(text, text, { maxKeys: 4 }).map((map) => Object.fromEntries(Object.entries(map))),
      revision: fc.stringMatching(/^[0-9a-f]{12}$/),
      replaces: fc.record({
        keyId: fc.stringMatching(/^[a-z0-9]{10}$/),
        until: fc.date({ noInvalidDate: true, min: new Date(0), max: new Date('2099-01-01') }),
      }),
      withdrawn: fc.constant(true),
    },
    { requiredKeys: ['stack', 'kind', 'plan', 'description', 'tags', 'revision'] },
  );

  it('given any record, when it is written, then it is one line that CSV, JSON and terminals leave alone, and reads back', () => {
    fc.assert(
      fc.property(record, (each) => {
        const written = writeRecord(each);
        expect(written).toMatch(/^aigw( [\w:/.~!*'()%-]+=[\w:/.~!*'()%-]*)+$/);
        expect(readRecord(written)).toEqual(each);
      }),
    );
  });

  it.each([
    '',
    'aigw',
    'aigw stack=a',
    'a key of mine',
    'aigw stack=a kind=other plan=b',
    'aigw stack=%zz kind=key plan=b',
  ])('given the description %j, then it is no tenant', (description) => {
    expect(readRecord(description)).toBeUndefined();
  });
});

describe('ids of tenants', () => {
  it.each(['', 'A', 'a b', 'ä', 'a/b', 'a'.repeat(65), 'a\n'])('given %j, then it is none', (id) => {
    expect(isTenantId(id)).toBe(false);
  });
});

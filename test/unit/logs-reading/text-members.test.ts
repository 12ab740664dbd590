import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { QuotedText } from '../../../src/gateway/logs/quoted-text.js';
import { allTextMembers, TextMembers } from '../../../src/gateway/logs/text-members.js';

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.string({ unit: fc.constantFrom('"', '\\', ':', ',', '{', '}', ' ', 'a', '-', '\n', 'é', '\u202e') }),
);
const name = fc.oneof(fc.constantFrom('status', 'tenant', 'path'), text);
const space = fc.constantFrom('', ' ', '  ');

/** A line as API Gateway makes it of a format: members of texts, also of one name, with or without blanks between. */
const lines = fc.array(fc.tuple(name, text, space, space), { maxLength: 8 }).map((members) => ({
  members: members.map(([key, value]) => [key, value] as const),
  line: `{${members
    .map(([key, value, before, after]) => `${JSON.stringify(key)}${before}:${after}${JSON.stringify(value)}`)
    .join(', ')}}`,
}));

/** What the first member of each name says. */
function firstOfEach(members: readonly (readonly [string, string])[]): Map<string, string> {
  return new Map([...members].reverse());
}

/** A text as a service may quote it that writes quotes, backslashes and more by their numbers. */
function byNumbers(line: string): QuotedText {
  const units = Array.from({ length: line.length }, (_, at) => line.charCodeAt(at));
  const quoted = `"${units.map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`).join('')}"`;
  const bytes = Buffer.from(quoted);
  return new QuotedText(bytes, 1, bytes.length - 1, false);
}

describe('members of a line that is a JSON object of texts', () => {
  it('given any members, then each name has the text of its first member', () => {
    fc.assert(
      fc.property(lines, ({ members, line }) => {
        const expected = firstOfEach(members);
        expect(new Map(Object.entries(allTextMembers(QuotedText.of(line))))).toEqual(expected);
      }),
    );
  });

  it('given one line after another, alike and not, then those that are asked for are told of each', () => {
    fc.assert(
      fc.property(fc.array(lines, { minLength: 1, maxLength: 4 }), fc.boolean(), (several, numbered) => {
        const names = ['status', 'tenant', 'path'];
        const some = new TextMembers(names);
        for (const { members, line } of several.flatMap((each) => [each, each])) {
          const expected = firstOfEach(members);
          const quoted = numbered ? byNumbers(line) : QuotedText.of(line);
          expect(some.read(quoted)).toEqual(names.map((each) => expected.get(each)));
        }
      }),
    );
  });

  it('given a line whose characters are all written by number, then it says the same', () => {
    fc.assert(
      fc.property(lines, ({ members, line }) => {
        const found = allTextMembers(byNumbers(line));
        expect(new Map(Object.entries(found))).toEqual(firstOfEach(members));
      }),
    );
  });

  it('given any text, then it is read without an error, and nothing but texts comes out', () => {
    fc.assert(
      fc.property(text, (line) => {
        for (const quoted of [QuotedText.of(line), QuotedText.of(`{"a":"b"${line}`)]) {
          expect(Object.values(allTextMembers(quoted)).every((value) => typeof value === 'string')).toBe(
            true,
          );
        }
      }),
    );
  });

  const read = (line: string) => ({ ...allTextMembers(QuotedText.of(line)) });

  it('given a path that a client has made to look like members, written as it came, then what stands before it holds', () => {
    const line =
      '{"status":"403", "tenant":"-", "path":"/x", "status":"200", "tenant":"victim", "end":"x"y"}';
    expect(read(line)).toEqual({ status: '403', tenant: '-', path: '/x', end: 'x' });
  });

  it('given members that are no texts, then they are passed over', () => {
    expect(read('{"a":5,"b":"x","c":null,"d":"y"}')).toEqual({ b: 'x', d: 'y' });
  });

  it('given a line that was cut, then what is whole is read', () => {
    expect(read('{"status":"200","path":"/mod')).toEqual({ status: '200' });
    expect(read('{"status":"200","pa')).toEqual({ status: '200' });
  });

  it.each(['', 'START RequestId: 1', '"status":"200"', '[{"status":"200"}]'])(
    'given %j, which is no object, then there are none',
    (line) => {
      expect(read(line)).toEqual({});
    },
  );
});

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decodeBase64url } from '../../../../src/functions/authorizer/base64url.js';
import { parseJsonObject } from '../../../../src/functions/authorizer/strict-json.js';

const texts = fc.oneof(fc.string({ unit: 'binary' }), fc.stringMatching(/^["\\{}[\]:,\s]{0,8}$/));
const objects = fc.dictionary(
  texts,
  fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      texts,
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.constantFrom(null, true, false),
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(texts, tie('value'), { maxKeys: 3 }),
    ),
  })).value,
);

/** Every place in the JSON of an object where it can say a member once more: after `{` of an object that has one. */
function withDuplicate(text: string, pick: number): string | undefined {
  const places: { at: number; member: string }[] = [];
  for (let at = 0, inString = false; at < text.length; at++) {
    if (inString && text[at] === '\\') at++;
    else if (text[at] === '"') inString = !inString;
    else if (!inString && text[at] === '{' && text[at + 1] === '"') {
      const name = /^"(?:[^"\\]|\\.)*"/s.exec(text.slice(at + 1))?.[0] ?? '';
      places.push({ at: at + 1, member: `${name}:0,` });
    }
  }
  const place = places[pick % Math.max(places.length, 1)];
  return place && text.slice(0, place.at) + place.member + text.slice(place.at);
}

describe('JSON without duplicates', () => {
  it('given the JSON of any object, plain or indented, reads what JSON.parse reads', () => {
    fc.assert(
      fc.property(objects, fc.nat(4), (object, indent) => {
        const text = JSON.stringify(object, undefined, indent);
        expect(parseJsonObject(Buffer.from(text))).toEqual(JSON.parse(text));
      }),
      { numRuns: 500 },
    );
  });

  it('given any member of it once more, reads nothing', () => {
    fc.assert(
      fc.property(objects, fc.nat(), (object, pick) => {
        const text = withDuplicate(JSON.stringify(object), pick);
        fc.pre(text !== undefined);
        expect(parseJsonObject(Buffer.from(text ?? ''))).toBeUndefined();
      }),
      { numRuns: 500 },
    );
  });
});

describe('strict base64url', () => {
  it('given bytes, reads what was written, and nothing that is written otherwise', () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.string(), (bytes, text) => {
        const written = Buffer.from(bytes).toString('base64url');
        expect(decodeBase64url(written)).toEqual(Buffer.from(bytes));
        const read = decodeBase64url(text);
        if (read) expect(read.toString('base64url')).toBe(text);
      }),
    );
  });
});

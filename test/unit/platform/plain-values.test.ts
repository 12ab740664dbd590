import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decodePlain, encodePlain, type Json } from '../../../src/local/persistence/plain-values.js';

const key = fc.oneof(
  fc.string(),
  fc.constantFrom('$date', '$map', '$object', '__proto__', 'constructor', '$'),
);

const plain = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.string(),
    fc.double(),
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.bigInt(),
    fc.date({ noInvalidDate: true }),
    fc.uint8Array(),
    fc.array(tie('value')),
    fc.dictionary(key, tie('value'), { noNullPrototype: true }),
    fc.array(fc.tuple(key, tie('value'))).map((entries) => new Map(entries)),
    fc.array(tie('value')).map((items) => new Set(items)),
  ),
})).value;

describe('given any plain value', () => {
  it('when it is an invalid date, then it stays one', () => {
    // Jest finds no two invalid dates equal, so they are not among the values of the property below.
    const copy = decodePlain(JSON.parse(JSON.stringify(encodePlain(new Date(Number.NaN)))) as Json);
    expect(copy instanceof Date && Number.isNaN(copy.getTime())).toBe(true);
  });

  it('when it is encoded, sent through JSON and decoded, then it is the same value', () => {
    fc.assert(
      fc.property(plain, (value) => {
        const copy = decodePlain(JSON.parse(JSON.stringify(encodePlain(value))) as Json);
        expect(copy).toEqual(value);
        expect(Object.getPrototypeOf(copy ?? 0)).toBe(Object.getPrototypeOf(value ?? 0));
      }),
    );
  });
});

describe('given what is no plain value', () => {
  it('when a function is encoded, then it is refused', () => {
    expect(() => encodePlain({ f: () => 1 })).toThrow(TypeError);
  });

  it('when JSON holds an unknown tag, then it is refused', () => {
    expect(() => decodePlain({ $unknown: 1 })).toThrow('$unknown');
  });

  it('when a member is undefined, then it is left out', () => {
    expect(encodePlain({ a: undefined, b: 1 })).toEqual({ b: 1 });
  });
});

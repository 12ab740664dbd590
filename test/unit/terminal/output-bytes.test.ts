import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { OutputBytes } from '../../../src/terminal/output-bytes.js';

describe('bytes put together for output', () => {
  it('given texts and bytes in any order, then they come in that order, and what was taken stays as it is', () => {
    const piece = fc.oneof(fc.string({ unit: 'grapheme' }), fc.uint8Array({ maxLength: 40 }));
    fc.assert(
      fc.property(fc.array(fc.array(piece)), fc.integer({ min: 1, max: 20 }), (rounds, size) => {
        const out = new OutputBytes(size);
        const taken = rounds.map((pieces) => {
          for (const each of pieces) {
            if (typeof each === 'string') out.text(each);
            else out.copy(Buffer.from(each), 0, each.length);
          }
          return out.take();
        });
        expect(taken.map((bytes) => bytes.toString('hex'))).toEqual(
          rounds.map((pieces) =>
            Buffer.concat(pieces.map((each) => Buffer.from(each as string))).toString('hex'),
          ),
        );
      }),
    );
  });
});

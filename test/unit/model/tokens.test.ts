import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { countTokens, splitTokens } from '../../../src/local/model/tokens.js';

const anyText = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 200 }),
  fc.string({ unit: fc.constantFrom(' ', '\n', 'a', '.', 'é', '世') }),
);

describe('given any text', () => {
  it('when it is cut into tokens, then joined they are the text again', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(splitTokens(text).join('')).toBe(text);
      }),
      { verbose: true },
    );
  });

  it('when it has something visible, then counting and cutting agree', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const visible = text.trim() !== '';
        expect(countTokens(text)).toBe(visible ? splitTokens(text).length : 0);
      }),
      { verbose: true },
    );
  });
});

describe('given the rule: eight letters or digits, or one other visible character, are a token', () => {
  it.each([
    ['', 0],
    ['   \n', 0],
    ['word', 1],
    ['straightforward', 2],
    ['one two', 2],
    ['Hi, you!', 4],
    ['世界', 1],
    ['a.b', 3],
  ])('when %j is counted, then it has %d', (text, tokens) => {
    expect(countTokens(text)).toBe(tokens);
  });

  it('when three million spaces are counted, then that takes no time worth mentioning', () => {
    expect(countTokens(' '.repeat(3_000_000))).toBe(0);
  });
});

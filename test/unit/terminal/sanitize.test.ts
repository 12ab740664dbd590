import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { sanitized } from '../../../src/terminal/sanitize.js';

describe('sanitized', () => {
  it.each([
    ['a colour', '\u001b[31mred', '\\u{1b}[31mred'],
    ['a window title', '\u001b]0;owned\u0007', '\\u{1b}]0;owned\\u{7}'],
    ['a C1 control', 'a\u009b2Jb', 'a\\u{9b}2Jb'],
    ['a carriage return', 'safe\rfake', 'safe\\u{d}fake'],
    ['a bidi override', 'abc\u202edef', 'abc\\u{202e}def'],
    ['a lone surrogate', 'a\ud800b', 'a\ufffdb'],
  ])('given %s, then makes it visible', (_what, text, safe) => {
    expect(sanitized(text)).toBe(safe);
  });

  it('given newline, tab, umlauts and emoji, then leaves them', () => {
    expect(sanitized('ä\n\t🙂')).toBe('ä\n\t🙂');
  });

  it('given anything, then no control character but newline and tab is left', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const controls = [...sanitized(text)].filter((character) => /\p{Cc}/u.test(character));
        expect(controls.filter((character) => character !== '\n' && character !== '\t')).toEqual([]);
      }),
    );
  });
});

import { describe, expect, it } from '@jest/globals';
import { wantsColor } from '../../../src/terminal/colors.js';

describe('wantsColor', () => {
  it.each([
    ['a terminal', true, {}, true],
    ['a pipe', false, {}, false],
    ['a terminal with NO_COLOR', true, { NO_COLOR: '1' }, false],
    ['a terminal with an empty NO_COLOR', true, { NO_COLOR: '' }, true],
    ['a pipe with FORCE_COLOR', false, { FORCE_COLOR: '1' }, true],
    ['a pipe with both', false, { FORCE_COLOR: '1', NO_COLOR: '1' }, false],
    ['a dumb terminal', true, { TERM: 'dumb' }, false],
  ])('given %s, then it is %s', (_what, isTTY, environment, expected) => {
    expect(wantsColor({ isTTY }, environment)).toBe(expected);
  });
});

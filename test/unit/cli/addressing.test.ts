import { describe, expect, it } from '@jest/globals';
import { addressed } from '../../../src/cli/addressing.js';

describe('addressed', () => {
  it.each([
    ['a command', 'aigw deploy', 'aigw deploy --local --region eu-west-1'],
    ['a command with arguments', 'Ask: aigw chat "…"', 'Ask: aigw chat --local --region eu-west-1 "…"'],
    [
      'a command in a sentence',
      'Run `aigw destroy` again.',
      'Run `aigw destroy --local --region eu-west-1` again.',
    ],
    ['a flag that is there', 'aigw status --region x', 'aigw status --local --region x'],
    ['a command that works on no gateway', 'aigw local start', 'aigw local start'],
    ['a word that only begins so', 'aigw deployed', 'aigw deployed'],
  ])('given %s, then it leads to the same gateway', (_what, text, expected) => {
    expect(addressed(text, ['--local', '--region eu-west-1'])).toBe(expected);
  });

  it('given nothing was typed, then the text stays', () => {
    expect(addressed('aigw deploy', [])).toBe('aigw deploy');
  });
});

import { describe, expect, it } from '@jest/globals';
import { readDirectives, withoutDirectives } from '../../../src/local/model/directives.js';

describe('given a prompt with directives', () => {
  it.each([
    [
      '[[error ThrottlingException]]',
      { error: { code: 'ThrottlingException', key: 'error ThrottlingException' } },
    ],
    [
      '[[error ServiceUnavailableException times 2 key abc retry-after 1]]',
      { error: { code: 'ServiceUnavailableException', times: 2, key: 'abc', retryAfter: '1' } },
    ],
    ['[[slow 200ms]]', { slowMs: 200 }],
    ['[[first-byte 2s]]', { firstByteMs: 2000 }],
    ['[[chunks 10000]]', { chunks: 10_000 }],
    ['[[size 3MB]]', { size: 3 * 1024 * 1024 }],
    ['[[size 10KB]]', { size: 10 * 1024 }],
    ['[[break after 3]]', { breakAfter: 3 }],
    [
      '[[exception mid-stream ModelStreamErrorException after 2]]',
      { exception: { code: 'ModelStreamErrorException', after: 2 } },
    ],
    ['[[exception ThrottlingException]]', { exception: { code: 'ThrottlingException', after: 0 } }],
    ['[[tool weather]]', { tool: 'weather' }],
    ['Say hi [[slow 1s]] and [[break after 1]] now', { slowMs: 1000, breakAfter: 1 }],
  ])('when it is %s, then it asks for that', (prompt, expected) => {
    expect(readDirectives(prompt)).toEqual(expected);
    expect(withoutDirectives(prompt)).not.toContain('[[');
  });

  it.each([
    '[[Wiki link]]',
    '[[error NoSuchException]]',
    '[[slow soon]]',
    '[[break]]',
    '[[__proto__ x]]',
    '[slow 1s]',
    '[[[[[[',
  ])('when it is %s, then it is left to the model', (prompt) => {
    expect(readDirectives(prompt)).toEqual({});
    expect(withoutDirectives(prompt)).toBe(prompt);
  });
});

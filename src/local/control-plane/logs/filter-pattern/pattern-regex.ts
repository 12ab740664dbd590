import { invalidCharacters, invalidPattern } from './pattern-error.js';

/** One allowed piece: a letter, digit, symbol or operator, or one of them escaped (CWL/FilterAndPatternSyntax). */
const PIECE = /[A-Za-z0-9:_#=@/;,\-^$?[\]{}|*+.]|\\(?:x[0-9A-Fa-f]{2}|[dDwWsS]|[^A-Za-z0-9\s])/y;

/**
 * The regular expressions of filter patterns: no groups, no look-around, ASCII only.
 *
 * @throws AwsError InvalidParameterException
 */
export function compilePatternRegex(source: string): RegExp {
  if (source === '') throw invalidCharacters('%%');
  for (let index = 0; index < source.length; index = PIECE.lastIndex) {
    PIECE.lastIndex = index;
    if (!PIECE.test(source)) throw invalidCharacters(source.charAt(index));
  }
  try {
    return new RegExp(source);
  } catch {
    throw invalidPattern('the regular expression is not valid');
  }
}

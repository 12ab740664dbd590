import type { CompiledFilterPattern } from './compiled-pattern.js';
import { compileDelimitedPattern } from './delimited-pattern.js';
import { compileJsonPattern } from './json-pattern.js';
import { invalidPattern } from './pattern-error.js';
import { compileTermPattern } from './term-pattern.js';

export type { CompiledFilterPattern } from './compiled-pattern.js';

const LONGEST = 1024;

/**
 * Makes a filter pattern of CloudWatch Logs ready for use: `{…}` is for JSON events, `[…]` for fields between blanks, anything
 * else for text. An empty pattern matches every event.
 *
 * @throws AwsError InvalidParameterException, and nothing else
 */
export function compileFilterPattern(text: string): CompiledFilterPattern {
  if (text.length > LONGEST) throw invalidPattern(`it is longer than ${String(LONGEST)} characters`);
  const pattern = text.trim();
  if (pattern.startsWith('{')) return compileJsonPattern(pattern);
  if (pattern.startsWith('[')) return compileDelimitedPattern(pattern);
  return compileTermPattern(pattern);
}

import { colorsFor } from './colors.js';
import { sanitized } from './sanitize.js';
import { wrapped } from './wrap.js';

/** A warning on stderr, on a line of its own; on a terminal broken between words. */
export function warningLine(text: string): string {
  const { isTTY, columns } = process.stderr;
  const safe = sanitized(text);
  const lines = isTTY ? wrapped(safe, columns, '  ') : [`  ${safe}`];
  return colorsFor(process.stderr).yellow(`! ${lines.join('\n').slice(2)}`);
}

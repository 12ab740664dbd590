import { colorsFor } from './colors.js';
import { sanitized } from './sanitize.js';

/** A warning as it stands on a line of its own on stderr. */
export function warningLine(text: string): string {
  return colorsFor(process.stderr).yellow(`! ${sanitized(text)}`);
}

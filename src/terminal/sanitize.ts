/**
 * C0 except newline and tab, DEL, C1, and the characters that reorder text or hide in it (bidi controls, zero-width
 * characters, line separators): nothing of AWS's or a tenant's making may move the cursor, set a title or fake a prompt.
 */
const unsafe =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]|\r/g;

/** Makes text from elsewhere safe to show: every unsafe character becomes a visible `\u{…}` escape. */
export function sanitized(text: string): string {
  return text
    .toWellFormed()
    .replace(unsafe, (character) => `\\u{${character.codePointAt(0)?.toString(16) ?? ''}}`);
}

/** The same for a place that must stay on its line, such as a cell: a newline in it could forge the next line. */
export function singleLine(text: string): string {
  return sanitized(text).replace(/[\n\t]/g, (character) => (character === '\n' ? '⏎' : ' '));
}

/** Everything a terminal could take for more than text, and that JSON leaves as it is: DEL, C1, bidi controls, what has no width. */
const active = /[\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

/**
 * JSON that keeps every text exactly and is harmless on a terminal: what could act there stands in it as `\uXXXX`, which reads back as
 * the same character.
 *
 * @param indent blanks for each level; absent: one line
 */
export function jsonText(value: unknown, indent?: number): string {
  const text = JSON.stringify(value ?? null, null, indent);
  return text.replace(active, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

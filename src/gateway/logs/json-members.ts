import type { QuotedText } from './quoted-text.js';

const brace = 0x7b;

/** The members of a line that is a JSON object, such as our functions write; undefined for any other line. */
export function jsonMembers(line: QuotedText): Readonly<Record<string, unknown>> | undefined {
  const { bytes, start } = line.usual();
  if (bytes[start] !== brace) return undefined;
  try {
    return JSON.parse(line.text) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}

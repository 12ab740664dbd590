import { isUtf8 } from 'node:buffer';

const MAX_DEPTH = 16;
const QUOTE = 0x22;
const COLON = 0x3a;
const BACKSLASH = 0x5c;

export type JsonObject = Readonly<Record<string, unknown>>;

/**
 * The object that UTF-8 JSON holds, or undefined: for anything that is no JSON object, nests deeper than 16, or names a member
 * twice. Readers of JSON differ in which of two equal members counts (RFC 8725 §2.7).
 */
export function parseJsonObject(bytes: Buffer): JsonObject | undefined {
  if (!isUtf8(bytes)) return undefined;
  const text = bytes.toString();
  const value = parse(text);
  // A member that is named twice is written twice and kept once.
  return isObject(value) && writtenMembers(text) === keptMembers(value) ? value : undefined;
}

/** A member that the object itself has: never one that every object inherits. */
export function member(object: JsonObject, name: string): unknown {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Counts the colons outside of strings in valid JSON: one for each member. -1 where it nests too deep. */
function writtenMembers(text: string): number {
  let count = 0;
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) at = endOfString(text, at);
    else if (code === COLON) count++;
    // Brackets and braces differ by one bit from each other's kind: `[`, `{` and `]`, `}`.
    else if ((code | 0x20) === 0x7b && ++depth > MAX_DEPTH) return -1;
    else if ((code | 0x20) === 0x7d) depth--;
  }
  return count;
}

function endOfString(text: string, start: number): number {
  let end = text.indexOf('"', start + 1);
  while (isEscaped(text, end)) end = text.indexOf('"', end + 1);
  return end;
}

/** An odd number of backslashes stands before it. */
function isEscaped(text: string, at: number): boolean {
  let before = at;
  while (text.charCodeAt(before - 1) === BACKSLASH) before--;
  return (at - before) % 2 === 1;
}

function keptMembers(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  const members: unknown[] = Object.values(value);
  let count = Array.isArray(value) ? 0 : members.length;
  for (const each of members) count += keptMembers(each);
  return count;
}

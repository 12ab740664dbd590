import type { QuotedText } from './quoted-text.js';

const quote = 0x22;
const backslash = 0x5c;
const colon = 0x3a;
const brace = 0x7b;

/** Told where a name and its text lie. */
type TakeMember = (nameStart: number, nameEnd: number, start: number, end: number) => void;

/** Names to look for, found in bytes without making a text of each name that is met. */
export class MemberNames {
  readonly #byLength: { readonly bytes: Buffer; readonly index: number }[][] = [];

  constructor(readonly names: readonly string[]) {
    names.forEach((name, index) => {
      (this.#byLength[name.length] ??= []).push({ bytes: Buffer.from(name), index });
    });
  }

  /** Which of the names stands there; -1: none. */
  indexOf(bytes: Buffer, start: number, end: number): number {
    const candidates = this.#byLength[end - start];
    if (candidates === undefined) return -1;
    for (const candidate of candidates) if (standsAt(bytes, start, candidate.bytes)) return candidate.index;
    return -1;
  }
}

function standsAt(bytes: Buffer, start: number, name: Buffer): boolean {
  for (let at = 0; at < name.length; at++) if (bytes[start + at] !== name[at]) return false;
  return true;
}

/** Reads some members of lines that are JSON objects of texts. */
export class TextMembers {
  readonly #names: MemberNames;
  readonly #last: readonly LastText[];

  constructor(names: readonly string[]) {
    this.#names = new MemberNames(names);
    this.#last = names.map(() => new LastText());
  }

  /**
   * The texts of the members, in the order of the names; undefined for a name that is not there. Of two members of one name the first
   * counts. Whatever else the line holds is passed over, also where it is not JSON.
   */
  read(quoted: QuotedText): (string | undefined)[] {
    const line = quoted.usual();
    const found = new Array<string | undefined>(this.#last.length).fill(undefined);
    eachTextMember(line, (nameStart, nameEnd, start, end) => {
      const index = this.#names.indexOf(line.bytes, nameStart, nameEnd);
      if (index >= 0) found[index] ??= this.#last[index]?.of(line, start, end);
    });
    return found;
  }
}

/** Most values of a member are those of the line before: their text is there already. */
class LastText {
  #bytes: Buffer = Buffer.alloc(0);
  #start = 0;
  #end = 0;
  #text = '';

  of(line: QuotedText, start: number, end: number): string {
    if (!this.#standsAt(line.bytes, start, end)) this.#text = innerText(line, start, end);
    // Also where it is the same: so it holds on to the page that is read, not to an old one.
    this.#bytes = line.bytes;
    this.#start = start;
    this.#end = end;
    return this.#text;
  }

  #standsAt(bytes: Buffer, start: number, end: number): boolean {
    const last = this.#bytes;
    const shift = start - this.#start;
    if (end - shift !== this.#end) return false;
    for (let at = this.#end - 1; at >= this.#start; at--) if (last[at] !== bytes[at + shift]) return false;
    return true;
  }
}

/** The texts of all members, by name. */
export function allTextMembers(quoted: QuotedText): Record<string, string> {
  const line = quoted.usual();
  const found = Object.create(null) as Record<string, string>;
  eachTextMember(line, (nameStart, nameEnd, start, end) => {
    const name = innerText(line, nameStart, nameEnd);
    if (!(name in found)) found[name] = innerText(line, start, end);
  });
  return found;
}

/** Quotes of the object stand in the quoted line as `\"`. */
function eachTextMember(line: QuotedText, take: TakeMember): void {
  const { bytes, end } = line;
  let at = line.start;
  while (bytes[at] === 0x20) at++;
  if (bytes[at] !== brace) return;
  for (;;) {
    const nameStart = afterQuote(bytes, at, end);
    const nameEnd = nameStart < 0 ? -1 : closingQuote(bytes, nameStart, end);
    if (nameEnd < 0) return;
    const start = textAfterColon(bytes, nameEnd + 2);
    if (start < 0) {
      at = nameEnd;
      continue;
    }
    const valueEnd = closingQuote(bytes, start, end);
    if (valueEnd < 0) return;
    take(nameStart, nameEnd, start, valueEnd);
    at = valueEnd + 2;
  }
}

/** Behind the next quote; -1 where there is none. */
function afterQuote(bytes: Buffer, from: number, end: number): number {
  for (let at = from; at < end; at++) {
    if (bytes[at] !== backslash) continue;
    if (bytes[at + 1] === quote) return at + 2;
    at++;
  }
  return -1;
}

/** Where the quote stands that ends a text; -1 where there is none. Inside the text a quote is escaped twice: `\\\"`. */
function closingQuote(bytes: Buffer, from: number, end: number): number {
  for (let at = from; at < end; at++) {
    if (bytes[at] !== backslash) continue;
    if (bytes[at + 1] === quote) return at;
    at++;
    // An escape of the inner text: what is escaped may itself be written with one.
    if (bytes[at] === backslash) at += bytes[at + 1] === backslash ? 2 : 1;
  }
  return -1;
}

/** Where the text begins that follows a colon; -1 where something else follows. */
function textAfterColon(bytes: Buffer, from: number): number {
  let at = from;
  while (bytes[at] === 0x20) at++;
  if (bytes[at] !== colon) return -1;
  at++;
  while (bytes[at] === 0x20) at++;
  return bytes[at] === backslash && bytes[at + 1] === quote ? at + 2 : -1;
}

/** What stands inside two levels of quotes. */
function innerText({ bytes, plain }: QuotedText, start: number, end: number): string {
  // Most texts are the hyphen that API Gateway writes for a missing value; one byte is one character.
  if (end - start === 1) return String.fromCharCode(bytes[start] ?? 0);
  const raw = bytes.toString(plain ? 'latin1' : 'utf8', start, end);
  return raw.includes('\\') ? unescaped(unescaped(raw)) : raw;
}

function unescaped(text: string): string {
  try {
    return JSON.parse(`"${text}"`) as string;
  } catch {
    return text;
  }
}

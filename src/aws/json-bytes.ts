import { QuotedText } from '../gateway/logs/quoted-text.js';
import { MemberNames } from '../gateway/logs/text-members.js';

const quote = 0x22;
const backslash = 0x5c;
const comma = 0x2c;
const colon = 0x3a;
const openBracket = 0x5b;
const closeBracket = 0x5d;
const openBrace = 0x7b;
const closeBrace = 0x7d;
const letterN = 0x6e;
const letterU = 0x75;
const del = 0x7f;
const space = 0x20;
const zero = 0x30;
const nine = 0x39;

const shortEscapes = Buffer.from('/bfnrt');

/** 1 for each byte that stands for itself in a text: printable ASCII that is no quote and no backslash. */
const isOrdinary = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte >= space && byte < del && byte !== quote && byte !== backslash ? 1 : 0,
);

const noNames = new MemberNames([]);

/**
 * Reads JSON where it lies, value after value as its reader asks for them: texts are found and not made. Every method throws a SyntaxError where
 * something else stands there.
 *
 *     if (json.opensObject()) do { const name = json.name(names); … } while (json.hasMember());
 */
export class JsonBytes {
  #at: number;
  /** Whether the text that was passed last is, see QuotedText. */
  #plain = true;

  /** @param at where to begin */
  constructor(
    private readonly bytes: Buffer,
    at = 0,
  ) {
    this.#at = at;
  }

  /** Where reading goes on. */
  get at(): number {
    return this.#at;
  }

  /** Goes into an object. @returns whether it has a member */
  opensObject(): boolean {
    this.#expect(openBrace);
    return !this.#takes(closeBrace);
  }

  /** Behind a member. @returns whether there is another one; otherwise the object has ended */
  hasMember(): boolean {
    if (this.#takes(comma)) return true;
    this.#expect(closeBrace);
    return false;
  }

  /** Reads the name of a member; its value has to be read or skipped next. @returns its place among the names, -1: none of them */
  name(names: MemberNames): number {
    this.#expect(quote);
    const start = this.#at;
    const end = this.#closingQuote();
    this.#expect(colon);
    return names.indexOf(this.bytes, start, end);
  }

  /** Goes into a list. @returns whether it has an item */
  opensList(): boolean {
    this.#expect(openBracket);
    return !this.#takes(closeBracket);
  }

  /** Behind an item. @returns whether there is another one; otherwise the list has ended */
  hasItem(): boolean {
    if (this.#takes(comma)) return true;
    this.#expect(closeBracket);
    return false;
  }

  /** Reads a text, or `null`. */
  textOrNull(): QuotedText | undefined {
    if (this.#next() !== letterN) return this.text();
    this.#literal();
    return undefined;
  }

  text(): QuotedText {
    this.#expect(quote);
    const start = this.#at;
    const end = this.#closingQuote();
    return new QuotedText(this.bytes, start, end, this.#plain);
  }

  /** Passes over a text if it is written as another one is. @returns whether it was */
  takesSame({ bytes, start, end }: QuotedText): boolean {
    if (this.#next() !== quote) return false;
    const begin = this.#at + 1;
    for (let at = start; at <= end; at++) if (bytes[at] !== this.bytes[begin + at - start]) return false;
    this.#at = begin + end - start + 1;
    return true;
  }

  /** A whole number, not negative. */
  count(): number {
    this.#next();
    const { bytes } = this;
    let at = this.#at;
    let value = 0;
    for (; isDigit(bytes[at]); at++) value = value * 10 + ((bytes[at] ?? 0) - zero);
    if (at === this.#at || isOfLiteral(bytes[at])) throw this.#unexpected();
    this.#at = at;
    return value;
  }

  /** Passes over a value of whatever kind. */
  skip(): void {
    const next = this.#next();
    if (next === openBrace) this.#skipObject();
    else if (next === openBracket) this.#skipList();
    else if (next === quote) this.#skipText();
    else this.#literal();
  }

  #skipText(): void {
    this.#expect(quote);
    this.#closingQuote();
  }

  #skipObject(): void {
    if (!this.opensObject()) return;
    do {
      this.name(noNames);
      this.skip();
    } while (this.hasMember());
  }

  #skipList(): void {
    if (!this.opensList()) return;
    do this.skip();
    while (this.hasItem());
  }

  /** Sees to it that nothing follows. */
  end(): void {
    if (this.#next() !== undefined) throw this.#unexpected();
  }

  /** Goes behind the quote that ends a text. @returns where it stands */
  #closingQuote(): number {
    const { bytes } = this;
    const { length } = bytes;
    this.#plain = true;
    for (let at = this.#at; at < length; at++) {
      const byte = bytes[at] as number;
      if (isOrdinary[byte] === 1) continue;
      if (byte === quote) {
        this.#at = at + 1;
        return at;
      }
      if (byte === backslash) {
        at++;
        if (bytes[at] === letterU) this.#plain = false;
        if (!isEscape(bytes, at)) break;
      } else if (byte < space) break;
      else if (byte >= del) this.#plain = false;
    }
    throw this.#unexpected();
  }

  /** A number, `true`, `false` or `null`. */
  #literal(): unknown {
    this.#next();
    const start = this.#at;
    while (isOfLiteral(this.bytes[this.#at])) this.#at++;
    return JSON.parse(this.bytes.toString('latin1', start, this.#at));
  }

  /** The byte that comes next, white space left out; undefined at the end. */
  #next(): number | undefined {
    while (isSpace(this.bytes[this.#at])) this.#at++;
    return this.bytes[this.#at];
  }

  #takes(byte: number): boolean {
    if (this.#next() !== byte) return false;
    this.#at++;
    return true;
  }

  #expect(byte: number): void {
    if (!this.#takes(byte)) throw this.#unexpected();
  }

  #unexpected(): SyntaxError {
    return new SyntaxError(
      `This is not the JSON that was expected: byte ${this.#at} of ${this.bytes.length}.`,
    );
  }
}

function isSpace(byte: number | undefined): boolean {
  return byte === space || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

/** Whether what may follow a backslash stands there: `"`, `\`, `/`, b, f, n, r, t, or u and four digits. */
function isEscape(bytes: Buffer, at: number): boolean {
  const byte = bytes[at] ?? 0;
  if (byte === quote || byte === backslash) return true;
  if (byte === letterU) return /^[\da-f]{4}$/i.test(bytes.toString('latin1', at + 1, at + 5));
  return shortEscapes.includes(byte);
}

function isDigit(byte = 0): boolean {
  return byte >= zero && byte <= nine;
}

/** Letters, digits, and what else numbers have. */
function isOfLiteral(byte = 0): boolean {
  return (
    isDigit(byte) ||
    (byte >= 0x61 && byte <= 0x7a) ||
    byte === 0x2d ||
    byte === 0x2b ||
    byte === 0x2e ||
    byte === 0x45
  );
}

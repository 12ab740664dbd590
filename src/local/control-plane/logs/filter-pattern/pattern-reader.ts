import { invalidCharacters, invalidPattern } from './pattern-error.js';
import { compilePatternRegex } from './pattern-regex.js';

/** Regular expressions a pattern may have (CWL/FilterAndPatternSyntax). */
const MOST_REGEXES = 2;

/** Reads a filter pattern from left to right. */
export class PatternReader {
  readonly #text: string;
  #index = 0;
  #regexes = 0;

  constructor(text: string) {
    this.#text = text;
  }

  get atEnd(): boolean {
    return this.#index >= this.#text.length;
  }

  /** The next character, or `''` at the end. */
  peek(): string {
    return this.#text.charAt(this.#index);
  }

  skipSpace(): void {
    this.match(/\s*/y);
  }

  /** Takes what a sticky expression finds here; `undefined` and no move where it finds nothing. */
  match(expression: RegExp): string | undefined {
    expression.lastIndex = this.#index;
    const found = expression.exec(this.#text)?.[0];
    if (found !== undefined) this.#index += found.length;
    return found;
  }

  /** Takes the text if it stands here. */
  take(text: string): boolean {
    if (!this.#text.startsWith(text, this.#index)) return false;
    this.#index += text.length;
    return true;
  }

  /** @throws AwsError where the text does not stand here */
  expect(text: string): void {
    if (!this.take(text)) throw this.unexpected();
  }

  /** The error for the character that stands here. */
  unexpected(): Error {
    return this.atEnd ? invalidPattern() : invalidCharacters(this.peek());
  }

  /** A string between double quotes; `\"` and `\\` stand for themselves. `undefined` where none begins here. */
  quoted(): string | undefined {
    if (this.peek() !== '"') return undefined;
    const body = this.match(/"(?:[^"\\]|\\[^])*"/y);
    if (body === undefined) throw invalidCharacters('"');
    return body.slice(1, -1).replace(/\\(["\\])/g, '$1');
  }

  /** A regular expression between percent signs. `undefined` where none begins here. */
  regex(): RegExp | undefined {
    if (this.peek() !== '%') return undefined;
    const body = this.match(/%(?:[^%\\]|\\[^])*%/y);
    if (body === undefined) throw invalidCharacters('%');
    this.#regexes += 1;
    if (this.#regexes > MOST_REGEXES) throw invalidPattern('a pattern has at most 2 regular expressions');
    return compilePatternRegex(body.slice(1, -1));
  }
}

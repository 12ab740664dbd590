import { malformedQuery } from './malformed-query.js';
import type { AwsError } from '../../../errors.js';

const SPACE = /(?:\s+|#[^\n]*)+/y;
const WORD = /[A-Za-z_]\w*/y;
/** Names of fields; others stand between backticks. */
const FIELD = /`[^`]+`|@?[A-Za-z_][\w.@]*/y;
const CALL = /[A-Za-z_]\w*\([^()]*\)/y;
const NUMBER = /\d+(?:\.\d+)?/y;
const STRING = /"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'/sy;
const REGEX = /\/((?:[^/\\\n]|\\.)+)\//y;

/** Reads a query of Logs Insights piece by piece. Blanks and comments before a piece are skipped. */
export class QueryReader {
  #at = 0;

  constructor(readonly text: string) {}

  get atEnd(): boolean {
    this.#skip();
    return this.#at === this.text.length;
  }

  get position(): number {
    this.#skip();
    return this.#at;
  }

  /** Whether the mark comes next; it is then read. */
  take(mark: string): boolean {
    this.#skip();
    if (!this.text.startsWith(mark, this.#at)) return false;
    this.#at += mark.length;
    return true;
  }

  /** Whether the mark comes next; it stays. */
  nextIs(mark: string): boolean {
    return this.text.startsWith(mark, this.position);
  }

  /** Whether one of the words comes next, in any case; it is then read. */
  takeWord(...words: readonly string[]): string | undefined {
    const before = this.position;
    const word = this.#match(WORD)?.toLowerCase();
    if (word !== undefined && words.includes(word)) return word;
    this.#at = before;
    return undefined;
  }

  expect(mark: string): void {
    if (!this.take(mark)) throw this.unexpected();
  }

  /** A function's name, where an opening parenthesis follows; both are read. */
  functionName(): string | undefined {
    const before = this.position;
    const name = this.#match(WORD);
    if (name !== undefined && this.take('(')) return name.toLowerCase();
    this.#at = before;
    return undefined;
  }

  /** A whole call without calls in it, as it is written, such as `count(*)`. */
  call(): string | undefined {
    return this.#match(CALL);
  }

  word(): string | undefined {
    return this.#match(WORD);
  }

  field(): string | undefined {
    return this.#match(FIELD)?.replace(/^`(.*)`$/, '$1');
  }

  number(): number | undefined {
    const text = this.#match(NUMBER);
    return text === undefined ? undefined : Number(text);
  }

  string(): string | undefined {
    return this.#match(STRING)
      ?.slice(1, -1)
      .replace(/\\(["'\\])/g, '$1');
  }

  /** `/…/`; a leading `(?i)` is the flag. */
  regex(): RegExp | undefined {
    const begin = this.position;
    const source = this.#match(REGEX)?.slice(1, -1);
    if (source === undefined) return undefined;
    const insensitive = source.startsWith('(?i)');
    try {
      return new RegExp(insensitive ? source.slice(4) : source, insensitive ? 'i' : '');
    } catch {
      throw malformedQuery('The regular expression is not valid.', begin, this.#at);
    }
  }

  unexpected(): AwsError {
    const begin = this.position;
    const found = /\S+/y;
    found.lastIndex = begin;
    const what = found.exec(this.text)?.[0];
    const message = what === undefined ? 'unexpected end of the query' : `unexpected symbol found ${what}`;
    return malformedQuery(message, begin, begin + (what?.length ?? 0));
  }

  /** Text from a position to what was read last. */
  since(begin: number): string {
    return this.text.slice(begin, this.#at).trim();
  }

  #match(pattern: RegExp): string | undefined {
    this.#skip();
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.text)?.[0];
    if (found !== undefined) this.#at += found.length;
    return found;
  }

  #skip(): void {
    SPACE.lastIndex = this.#at;
    this.#at += SPACE.exec(this.text)?.[0].length ?? 0;
  }
}

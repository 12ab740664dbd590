/**
 * A text as JSON quotes it, in the bytes of the answer it came in: what nobody reads is not decoded, and what goes out as JSON goes out as
 * it came. It holds on to the whole answer; keep what was read of it instead.
 */
export class QuotedText {
  #text: string | undefined;
  #usual: QuotedText | undefined;

  /**
   * @param bytes have the text from `start` to `end` in UTF-8, and its quotes right before and behind it
   * @param plain whether it is printable ASCII without characters that are written as `\uXXXX`: harmless wherever it is shown
   */
  constructor(
    readonly bytes: Buffer,
    readonly start: number,
    readonly end: number,
    readonly plain: boolean,
  ) {}

  /** Quotes a text. */
  static of(text: string): QuotedText {
    const bytes = Buffer.from(JSON.stringify(text));
    const quoted = new QuotedText(bytes, 1, bytes.length - 1, false);
    quoted.#text = text;
    quoted.#usual = quoted;
    return quoted;
  }

  /** The same text quoted so that each quote in it is written as `\"` and each backslash as `\\`, not by their numbers. */
  usual(): QuotedText {
    return this.plain ? this : (this.#usual ??= QuotedText.of(this.text));
  }

  /** The text itself. */
  get text(): string {
    return (this.#text ??= this.#read());
  }

  #read(): string {
    const raw = this.bytes.toString(this.plain ? 'latin1' : 'utf8', this.start, this.end);
    return raw.includes('\\') ? (JSON.parse(`"${raw}"`) as string) : raw;
  }
}

const LIMIT = 4096;

/** The last 4 KB of what a request logged. */
export class LogTail {
  readonly #parts: string[] = [];
  #length = 0;

  add(text: string): void {
    this.#parts.push(text);
    this.#length += text.length;
    while (this.#parts.length > 1 && this.#length - (this.#parts[0]?.length ?? 0) >= LIMIT) {
      this.#length -= this.#parts.shift()?.length ?? 0;
    }
  }

  toString(): string {
    const bytes = Buffer.from(this.#parts.join(''));
    return bytes.subarray(Math.max(0, bytes.length - LIMIT)).toString();
  }
}

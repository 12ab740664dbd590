/** Bytes that are put together to be written at once. */
export class OutputBytes {
  #bytes: Buffer;
  #length = 0;
  /** Texts that are not among the bytes yet: one long one costs less than several short ones. */
  #pending = '';

  /** @param size bytes that are expected between two times that they are taken */
  constructor(private readonly size = 65_536) {
    this.#bytes = Buffer.allocUnsafeSlow(size);
  }

  text(text: string): void {
    this.#pending += text;
  }

  copy(bytes: Buffer, start: number, end: number): void {
    this.#flush();
    this.#makeRoom(end - start);
    this.#length += bytes.copy(this.#bytes, this.#length, start, end);
  }

  /** What was put together; from now on it begins anew. */
  take(): Buffer {
    this.#flush();
    const taken = this.#bytes.subarray(0, this.#length);
    this.#bytes = Buffer.allocUnsafeSlow(Math.max(this.size, this.#length));
    this.#length = 0;
    return taken;
  }

  #flush(): void {
    // A character of UTF-16 takes three bytes of UTF-8 at most.
    this.#makeRoom(this.#pending.length * 3);
    this.#length += this.#bytes.write(this.#pending, this.#length);
    this.#pending = '';
  }

  #makeRoom(more: number): void {
    const needed = this.#length + more;
    if (needed <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(needed, this.#bytes.length * 2));
    this.#bytes.copy(larger, 0, 0, this.#length);
    this.#bytes = larger;
  }
}

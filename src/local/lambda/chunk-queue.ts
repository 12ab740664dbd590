/** Bytes the reader takes before the function is told: a small part of what it may send ahead. */
const REPORTED_AT_ONCE = 64 * 1024;

/** Bytes on their way from a function to one reader, who sets the pace. */
export class ChunkQueue implements AsyncIterable<Uint8Array> {
  readonly #chunks: Uint8Array[] = [];
  readonly #onConsumed: (bytes: number) => void;
  readonly #onAbandoned: () => void;
  #ended = false;
  #unreported = 0;
  #wake: (() => void) | undefined;

  /**
   * @param onConsumed told how many bytes the reader took
   * @param onAbandoned told that the reader stopped before the end
   */
  constructor(onConsumed: (bytes: number) => void, onAbandoned: () => void) {
    this.#onConsumed = onConsumed;
    this.#onAbandoned = onAbandoned;
  }

  push(chunk: Uint8Array): void {
    if (this.#ended) return;
    this.#chunks.push(chunk);
    this.#wakeReader();
  }

  end(): void {
    this.#ended = true;
    this.#wakeReader();
  }

  [Symbol.asyncIterator](): AsyncIterator<Uint8Array> {
    return {
      next: () => this.#next(),
      return: () => {
        this.#abandon();
        return Promise.resolve({ done: true, value: undefined });
      },
    };
  }

  async #next(): Promise<IteratorResult<Uint8Array>> {
    while (this.#chunks.length === 0 && !this.#ended) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    const chunk = this.#chunks.shift();
    if (!chunk) return { done: true, value: undefined };
    this.#consumed(chunk.length);
    return { done: false, value: chunk };
  }

  #consumed(bytes: number): void {
    this.#unreported += bytes;
    if (this.#unreported < REPORTED_AT_ONCE || this.#ended) return;
    this.#onConsumed(this.#unreported);
    this.#unreported = 0;
  }

  #abandon(): void {
    if (this.#ended && this.#chunks.length === 0) return;
    this.#chunks.length = 0;
    if (!this.#ended) this.#onAbandoned();
    this.end();
  }

  #wakeReader(): void {
    const wake = this.#wake;
    this.#wake = undefined;
    wake?.();
  }
}

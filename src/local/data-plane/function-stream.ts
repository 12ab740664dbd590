import type { StreamedResult } from '../lambda/function-runtime.js';
import type { Deadline } from './deadline.js';

/** A function's streamed response, pulled under a deadline. */
export class FunctionStream {
  readonly #chunks: AsyncIterator<Uint8Array>;
  readonly #completed: StreamedResult['completed'];
  readonly #deadline: Deadline;
  #ended = false;

  constructor(streamed: StreamedResult, deadline: Deadline) {
    this.#chunks = streamed.chunks[Symbol.asyncIterator]();
    this.#completed = streamed.completed;
    this.#deadline = deadline;
    // Looked at only once the chunks have ended; until then a rejection must not count as unhandled.
    this.#completed.catch(() => undefined);
  }

  /** The next chunk, undefined at the end. Rejects when the function or the deadline breaks the stream. */
  readonly next = async (): Promise<Uint8Array | undefined> => {
    const { done, value } = await this.#deadline.race(this.#chunks.next());
    this.#deadline.touch();
    this.#ended = done ?? false;
    return this.#ended ? undefined : (value as Uint8Array);
  };

  /** Why the function failed, if its stream ended because of that. */
  async failure(): Promise<string | undefined> {
    if (!this.#ended) return undefined;
    const { errorCode } = await this.#deadline.race(this.#completed);
    return errorCode;
  }

  /** Stops pulling. Does not wait: a chunk that is still to come would hold it up. */
  close(): void {
    void this.#chunks.return?.().catch(() => undefined);
  }
}

import type { MessagePort } from 'node:worker_threads';
import type { FromEnvironment } from '../messages.js';

/** A copy costs less than a transfer below this size. */
const WORTH_TRANSFER = 16 * 1024;

/**
 * Messages to the runtime, in order. Chunks written in one go (metadata, its delimiter, the first bytes) leave as one, before
 * anything else runs.
 */
export class Outbox {
  readonly #port: MessagePort;
  #chunks: Uint8Array[] = [];

  constructor(port: MessagePort) {
    this.#port = port;
  }

  send(message: FromEnvironment): void {
    this.flush();
    this.#port.postMessage(message);
  }

  chunk(data: Uint8Array): void {
    this.#chunks.push(data);
    if (this.#chunks.length > 1) return;
    queueMicrotask(() => {
      this.flush();
    });
  }

  flush(): void {
    if (this.#chunks.length === 0) return;
    const data = joined(this.#chunks);
    this.#chunks = [];
    this.#port.postMessage({ type: 'chunk', data }, data.length >= WORTH_TRANSFER ? [data.buffer] : []);
  }
}

/** One array with memory of its own: what the function wrote may be a view of memory that it uses again. */
function joined(chunks: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const data = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0));
  let offset = 0;
  for (const chunk of chunks) {
    data.set(chunk, offset);
    offset += chunk.length;
  }
  return data;
}

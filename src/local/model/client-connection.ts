import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { constants, type Http2ServerResponse } from 'node:http2';
import { bedrockError } from './bedrock-errors.js';

/** Bytes a Bedrock body may have (BC bedrock-runtime, shape Body). */
const MAX_BODY_BYTES = 25_000_000;

/** The request and response of one client, over HTTP/1.1 or HTTP/2: reads the body, writes with back-pressure, notices when it leaves. */
export class ClientConnection {
  readonly #gone = new AbortController();

  constructor(
    readonly request: IncomingMessage,
    readonly response: ServerResponse,
  ) {
    response.once('close', () => {
      if (this.#leftEarly()) this.#gone.abort();
    });
  }

  // Over HTTP/2 Node emits `finish` even when the client has reset the stream.
  #leftEarly(): boolean {
    const stream = this.#http2Stream();
    return stream
      ? stream.aborted || stream.rstCode !== constants.NGHTTP2_NO_ERROR
      : !this.response.writableFinished;
  }

  #http2Stream(): Http2ServerResponse['stream'] | undefined {
    return (this.response as Partial<Pick<Http2ServerResponse, 'stream'>>).stream;
  }

  /** Aborted as soon as the client goes away before the answer is complete. */
  get gone(): AbortSignal {
    return this.#gone.signal;
  }

  /** @throws AwsError ValidationException when the body is larger than Bedrock takes */
  async readBody(): Promise<Uint8Array> {
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of this.request as AsyncIterable<Buffer>) {
      size += chunk.length;
      // What is too much is still read, up to a point: a client reads its answer only after it has sent everything.
      if (size <= MAX_BODY_BYTES) chunks.push(chunk);
      else if (size > 2 * MAX_BODY_BYTES) break;
    }
    if (size > MAX_BODY_BYTES) throw bedrockError('ValidationException', 'The request body is too large.');
    return Buffer.concat(chunks);
  }

  start(status: number, headers: Readonly<Record<string, string>>): void {
    this.response.writeHead(status, headers);
  }

  /** Writes, and waits where the client reads more slowly than the answer comes. @throws when the client is gone */
  async write(bytes: Uint8Array): Promise<void> {
    this.gone.throwIfAborted();
    if (!this.response.write(bytes)) await once(this.response, 'drain', { signal: this.gone });
  }

  /** Ends the answer. Resolves when the last byte is handed over; rejects when the client is gone before. */
  async end(bytes?: Uint8Array): Promise<void> {
    this.gone.throwIfAborted();
    const finished = once(this.response, 'finish', { signal: this.gone });
    this.response.end(bytes);
    await finished;
  }

  /** Cuts the connection after what was written has left, so that the client sees a broken answer, not a short one. */
  async cut(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.response.write('', () => {
        resolve();
      });
    });
    const stream = this.#http2Stream();
    // Not `close`: ending and resetting a stream at once can fail an assertion inside Node 20.
    if (stream) stream.destroy(new Error('The answer was cut.'));
    else this.response.socket?.destroy();
  }
}

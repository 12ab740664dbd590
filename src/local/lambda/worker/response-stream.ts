import { Writable } from 'node:stream';
import { RuntimeError } from './reported-error.js';

/** Bytes the runtime may hold for a slow reader before the function feels back-pressure. */
const WINDOW = 256 * 1024;

/** That of Node.js 24, whichever Node runs here. */
const HIGH_WATER_MARK = 64 * 1024;

const METHODS = [
  'cork', 'uncork', 'write', 'end', 'destroy', 'setContentType',
  'on', 'once', 'off', 'emit', 'addListener', 'prependListener', 'prependOnceListener', 'removeListener',
  'removeAllListeners', 'setMaxListeners', 'getMaxListeners', 'listeners', 'rawListeners', 'listenerCount', 'eventNames',
] as const; // prettier-ignore

const READABLE = [
  'writable', 'writableEnded', 'writableFinished', 'writableNeedDrain', 'writableLength', 'writableHighWaterMark',
  'writableCorked', 'writableObjectMode',
] as const; // prettier-ignore

const READABLE_AND_WRITABLE = ['destroyed', '_onBeforeFirstWrite'] as const;

const INNER = Symbol('response stream');

type BeforeFirstWrite = (write: (chunk: string | Uint8Array) => void) => void;

/** Where a response stream delivers to. */
export interface ResponseSink {
  chunk(data: Uint8Array): void;
  contentType(value: string): void;
}

/**
 * The stream behind a handler's `responseStream`. It behaves as the managed runtime's does: `write` takes strings, bytes
 * and, as JSON, anything else; a prelude set by `HttpResponseStream.from` leaves with the first `write`, so a bare
 * `end(data)` sends none (aws-lambda-ric 4).
 */
export class ResponseStream extends Writable {
  readonly #sink: ResponseSink;
  readonly #done: Promise<void>;
  #unconsumed = 0;
  #resume: (() => void) | undefined;
  #written = false;
  #disconnected = false;
  _onBeforeFirstWrite: BeforeFirstWrite | undefined;

  constructor(sink: ResponseSink, highWaterMark?: number) {
    super({ highWaterMark: highWaterMark ?? HIGH_WATER_MARK });
    this.#sink = sink;
    this.#done = new Promise((resolve, reject) => {
      this.once('finish', resolve);
      this.once('error', (error) => {
        this.#break(error, reject);
      });
      this.once('close', () => {
        if (!this.writableFinished && !this.errored) this.#break(hangUp(), reject);
      });
    });
  }

  /** Settles when the function ended the stream and all of it was handed over, or when it broke. */
  get done(): Promise<void> {
    return this.#done;
  }

  setContentType(value: string): void {
    if (this.#written) {
      throw new RuntimeError('Runtime.InvalidStreamingOperation', 'Cannot set content-type, too late.');
    }
    this.#sink.contentType(value);
  }

  /** The reader took some bytes: lets a function that waits go on. */
  consumed(bytes: number): void {
    this.#unconsumed -= bytes;
    if (this.#unconsumed >= WINDOW) return;
    const resume = this.#resume;
    this.#resume = undefined;
    resume?.();
  }

  /** Nobody reads any more: breaks the stream as a lost connection does. */
  disconnect(): void {
    this.#disconnected = true;
    this.#done.catch(() => undefined);
    this.destroy(hangUp());
  }

  override write(chunk: unknown, ...rest: unknown[]): boolean {
    const data = toWritable(chunk);
    if (!this.#written) this.#writePrelude();
    this.#written = true;
    return super.write(data, ...(rest as [BufferEncoding]));
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, callback: (error?: Error | null) => void): void {
    this.#deliver(chunk, callback);
  }

  override _writev(
    items: { chunk: Buffer; encoding: BufferEncoding }[],
    callback: (error?: Error | null) => void,
  ): void {
    this.#deliver(Buffer.concat(items.map((item) => item.chunk)), callback);
  }

  /** A stream that the function itself breaks takes its process along, as the managed runtime does not survive that. */
  #break(error: Error, reject: (error: Error) => void): void {
    if (!this.#disconnected) throw error;
    reject(error);
  }

  #writePrelude(): void {
    this._onBeforeFirstWrite?.((chunk) => {
      super.write(chunk);
    });
  }

  #deliver(chunk: Buffer, callback: () => void): void {
    if (chunk.length > 0) this.#sink.chunk(chunk);
    this.#unconsumed += chunk.length;
    if (this.#unconsumed < WINDOW) callback();
    else this.#resume = callback;
  }
}

/**
 * What the handler gets: an object with the stream's public members and nothing else, as on Lambda, where it is not an
 * instance of `Writable` either.
 */
export function handlerView(stream: ResponseStream): object {
  const view = Object.create(VIEW, { [INNER]: { value: stream } }) as Record<string, unknown>;
  for (const name of METHODS) view[name] = stream[name].bind(stream);
  return view;
}

interface View {
  readonly [INNER]: ResponseStream;
}

/** The properties of every view: made once, since there is a view for each request. */
function makeViewPrototype(): object {
  const prototype = {};
  for (const name of READABLE) {
    Object.defineProperty(prototype, name, {
      get(this: View): unknown {
        return this[INNER][name];
      },
    });
  }
  for (const name of READABLE_AND_WRITABLE) {
    Object.defineProperty(prototype, name, {
      get(this: View): unknown {
        return this[INNER][name];
      },
      set(this: View, value: unknown) {
        Object.assign(this[INNER], { [name]: value });
      },
    });
  }
  return prototype;
}

const VIEW = makeViewPrototype();

function toWritable(chunk: unknown): unknown {
  if (chunk === null || chunk === undefined)
    throw new TypeError(`Cannot write ${String(chunk)} to the response stream`);
  return typeof chunk === 'string' || chunk instanceof Uint8Array ? chunk : JSON.stringify(chunk);
}

function hangUp(): Error {
  return Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
}

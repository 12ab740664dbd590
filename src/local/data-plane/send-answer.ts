import type { EventEmitter } from 'node:events';
import type { ServerResponse } from 'node:http';
import { constants, type Http2ServerResponse } from 'node:http2';
import type { Writable } from 'node:stream';
import type { Answer } from './answer.js';

export type ServerAnswer = ServerResponse | Http2ServerResponse;

/** How an answer went. */
export interface Delivery {
  /** Bytes of the body handed to the connection. */
  readonly bytes: number;
  /** Milliseconds on the clock given, when the first byte of the body was there; absent without a body. */
  readonly firstByteAt?: number;
  /** False when the body broke or the client went away. */
  readonly complete: boolean;
  /** Why the body broke. */
  readonly failure?: Error;
}

/** Headers that HTTP/2 forbids and that node manages on HTTP/1.1. */
const CONNECTION_HEADERS: ReadonlySet<string> = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'transfer-encoding',
  'upgrade',
]);
const BODILESS: ReadonlySet<number> = new Set([204, 304]);

/**
 * Sends an answer with back-pressure: the next chunk is pulled when the connection has taken the last one. A body
 * that throws, or is shorter or longer than its `Content-Length`, ends in a broken connection (RST_STREAM on
 * HTTP/2), never in a clean end that would look like a complete answer.
 */
export async function sendAnswer(
  response: ServerAnswer,
  answer: Answer,
  withBody: boolean,
  now: () => number,
): Promise<Delivery> {
  const bodiless = !withBody || BODILESS.has(answer.status);
  writeHead(response, answer);
  if (answer.body instanceof Uint8Array) return sendWhole(response, bodiless ? undefined : answer.body, now);
  if (!bodiless) return sendStream(response, answer.body, new BodyMeter(declaredLength(answer), now));
  await answer.body[Symbol.asyncIterator]().return?.();
  return sendWhole(response, undefined, now);
}

/** How long what was already written may take to leave before the connection is cut all the same. */
const FLUSH_MS = 200;

/** Ends the connection so that the client cannot take what it got for the whole, which it still gets. */
export async function breakConnection(response: ServerAnswer): Promise<void> {
  if (!isGone(response)) await flushed(response);
  // Not `close`: ending and resetting a stream at once can fail an assertion inside Node 20.
  if ('stream' in response) response.stream.destroy(new Error('The answer is broken off.'));
  else response.destroy();
}

async function flushed(response: EventEmitter & ServerAnswer): Promise<void> {
  const writable: Writable = response;
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, FLUSH_MS);
    const done = () => {
      clearTimeout(timer);
      resolve();
    };
    response.once('close', done);
    writable.write('', done);
  });
}

function writeHead(response: ServerAnswer, { status, headers, body }: Answer): void {
  response.statusCode = status;
  const values = new Map<string, { name: string; values: string[] }>();
  for (const [name, value] of headers) {
    const key = name.toLowerCase();
    if (CONNECTION_HEADERS.has(key)) continue;
    const known = values.get(key);
    if (known) known.values.push(value);
    else values.set(key, { name, values: [value] });
  }
  for (const { name, values: all } of values.values())
    response.setHeader(name, all.length === 1 ? (all[0] ?? '') : all);
  if (body instanceof Uint8Array && !BODILESS.has(status))
    response.setHeader('Content-Length', String(body.length));
}

async function sendWhole(
  response: ServerAnswer,
  body: Uint8Array | undefined,
  now: () => number,
): Promise<Delivery> {
  const bytes = body?.length ?? 0;
  const ended = untilEnded(response);
  if (body) response.end(body);
  else response.end();
  return { bytes, ...(bytes > 0 && { firstByteAt: now() }), complete: await ended };
}

async function sendStream(
  response: ServerAnswer,
  body: AsyncIterable<Uint8Array>,
  meter: BodyMeter,
): Promise<Delivery> {
  const writable: Writable = response;
  const ended = untilEnded(response);
  // The client learns the status while the function still thinks.
  if ('stream' in response) response.writeHead(response.statusCode);
  else response.flushHeaders();
  try {
    for await (const chunk of body) {
      if (isGone(response)) return meter.delivery(false);
      meter.add(chunk);
      if (!writable.write(chunk)) await drained(response);
    }
    meter.end();
  } catch (failure) {
    await breakConnection(response);
    return meter.delivery(false, failure);
  }
  response.end();
  return meter.delivery(await ended);
}

/** Measures a body as it goes, and holds it to the length it declared. */
class BodyMeter {
  readonly #declared: number | undefined;
  readonly #now: () => number;
  #bytes = 0;
  #firstByteAt: number | undefined;

  constructor(declared: number | undefined, now: () => number) {
    this.#declared = declared;
    this.#now = now;
  }

  add(chunk: Uint8Array): void {
    this.#firstByteAt ??= this.#now();
    this.#bytes += chunk.length;
    if (this.#declared !== undefined && this.#bytes > this.#declared) {
      throw new Error('The body is longer than its Content-Length.');
    }
  }

  end(): void {
    if (this.#declared !== undefined && this.#bytes < this.#declared) {
      throw new Error('The body is shorter than its Content-Length.');
    }
  }

  delivery(complete: boolean, failure?: unknown): Delivery {
    return {
      bytes: this.#bytes,
      complete,
      ...(this.#firstByteAt !== undefined && { firstByteAt: this.#firstByteAt }),
      ...(failure instanceof Error && { failure }),
    };
  }
}

function declaredLength({ headers }: Answer): number | undefined {
  const declared = headers.find(([name]) => name.toLowerCase() === 'content-length')?.[1];
  return declared === undefined ? undefined : Number(declared);
}

function isGone(response: ServerAnswer): boolean {
  return response.destroyed || ('stream' in response && response.stream.destroyed);
}

/** Resolves when the connection takes more, or is gone. */
async function drained(response: EventEmitter): Promise<void> {
  await new Promise<void>((resolve) => {
    const onEither = () => {
      response.off('drain', onEither);
      response.off('close', onEither);
      resolve();
    };
    response.on('drain', onEither);
    response.on('close', onEither);
  });
}

/** True once everything was handed over, false when the connection closed before. */
async function untilEnded(response: EventEmitter & ServerAnswer): Promise<boolean> {
  return new Promise((resolve) => {
    response.once('close', () => {
      resolve(!closedEarly(response));
    });
  });
}

/**
 * Whether a response that is closed was closed before its end. HTTP/2's compatibility layer says `finish` even for a
 * stream that was reset, so the stream itself is asked.
 */
export function closedEarly(response: ServerAnswer): boolean {
  if (!('stream' in response)) return !response.writableFinished;
  return response.stream.aborted || response.stream.rstCode !== constants.NGHTTP2_NO_ERROR;
}

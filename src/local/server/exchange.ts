import type { IncomingMessage, ServerResponse } from 'node:http';
import { AwsError } from '../errors.js';
import type { WireRequest, WireResponse } from '../protocol/wire.js';

/** Method, path, query and headers of a request whose body has not been read. */
export type RequestHead = Omit<WireRequest, 'body'>;

/** Reads what came before the body. HTTP/2's `:authority` becomes `host`. */
export function readHead(request: IncomingMessage): RequestHead {
  const url = request.url ?? '/';
  const mark = url.indexOf('?');
  return {
    method: request.method ?? 'GET',
    path: mark < 0 ? url : url.slice(0, mark),
    query: mark < 0 ? '' : url.slice(mark + 1),
    headers: flattenHeaders(request.headers),
  };
}

function flattenHeaders(headers: IncomingMessage['headers']): Record<string, string> {
  const flat: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined || name.startsWith(':')) continue;
    flat[name] = Array.isArray(value) ? value.join(',') : value;
  }
  const authority = headers[':authority'];
  if (typeof authority === 'string') flat['host'] ??= authority;
  return flat;
}

/**
 * Reads a body to its end.
 *
 * @param limit in bytes
 * @throws AwsError RequestEntityTooLargeException past the limit; the connection's own error when the client goes away
 */
export async function readBody(request: IncomingMessage, limit: number): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    // What is too much is still read, up to a point: a client reads its answer only after it has sent everything.
    if (size <= limit) chunks.push(chunk);
    else if (size > limit * 2) break;
  }
  if (size > limit) throw tooLarge(limit);
  return Buffer.concat(chunks);
}

function tooLarge(limit: number): AwsError {
  return new AwsError(
    'RequestEntityTooLargeException',
    `The request must be smaller than ${String(limit)} bytes.`,
    413,
  );
}

/** Sends an answer, piece by piece with back-pressure where its body is a stream. A stream that fails cuts the connection. */
export async function sendResponse(response: ServerResponse, answer: WireResponse): Promise<void> {
  if (answer.body instanceof Uint8Array) {
    const length = { 'content-length': String(answer.body.byteLength) };
    // 204 has no body, and says nothing about its length.
    response.writeHead(
      answer.status,
      answer.status === 204 ? answer.headers : { ...answer.headers, ...length },
    );
    response.end(answer.body);
    return;
  }
  response.writeHead(answer.status, answer.headers);
  response.flushHeaders();
  try {
    await pump(response, answer.body);
    response.end();
  } catch (error) {
    // With an error: without one HTTP/2 ends the stream as if it were complete.
    response.destroy(new Error('The answer was cut.'));
    throw error;
  }
}

async function pump(response: ServerResponse, body: AsyncIterable<Uint8Array>): Promise<void> {
  const source = body[Symbol.asyncIterator]();
  const client = { isGone: false };
  response.once('close', () => {
    client.isGone = true;
    // Not awaited: a generator that waits for its next event ends only when that comes.
    void source.return?.();
  });
  while (!client.isGone) {
    const next = await source.next();
    if (next.done) return;
    if (!client.isGone && !response.write(next.value)) await untilWritable(response);
  }
}

/** Resolves when the connection has taken what was written, or is gone. */
function untilWritable(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      response.off('drain', done);
      response.off('close', done);
      resolve();
    };
    response.once('drain', done);
    response.once('close', done);
  });
}

/** Sends a value as JSON. */
export function sendJson(response: ServerResponse, status: number, value: object): Promise<void> {
  const body = new TextEncoder().encode(JSON.stringify(value));
  return sendResponse(response, { status, headers: { 'content-type': 'application/json' }, body });
}

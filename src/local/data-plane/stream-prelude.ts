import { parseResponseHead, type ResponseHead } from './answer.js';

/** The delimiter must begin, and end, within the first 16 KB (DG/response-transfer-mode-lambda). */
const PRELUDE_LIMIT = 16_384;
const DELIMITER = Buffer.alloc(8);
const MEMBERS: ReadonlySet<string> = new Set(['headers', 'multiValueHeaders', 'cookies', 'statusCode']);

/** A streamed function response whose metadata has been read. */
export interface StreamPrelude extends ResponseHead {
  /** The part of the payload that came in the same chunk as the delimiter. */
  readonly rest: Uint8Array;
}

/**
 * Reads the JSON metadata and the eight NUL bytes that end it. Throws when the stream ends or 16 KB pass without
 * them, or when the metadata is not what AWS takes.
 * @param next pulls the next chunk, undefined at the end
 */
export async function readPrelude(next: () => Promise<Uint8Array | undefined>): Promise<StreamPrelude> {
  let head = Buffer.alloc(0);
  for (;;) {
    const chunk = await next();
    if (chunk === undefined) throw new Error('The stream ended before its metadata did.');
    // The delimiter may be cut by a chunk border.
    const from = Math.max(0, head.length - DELIMITER.length + 1);
    head = Buffer.concat([head, chunk]);
    const at = head.indexOf(DELIMITER, from);
    if (at >= 0 && at + DELIMITER.length <= PRELUDE_LIMIT) {
      return { ...parseMetadata(head.subarray(0, at)), rest: head.subarray(at + DELIMITER.length) };
    }
    if (at >= 0 || head.length >= PRELUDE_LIMIT)
      throw new Error('No delimiter in the first 16 KB of the stream.');
  }
}

function parseMetadata(bytes: Buffer): ResponseHead {
  const value: unknown = JSON.parse(bytes.toString('utf8'));
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new Error('The metadata is not an object.');
  const unknown = Object.keys(value).find((name) => !MEMBERS.has(name));
  if (unknown !== undefined) throw new Error(`The metadata has an unknown member: ${unknown}`);
  return parseResponseHead(value as Record<string, unknown>);
}

import type { IncomingMessage } from 'node:http';
import { parseJsonObject, type JsonObject } from './strict-json.js';
import { trustedUrl } from './trusted-url.js';

const SIZE_LIMIT = 128 * 1024;

/** Loads a JSON object from a URL; rejects with what went wrong. */
export type FetchDocument = (url: string) => Promise<JsonObject>;

/**
 * Takes a 200 from that very URL and nothing else: redirects are not followed.
 *
 * @param timeLimitMs all in all, from connecting to the last byte
 */
export function documentFetcher(timeLimitMs: number): FetchDocument {
  return async (text) => {
    const url = trustedUrl(text);
    if (!url) throw new Error('The URL is neither https nor on this machine.');
    const document = parseJsonObject(await fetchBytes(url, timeLimitMs));
    if (!document) throw new Error('The answer is not a JSON object, or one that names a member twice.');
    return document;
  };
}

async function fetchBytes(url: URL, timeLimitMs: number): Promise<Buffer> {
  // Loaded with the first token, not with the function: it takes longer than everything else together.
  const { get } = url.protocol === 'https:' ? await import('node:https') : await import('node:http');
  const signal = AbortSignal.timeout(timeLimitMs);
  return new Promise((resolve, reject) => {
    get(url, { signal, headers: { accept: 'application/json' } }, (response) => {
      readBody(response).then(resolve, reject);
    }).on('error', reject);
  });
}

async function readBody(response: IncomingMessage): Promise<Buffer> {
  try {
    if (response.statusCode !== 200)
      throw new Error(`The answer is ${String(response.statusCode)}, not 200.`);
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of response as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > SIZE_LIMIT) throw new Error('The answer is too large.');
      chunks.push(chunk);
    }
    return Buffer.concat(chunks);
  } finally {
    response.destroy();
  }
}

import { validateHeaderName, validateHeaderValue } from 'node:http';
import type { HeaderList } from './headers.js';

/** A response on its way to the client. A body that streams ends the connection brokenly when it throws. */
export interface Answer {
  readonly status: number;
  readonly headers: HeaderList;
  readonly body: Uint8Array | AsyncIterable<Uint8Array>;
}

/** What a function says of its response: the members that buffered and streamed responses share. */
export interface ResponseHead {
  readonly status: number;
  readonly headers: HeaderList;
}

/**
 * Reads status and headers out of what a function returned. Values of `multiValueHeaders` win over those of
 * `headers` (DG/set-up-lambda-proxy-integrations). Throws where AWS calls the response malformed.
 */
export function parseResponseHead(source: Readonly<Record<string, unknown>>): ResponseHead {
  const status = Number(source['statusCode'] ?? 200);
  if (!Number.isInteger(status) || status < 200 || status > 599)
    throw new Error('The status code is not one of HTTP.');
  const multi = headerEntries(source['multiValueHeaders']);
  const multiNames = new Set(multi.map(([name]) => name.toLowerCase()));
  const single = headerEntries(source['headers']).filter(([name]) => !multiNames.has(name.toLowerCase()));
  const headers: HeaderList = [...single, ...multi, ...cookieHeaders(source['cookies'])];
  for (const [name, value] of headers) {
    validateHeaderName(name);
    validateHeaderValue(name, value);
  }
  return { status, headers };
}

function headerEntries(value: unknown): [string, string][] {
  if (value === undefined || value === null) return [];
  if (typeof value !== 'object' || Array.isArray(value)) throw new Error('Headers are not an object.');
  return Object.entries(value).flatMap(([name, one]: [string, unknown]) => {
    const values: unknown[] = Array.isArray(one) ? one : [one];
    return values
      .filter((each) => each !== null && each !== undefined)
      .map((each): [string, string] => [name, headerText(each)]);
  });
}

function headerText(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw new Error('A header has a value that is not text.');
}

function cookieHeaders(value: unknown): [string, string][] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw new Error('Cookies are not a list.');
  return value.map((cookie: unknown): [string, string] => ['Set-Cookie', headerText(cookie)]);
}

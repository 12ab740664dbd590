import type { IncomingHttpHeaders } from 'node:http';
import type { MultiValues } from './api-gateway-event.js';
import { invalidRequest } from './refusal.js';

/**
 * Headers with a meaning to Bedrock (BC) or to its OpenAI- and Anthropic-style routes. All others stay here: credentials
 * above all, hop-by-hop headers, and whatever proxies added.
 */
const KEPT =
  /^(?:accept|content-(?:encoding|type)|user-agent|(?:amz-sdk|anthropic|mcp|openai)-[\w-]+|x-amz-(?:client-token|source-arn|target|user-agent)|x-amzn-(?:bedrock|browser|code-interpreter)-[\w-]+|trace(?:parent|state)|baggage|idempotency-key|last-event-id)$/;

/** Hop-by-hop headers, those that API Gateway sets itself, and cookies, which would be of another site. */
const NOT_RETURNED =
  /^(?:connection|date|keep-alive|proxy-.*|server|set-cookie|te|trailer|transfer-encoding|upgrade)$/;

export type Headers = Record<string, string>;

/** A client's headers under lower-case names, several values of one joined. */
export function clientHeaders(values: MultiValues | undefined): Headers {
  const headers: Headers = {};
  for (const name in values) {
    const key = name.toLowerCase();
    const value = values[name]?.join(', ') ?? '';
    headers[key] = key in headers ? `${headers[key] ?? ''}, ${value}` : value;
  }
  return headers;
}

/**
 * Those of a client's headers that are sent on.
 * @throws Refusal 400 when a value is not printable ASCII: it could end the header, or break the signature.
 */
export function forwardedHeaders(headers: Headers): Headers {
  const kept = pick(headers, (name) => KEPT.test(name));
  for (const name in kept) {
    if (/[^\t\x20-\x7e]/.test(kept[name] ?? '')) throw invalidRequest('A header holds invalid characters.');
  }
  return kept;
}

/** Headers of the answer. Content-Length stays: where it is known, a client can tell a cut answer from a whole one. */
export function returnedHeaders(headers: IncomingHttpHeaders): Headers {
  return pick(headers, (name) => !NOT_RETURNED.test(name));
}

function pick(headers: IncomingHttpHeaders, wanted: (name: string) => boolean): Headers {
  const hopByHop = headers.connection?.toLowerCase().split(/[\s,]+/);
  const picked: Headers = {};
  for (const name in headers) {
    if (wanted(name) && !hopByHop?.includes(name)) picked[name] = String(headers[name]);
  }
  return picked;
}

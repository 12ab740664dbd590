import type { IncomingMessage } from 'node:http';
import type { ResponseMetadata } from './lambda-streaming.js';

/** Hop-by-hop headers, those API Gateway sets itself, and cookies, which would be of another site. */
const DROPPED = new Set([
  'connection',
  'date',
  'keep-alive',
  'proxy-authenticate',
  'proxy-connection',
  'server',
  'set-cookie',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/**
 * Status and headers of the upstream answer, as API Gateway wants them. Content-Length stays: where it is known, a client
 * can tell a cut answer from a whole one.
 */
export function responseMetadata(response: IncomingMessage): ResponseMetadata {
  const dropped = new Set(namesIn(response.headers.connection));
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(response.headers)) {
    if (value === undefined || DROPPED.has(name) || dropped.has(name)) continue;
    headers[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  return { statusCode: response.statusCode ?? 502, headers };
}

function namesIn(connection: string | undefined): string[] {
  return (connection ?? '').split(',').map((name) => name.trim().toLowerCase());
}

import type { IncomingMessage } from 'node:http';
import type { Http2ServerRequest } from 'node:http2';
import { headerList, type HeaderList } from './headers.js';

/** Where the listener found the request to go. */
export interface RequestTarget {
  readonly apiId: string;
  readonly stage: string;
  /** The path after the stage, still percent-encoded, without the query. */
  readonly rawPath: string;
}

/** A request as API Gateway sees it, on either version of HTTP. */
export interface GatewayRequest {
  readonly method: string;
  /** The path after the stage, percent-encoded as it came, beginning with `/`. */
  readonly path: string;
  /** The query without its `?`, as it came. */
  readonly query: string;
  readonly headers: HeaderList;
  /** `HTTP/1.1` or `HTTP/2.0`. */
  readonly protocol: string;
  readonly sourceIp: string;
  /** The local port the request came in by. */
  readonly port: number;
}

/** Reads everything but the body. */
export function gatewayRequest(
  message: IncomingMessage | Http2ServerRequest,
  target: RequestTarget,
): GatewayRequest {
  const [rawPath = ''] = target.rawPath.split('?', 1);
  const url = message.url ?? '';
  const question = url.indexOf('?');
  return {
    method: message.method ?? 'GET',
    path: rawPath.startsWith('/') ? rawPath : `/${rawPath}`,
    query: question < 0 ? '' : url.slice(question + 1),
    headers: headerList(message.rawHeaders),
    protocol: `HTTP/${message.httpVersion}`,
    sourceIp: sourceAddress(message.socket.remoteAddress),
    port: message.socket.localPort ?? 0,
  };
}

function sourceAddress(address: string | undefined): string {
  return (address ?? '127.0.0.1').replace(/^::ffff:/, '');
}

/** The decoded query, every value in order; the last one counts where AWS shows only one. */
export function queryParameters(query: string): Map<string, string[]> {
  const parameters = new Map<string, string[]>();
  for (const [name, value] of new URLSearchParams(query)) {
    const values = parameters.get(name);
    if (values) values.push(value);
    else parameters.set(name, [value]);
  }
  return parameters;
}

import type { IncomingMessage } from 'node:http';
import type { Http2ServerRequest } from 'node:http2';
import { FrontDoorRefusal } from './gateway-failure.js';
import type { GatewayRequest } from './gateway-request.js';
import { headerBytes, headerValue } from './headers.js';

/** DG/api-gateway-execution-service-limits-table. */
export const PAYLOAD_LIMIT = 10_485_760;
const HEADERS_LIMIT = { PRIVATE: 8_000, REGIONAL: 20_480, EDGE: 20_480 };
const URL_LIMIT = { PRIVATE: 8_192, REGIONAL: 10_240, EDGE: 8_192 };

export type EndpointKind = keyof typeof HEADERS_LIMIT;

/** Refuses headers and URLs longer than this kind of endpoint takes. Their status codes are unverified. */
export function checkRequestLine(request: GatewayRequest, kind: EndpointKind): void {
  if (headerBytes(request.headers) > HEADERS_LIMIT[kind]) {
    throw new FrontDoorRefusal(431, 'Request Header Fields Too Large');
  }
  if (request.path.length + request.query.length > URL_LIMIT[kind]) {
    throw new FrontDoorRefusal(414, 'Request-URI Too Long');
  }
}

/**
 * Reads the whole body: API Gateway streams responses, never requests (DG/response-transfer-mode).
 * Refuses with 413 past 10 MB without reading on.
 */
export async function readBody(
  message: IncomingMessage | Http2ServerRequest,
  request: GatewayRequest,
): Promise<Buffer> {
  if (Number(headerValue(request.headers, 'content-length') ?? 0) > PAYLOAD_LIMIT) throw payloadTooLarge();
  const parts: Buffer[] = [];
  let size = 0;
  return new Promise((resolve, reject) => {
    message.on('data', (part: Buffer) => {
      size += part.length;
      if (size <= PAYLOAD_LIMIT) parts.push(part);
      else reject(payloadTooLarge());
    });
    message.on('end', () => {
      resolve(Buffer.concat(parts));
    });
    message.on('error', reject);
    message.on('aborted', () => {
      reject(new Error('The client went away while it sent the request.'));
    });
  });
}

function payloadTooLarge(): FrontDoorRefusal {
  return new FrontDoorRefusal(413, `HTTP content length exceeded ${String(PAYLOAD_LIMIT)} bytes.`);
}

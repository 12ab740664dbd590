import type { AwsError } from '../errors.js';

/** A request as it came over HTTP, read to its end. */
export interface WireRequest {
  readonly method: string;
  /** Still percent-encoded, without the query. */
  readonly path: string;
  /** Without the question mark, still encoded. */
  readonly query: string;
  /** Names in lower case; values of a repeated header joined by a comma. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** An answer on its way to HTTP. A body that is iterable is sent piece by piece. */
export interface WireResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | AsyncIterable<Uint8Array>;
}

/** What a request asks for. */
export interface ParsedCall {
  readonly operation: string;
  readonly input: object;
}

/** The server side of one service's AWS protocol: wire to SDK shapes and back. */
export interface ServiceProtocol {
  /** @throws AwsError when the request names no operation of the service or cannot be read. */
  parse(request: WireRequest): ParsedCall;
  respond(operation: string, output: object, requestId: string): WireResponse;
  /** The wire form of an error. */
  fail(error: AwsError, requestId: string): WireResponse;
}

/** The header every AWS answer carries. */
export const REQUEST_ID_HEADER = 'x-amzn-requestid';

export const NO_BODY = new Uint8Array(0);

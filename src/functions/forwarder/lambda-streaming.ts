import type { EventEmitter } from 'node:events';

/**
 * The writable stream that Lambda hands to a streaming function. It is a facade over a request to the Runtime API, not a
 * `stream.Writable`: only what is named here can be relied on.
 */
export interface ResponseStream extends EventEmitter {
  write(chunk: Uint8Array | string): boolean;
  end(): unknown;
  setContentType(contentType: string): void;
  readonly writableFinished: boolean;
}

/** What precedes the payload of a streamed proxy response: JSON, then eight NUL bytes (DG/response-transfer-mode-lambda). */
export interface ResponseMetadata {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly multiValueHeaders?: Readonly<Record<string, readonly string[]>>;
}

/** The part of Lambda's context object that the forwarder reads. */
export interface InvocationContext {
  readonly awsRequestId: string;
  readonly functionVersion: string;
  getRemainingTimeInMillis(): number;
}

export type StreamingHandler<Event> = (
  event: Event,
  responseStream: ResponseStream,
  context: InvocationContext,
) => Promise<void>;

/** The global that Lambda's Node.js runtimes inject (LMB/config-rs-write-functions). */
export interface AwsLambdaGlobal {
  streamifyResponse<Event>(handler: StreamingHandler<Event>): StreamingHandler<Event>;
  readonly HttpResponseStream: {
    from(responseStream: ResponseStream, metadata: ResponseMetadata): ResponseStream;
  };
}

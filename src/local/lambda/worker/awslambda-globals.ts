import { HIGH_WATER_MARK, STREAMING, type Handler } from './handler-loader.js';

/** Media type that tells API Gateway and function URLs that the body starts with JSON metadata. */
const METADATA_TYPE = 'application/vnd.awslambda.http-integration-response';
const DELIMITER = 8;

interface PreludeTarget {
  setContentType(value: string): void;
  _onBeforeFirstWrite?: (write: (chunk: string | Uint8Array) => void) => void;
}

/** Defines the global `awslambda` that the Node.js runtimes inject (LMB/config-rs-write-functions). */
export function defineAwslambda(): void {
  Object.assign(globalThis, { awslambda: { streamifyResponse, HttpResponseStream: { from: withMetadata } } });
}

function streamifyResponse(handler: Handler, options?: { highWaterMark?: number }): Handler {
  handler[STREAMING] = 'response';
  if (typeof options?.highWaterMark === 'number')
    handler[HIGH_WATER_MARK] = Math.trunc(options.highWaterMark);
  return handler;
}

/** Sends `metadata` as JSON and eight NUL bytes ahead of the first write (DG/response-transfer-mode-lambda). */
function withMetadata<T extends PreludeTarget>(stream: T, metadata: unknown): T {
  stream.setContentType(METADATA_TYPE);
  const json = JSON.stringify(metadata);
  stream._onBeforeFirstWrite = (write) => {
    write(json);
    write(new Uint8Array(DELIMITER));
  };
  return stream;
}

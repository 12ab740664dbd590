import type { Answer } from './answer.js';
import { closingIterable } from './closing-iterable.js';
import type { Deadline } from './deadline.js';
import type { Exchange } from './exchange.js';
import { FunctionStream } from './function-stream.js';
import { badGateway, configurationFailure } from './gateway-failure.js';
import { responseHeaders, withHeaders } from './headers.js';
import { noteLambdaFailure } from './lambda-failure.js';
import { proxyPayload } from './proxy-event.js';
import { readPrelude, type StreamPrelude } from './stream-prelude.js';

const STREAMED_HEADERS: ReadonlySet<string> = new Set(['content-length']);

/**
 * Runs a streaming Lambda proxy integration and answers as soon as the metadata is there. The body is pulled chunk
 * by chunk as the client takes it; it throws when the function fails, falls silent or takes too long, which breaks
 * the client's connection: a status that is already sent cannot be taken back.
 */
export async function callLambdaStream(
  exchange: Exchange,
  functionArn: string,
  deadline: Deadline,
): Promise<Answer> {
  const payload = proxyPayload(exchange);
  const call = exchange.region.functions.invokeStreaming({ functionArn, payload, signal: deadline.signal });
  const streamed = await deadline.race(call).catch((error: unknown) => {
    throw noteLambdaFailure(exchange, error, deadline);
  });
  exchange.integration.integrationStatus = 200;
  exchange.integration.requestId = streamed.requestId;
  const stream = new FunctionStream(streamed, deadline);
  const prelude = await readMetadata(exchange, stream, deadline);
  exchange.integration.status = prelude.status;
  const headers = responseHeaders(prelude.headers, STREAMED_HEADERS);
  return {
    status: prelude.status,
    headers: withHeaders([['Content-Type', 'application/json']], headers),
    body: closingIterable(payloadOf(prelude.rest, stream), () => {
      stream.close();
    }),
  };
}

/** A stream that breaks before its metadata is a 502, metadata that AWS does not take a 500 (DG/response-transfer-mode-lambda). */
async function readMetadata(
  exchange: Exchange,
  stream: FunctionStream,
  deadline: Deadline,
): Promise<StreamPrelude> {
  try {
    return await readPrelude(stream.next);
  } catch (cause) {
    stream.close();
    if (deadline.signal.aborted) throw deadline.signal.reason;
    const errorCode = await stream.failure();
    const reason = errorCode ? `Lambda function error: ${errorCode}` : 'Malformed Lambda streaming response';
    exchange.trace.error(`Execution failed due to configuration error: ${reason}`);
    exchange.integration.error = reason;
    throw errorCode ? badGateway(cause) : configurationFailure(cause);
  }
}

async function* payloadOf(rest: Uint8Array, stream: FunctionStream): AsyncGenerator<Uint8Array> {
  try {
    if (rest.length > 0) yield rest;
    for (let chunk = await stream.next(); chunk !== undefined; chunk = await stream.next()) yield chunk;
    const errorCode = await stream.failure();
    if (errorCode) throw new Error(`The function failed in the middle of its response: ${errorCode}`);
  } finally {
    stream.close();
  }
}

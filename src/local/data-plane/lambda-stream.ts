import type { StreamedResult } from '../lambda/function-runtime.js';
import type { Answer } from './answer.js';
import type { Deadline } from './deadline.js';
import type { Exchange } from './exchange.js';
import { badGateway, configurationFailure } from './gateway-failure.js';
import { responseHeaders, withHeaders } from './headers.js';
import { noteLambdaFailure } from './lambda-proxy.js';
import { proxyEvent } from './proxy-event.js';
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
  const payload = Buffer.from(JSON.stringify(proxyEvent(exchange)));
  const call = exchange.region.functions.invokeStreaming({ functionArn, payload, signal: deadline.signal });
  const streamed = await deadline.race(call).catch((error: unknown) => {
    throw noteLambdaFailure(exchange, error, deadline);
  });
  // Looked at only once the chunks have ended; until then a rejection must not count as unhandled.
  streamed.completed.catch(() => undefined);
  exchange.integration.integrationStatus = 200;
  const chunks = streamed.chunks[Symbol.asyncIterator]();
  const next = async () => {
    const { done, value } = await deadline.race(chunks.next());
    deadline.touch();
    return done ? undefined : value;
  };
  const prelude = await readMetadata(exchange, next, streamed, deadline);
  exchange.integration.status = prelude.status;
  const headers = withHeaders(
    [['Content-Type', 'application/json']],
    responseHeaders(prelude.headers, STREAMED_HEADERS),
  );
  return { status: prelude.status, headers, body: payloadOf(prelude.rest, next, streamed, chunks) };
}

async function readMetadata(
  exchange: Exchange,
  next: () => Promise<Uint8Array | undefined>,
  streamed: StreamedResult,
  deadline: Deadline,
): Promise<StreamPrelude> {
  try {
    return await readPrelude(next);
  } catch (cause) {
    if (deadline.signal.aborted) throw deadline.signal.reason;
    const { errorCode } = await deadline.race(endOf(streamed));
    const reason = errorCode ? `Lambda function error: ${errorCode}` : 'Malformed Lambda streaming response';
    exchange.trace.error(`Execution failed due to configuration error: ${reason}`);
    exchange.integration.error = reason;
    throw errorCode ? badGateway(cause) : configurationFailure(cause);
  }
}

/** How the function ended, if it has: one that still runs counts as not failed. */
async function endOf(streamed: StreamedResult): Promise<{ readonly errorCode?: string }> {
  const failed = () => ({ errorCode: 'Unhandled' });
  return Promise.race([
    streamed.completed.catch(failed),
    new Promise<object>((resolve) => setImmediate(resolve, {})),
  ]);
}

async function* payloadOf(
  rest: Uint8Array,
  next: () => Promise<Uint8Array | undefined>,
  { completed }: StreamedResult,
  chunks: AsyncIterator<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  try {
    if (rest.length > 0) yield rest;
    for (let chunk = await next(); chunk !== undefined; chunk = await next()) yield chunk;
    const { errorCode } = await completed;
    if (errorCode) throw new Error(`The function failed in the middle of its response: ${errorCode}`);
  } finally {
    // Not awaited: a chunk that is still being waited for would hold it up.
    void chunks.return?.().catch(() => undefined);
  }
}

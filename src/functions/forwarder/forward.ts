import type { IncomingMessage } from 'node:http';
import type { ResponseMetadata, ResponseStream } from './lambda-streaming.js';
import { serviceUnavailable } from './refusal.js';
import { relay, whenClientGone } from './relay.js';
import type { RequestLog } from './request-log.js';
import { responseMetadata } from './response-headers.js';
import { headerReadings, responseMeter } from './response-meter.js';
import type { Exchange } from './upstream.js';

/** Sends status and headers, and gives the stream for the body. */
export type StartResponse = (stream: ResponseStream, metadata: ResponseMetadata) => ResponseStream;

/** The service broke off in the middle of an answer: too late for a status, so the function fails and the stream with it. */
export class BrokenAnswer extends Error {
  constructor() {
    super('The service broke off in the middle of its answer.');
    this.name = 'BrokenAnswer';
  }
}

/** Thrown inside the forwarder when there is nobody left to answer. */
export class ClientGone extends Error {}

/**
 * Waits for the answer's status and headers.
 * @throws Refusal 503 or 504 when they do not come, ClientGone when the client left first (the call upstream is dropped).
 */
export async function awaitAnswer(exchange: Exchange, stream: ResponseStream): Promise<IncomingMessage> {
  let gone = false;
  whenClientGone(stream, () => {
    gone = true;
    exchange.abort(serviceUnavailable('The client went away.'));
  });
  try {
    return await exchange.response;
  } catch (error) {
    throw gone ? new ClientGone() : error;
  }
}

/** Notes in the log entry what status and headers say. */
export function noteAnswer(entry: RequestLog, { statusCode, headers }: IncomingMessage): void {
  entry.status = statusCode;
  entry.upstreamRequestId = oneOf(headers['x-amzn-requestid']);
  entry.errorType = oneOf(headers['x-amzn-errortype'])?.split(':')[0];
}

/**
 * Passes an answer on and notes what went by.
 * @throws BrokenAnswer, ClientGone
 */
export async function passOn(
  answer: IncomingMessage,
  stream: ResponseStream,
  startResponse: StartResponse,
  entry: RequestLog,
  elapsedMs: () => number,
): Promise<void> {
  const meter = responseMeter(answer.headers);
  const sink = startResponse(stream, responseMetadata(answer));
  // Metadata goes out with the first write: an empty one brings the status to the client before the first token exists.
  sink.write('');
  const outcome = await relay(answer, sink, (chunk) => {
    entry.timeToFirstByteMs ??= elapsedMs();
    entry.bytesOut += chunk.length;
    meter.observe(chunk);
  });
  Object.assign(entry, headerReadings(answer.headers), meter.readings());
  if (outcome === 'upstreamBroken') throw new BrokenAnswer();
  if (outcome === 'clientGone') throw new ClientGone();
}

/**
 * Reads an answer whole.
 * @throws Refusal 503 when it breaks off.
 */
export async function readWhole(answer: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of answer) chunks.push(chunk as Buffer);
  } catch {
    throw serviceUnavailable('The service broke off in the middle of its answer.');
  }
  return Buffer.concat(chunks);
}

function oneOf(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value;
}

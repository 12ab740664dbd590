import type { Clock } from '../clock.js';
import { AwsError } from '../errors.js';
import { bedrockError } from './bedrock-errors.js';
import type { ClientConnection } from './client-connection.js';
import type { Directives } from './directives.js';
import { EVENT_STREAM_TYPE, eventFrame, exceptionFrame } from './event-frames.js';
import type { ModelAnswer, StreamEvent } from './model-request.js';
import type { RequestRecord } from './request-log.js';
import { RequestedError } from './trouble.js';

/** How an answer is to be sent. */
export interface Sending {
  readonly connection: ClientConnection;
  readonly record: RequestRecord;
  readonly clock: Clock;
  readonly directives: Directives;
  /** Milliseconds between chunks. */
  readonly delayMs: number;
}

/** Sends an answer, with the trouble that was asked for. Rejects when the client goes away. */
export async function sendAnswer(answer: ModelAnswer, sending: Sending): Promise<void> {
  const headers = { ...answer.headers, 'x-amzn-requestid': sending.record.requestId };
  sending.record.status = 200;
  if ('json' in answer.content) await sendWhole(answer.content.json, headers, sending);
  else await sendEvents(answer.content.events, headers, sending);
}

async function sendWhole(json: object, headers: Record<string, string>, sending: Sending): Promise<void> {
  const { connection, record, directives } = sending;
  const bytes = Buffer.from(JSON.stringify(json));
  connection.start(200, {
    ...headers,
    'content-type': 'application/json',
    'content-length': String(bytes.length),
  });
  if (directives.breakAfter !== undefined) {
    await connection.write(bytes.subarray(0, Math.floor(bytes.length / 2)));
    await cut(sending);
    return;
  }
  await connection.end(bytes);
  record.outcome = 'completed';
}

async function sendEvents(
  events: Iterable<StreamEvent>,
  headers: Record<string, string>,
  sending: Sending,
): Promise<void> {
  const { connection, record, clock, directives, delayMs } = sending;
  connection.start(200, { ...headers, 'content-type': EVENT_STREAM_TYPE });
  let index = 0;
  for (const event of events) {
    if (event.isChunk) {
      if (await endedEarly(sending)) return;
      if (record.chunksSent > 0 && delayMs > 0) await clock.sleep(delayMs, connection.gone);
      record.chunksSent++;
    }
    await connection.write(eventFrame(event, index++));
  }
  // An answer shorter than the number of chunks to wait for is broken at its end.
  if (directives.breakAfter !== undefined) return cut(sending);
  if (directives.exception) return sendException(sending, directives.exception.code);
  await connection.end();
  record.outcome = 'completed';
}

async function endedEarly(sending: Sending): Promise<boolean> {
  const { record, directives } = sending;
  if (directives.breakAfter !== undefined && record.chunksSent >= directives.breakAfter) {
    await cut(sending);
    return true;
  }
  if (directives.exception && record.chunksSent >= directives.exception.after) {
    await sendException(sending, directives.exception.code);
    return true;
  }
  return false;
}

async function cut({ connection, record }: Sending): Promise<void> {
  record.outcome = 'broken';
  await connection.cut();
}

async function sendException(
  { connection, record }: Sending,
  code: Parameters<typeof bedrockError>[0],
): Promise<void> {
  const error = bedrockError(code);
  await connection.end(exceptionFrame(error));
  record.outcome = 'failed';
  record.errorCode = error.code;
}

/** Bedrock's error types carry the namespace they come from; SDKs cut it off at the colon. */
const NAMESPACE = 'http://internal.amazon.com/coral/com.amazon.bedrock/';

/** Sends an error as Bedrock does: status, `x-amzn-errortype` and a JSON message. An answer that has begun is cut. */
export async function sendError(
  connection: ClientConnection,
  record: RequestRecord,
  error: unknown,
): Promise<void> {
  const answer = answerFor(error);
  // What is not an answer of Bedrock is a fault of ours: the counters keep its text.
  record.errorCode = answer === error || error instanceof RequestedError ? answer.code : String(error);
  if (connection.response.headersSent) return connection.cut();
  record.status = answer.status;
  const retryAfter = error instanceof RequestedError ? error.retryAfter : undefined;
  connection.start(answer.status, {
    'content-type': 'application/json',
    'x-amzn-requestid': record.requestId,
    'x-amzn-errortype': `${answer.code}:${NAMESPACE}`,
    ...(retryAfter === undefined ? {} : { 'retry-after': retryAfter }),
  });
  await connection.end(Buffer.from(JSON.stringify({ message: answer.message, ...answer.members })));
}

function answerFor(error: unknown): AwsError {
  if (error instanceof RequestedError) return error.answer;
  return error instanceof AwsError ? error : bedrockError('InternalServerException');
}

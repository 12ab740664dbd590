import type { ProxyEvent } from './api-gateway-event.js';
import type { Configuration } from './configuration.js';
import {
  awaitAnswer,
  BrokenAnswer,
  ClientGone,
  noteAnswer,
  passOn,
  readWhole,
  type StartResponse,
} from './forward.js';
import type { InvocationContext, ResponseStream, StreamingHandler } from './lambda-streaming.js';
import { prepareRequest, type PreparedRequest } from './prepared-request.js';
import { parseDocument, readDocument } from './readings.js';
import { Refusal, timedOut } from './refusal.js';
import { beginRequestLog, type RequestLog } from './request-log.js';
import { sign, type Credentials } from './signing.js';
import { simpleAnswer } from './simple-invoke.js';
import type { Send } from './upstream.js';

/** What the handler needs from outside. */
export interface Surroundings {
  readonly configuration: Configuration;
  readonly credentials: () => Credentials;
  readonly send: Send;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
  readonly startResponse: StartResponse;
  readonly log: (entry: RequestLog) => void;
}

/** One request on its way through. */
interface Passage {
  readonly surroundings: Surroundings;
  readonly stream: ResponseStream;
  readonly entry: RequestLog;
  readonly elapsedMs: () => number;
}

/** Kept back from Lambda's time limit, so that the client gets an answer and the log its line. */
const TIME_RESERVE_MS = 500;

/**
 * The forwarder: answers a proxy event with Bedrock's answer, or with a refusal, and leaves one log line.
 * The promise rejects only when an answer broke off after it had begun: Lambda then ends the stream as failed.
 */
export function createForwarder(surroundings: Surroundings): StreamingHandler<ProxyEvent> {
  return async (event, stream, context) => {
    const started = surroundings.clock();
    const elapsedMs = () => surroundings.clock() - started;
    const passage = { surroundings, stream, elapsedMs, entry: beginRequestLog(event, context) };
    try {
      await forward(passage, event, context);
    } catch (error) {
      await fail(passage, error);
    } finally {
      passage.entry.durationMs = elapsedMs();
      surroundings.log(passage.entry);
    }
  };
}

async function forward(passage: Passage, event: ProxyEvent, context: InvocationContext): Promise<void> {
  const { configuration, credentials, clock, send } = passage.surroundings;
  const prepared = prepareRequest(event, configuration, passage.entry);
  const scope = { region: configuration.region, service: prepared.signingName, now: new Date(clock()) };
  const exchange = send(sign(prepared.request, credentials(), scope));
  const timeLimit = setTimeout(
    () => exchange.abort(timedOut('The service did not answer in time.')),
    Math.max(0, context.getRemainingTimeInMillis() - TIME_RESERVE_MS),
  );
  try {
    await deliver(passage, await awaitAnswer(exchange, passage.stream), prepared);
  } finally {
    clearTimeout(timeLimit);
    exchange.abort(new ClientGone());
  }
}

async function deliver(
  passage: Passage,
  answer: Awaited<ReturnType<typeof awaitAnswer>>,
  { simpleModelId }: PreparedRequest,
): Promise<void> {
  const { entry, stream, surroundings, elapsedMs } = passage;
  noteAnswer(entry, answer);
  if (simpleModelId === undefined || answer.statusCode !== 200) {
    return passOn(answer, stream, surroundings.startResponse, entry, elapsedMs);
  }
  const converse = parseDocument((await readWhole(answer)).toString('utf8'));
  Object.assign(entry, readDocument(converse));
  const about = {
    requestId: entry.requestId ?? entry.lambdaRequestId,
    modelId: simpleModelId,
    latencyMs: elapsedMs(),
    guarded: surroundings.configuration.guardrail !== undefined,
  };
  await writeJson(passage, 200, {}, simpleAnswer(converse, about));
}

/** Answers with a refusal where that is still possible. */
async function fail(passage: Passage, error: unknown): Promise<void> {
  const { entry } = passage;
  if (error instanceof ClientGone) {
    entry.clientGone = true;
    return;
  }
  if (error instanceof BrokenAnswer) {
    entry.errorType ??= error.name;
    throw error;
  }
  const refusal = error instanceof Refusal ? error : internalError(error);
  entry.status = refusal.statusCode;
  entry.errorType = refusal.errorType;
  const headers = { 'x-amzn-errortype': refusal.errorType };
  await writeJson(passage, refusal.statusCode, headers, { message: refusal.message });
}

/** A fault of ours. Its message may quote the request, so only its name leaves the function. */
function internalError(error: unknown): Refusal {
  const name = error instanceof Error ? error.name : 'Error';
  return new Refusal(500, 'InternalServerException', `The gateway failed on this request (${name}).`);
}

async function writeJson(
  { stream, surroundings, entry, elapsedMs }: Passage,
  statusCode: number,
  headers: Record<string, string>,
  document: unknown,
): Promise<void> {
  const body = Buffer.from(JSON.stringify(document));
  const metadata = {
    statusCode,
    headers: { 'content-type': 'application/json', 'content-length': String(body.length), ...headers },
  };
  entry.timeToFirstByteMs ??= elapsedMs();
  entry.bytesOut = body.length;
  await new Promise<void>((resolve) => {
    stream
      .once('finish', resolve)
      .once('close', resolve)
      .once('error', () => resolve());
    const sink = surroundings.startResponse(stream, metadata);
    sink.write(body);
    sink.end();
  });
}

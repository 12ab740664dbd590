import type { ClientRequest } from 'node:http';
import { text } from 'node:stream/consumers';
import type { ProxyEvent } from './api-gateway-event.js';
import type { Configuration } from './configuration.js';
import type { InvocationContext, ResponseStream, StreamingHandler } from './lambda-streaming.js';
import { prepareRequest } from './prepared-request.js';
import { asRefusal, clientGone, timedOut } from './refusal.js';
import { openReply, type Reply, type StartResponse } from './reply.js';
import { beginRequestLog, noteAnswer, type RequestLog } from './request-log.js';
import { sign, type Credentials, type Signer } from './signing.js';
import { simpleAnswer } from './simple-invoke.js';
import { awaitAnswer, type Send } from './upstream.js';

/** Kept back from Lambda's time limit, so that the client gets an answer and the log its line. */
const TIME_RESERVE_MS = 500;

/**
 * The forwarder: answers a proxy event with Bedrock's answer, or with a refusal, and leaves one log line.
 * The promise rejects only when an answer broke off after it had begun: Lambda then ends the stream as failed.
 */
export function createForwarder(
  configuration: Configuration,
  signer: Signer,
  credentials: Credentials,
  send: Send,
  startResponse: StartResponse,
  log: (entry: RequestLog) => void,
): StreamingHandler<ProxyEvent> {
  return async (event, stream, context) => {
    const started = Date.now();
    const entry = beginRequestLog(event, context);
    const reply = openReply(stream, startResponse, entry, started);
    try {
      const request = prepareRequest(event, configuration, entry);
      const outgoing = send(sign(signer, request, configuration.region, credentials, new Date(started)));
      await untilInterrupted(
        outgoing,
        stream,
        context,
        deliver(outgoing, reply, entry, started, !!configuration.guardrail),
      );
    } catch (error) {
      await refuse(error, reply, entry);
    } finally {
      reply.note();
      entry.durationMs = Date.now() - started;
      log(entry);
    }
  };
}

async function deliver(
  outgoing: ClientRequest,
  reply: Reply,
  entry: RequestLog,
  started: number,
  guarded: boolean,
): Promise<void> {
  const answer = await awaitAnswer(outgoing);
  if (!entry.route || answer.statusCode !== 200) return reply.pass(answer);
  const converse = await text(answer);
  noteAnswer(entry, answer.headers, converse);
  return reply.json(200, simpleAnswer(converse, entry, Date.now() - started, guarded));
}

/** Waits for the work, for the client to leave or for time to run out; unless the work is done, drops the call upstream. */
async function untilInterrupted(
  outgoing: ClientRequest,
  stream: ResponseStream,
  context: InvocationContext,
  work: Promise<void>,
): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const interruption = new Promise<never>((_, reject) => {
    const gone = () => {
      if (!stream.writableFinished) reject(clientGone());
    };
    stream.once('close', gone).on('error', gone);
    timer = setTimeout(() => {
      reject(timedOut());
    }, context.getRemainingTimeInMillis() - TIME_RESERVE_MS);
  });
  try {
    await Promise.race([work, interruption]);
  } catch (error) {
    outgoing.destroy();
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

/** Answers with a refusal while that is possible. */
async function refuse(error: unknown, reply: Reply, entry: RequestLog): Promise<void> {
  const { statusCode, errorType, message } = asRefusal(error);
  entry.errorType = errorType;
  if (statusCode === 499) return;
  if (entry.status) throw error;
  await reply.json(statusCode, { message }, { 'x-amzn-errortype': errorType });
}

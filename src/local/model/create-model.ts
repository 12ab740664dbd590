import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { notImplementedHere } from '../errors.js';
import type { LocalRegion } from '../region.js';
import { lowerCaseHeaders } from '../signature/signed-request.js';
import { authorize } from './access.js';
import { ClientConnection } from './client-connection.js';
import { readDirectives } from './directives.js';
import type { ModelRequest } from './model-request.js';
import { routeOperation, type RoutedOperation } from './operations.js';
import { createRealBedrock, type RealBedrock, type RealBedrockOptions } from './real-bedrock.js';
import { RequestLog, type RequestRecord } from './request-log.js';
import { sendAnswer, sendError } from './send-answer.js';
import { Trouble } from './trouble.js';

export interface ModelOptions {
  /** Milliseconds between the tokens of a streamed answer: 15 unless given, a believable pace for a person to watch. */
  readonly tokenDelayMs?: number;
  /** `model` answers here; `aws` passes every request on to Amazon Bedrock with the operator's own credentials. */
  readonly bedrock?: 'model' | 'aws';
  /** Where and how real Bedrock is reached; for tests. */
  readonly realBedrock?: RealBedrockOptions;
}

/** Amazon Bedrock on this machine, for one region. */
export interface Model {
  /** Answers one request, errors included; rejects never. The body must not have been read. Works for HTTP/1.1 and for HTTP/2 through Node's compatibility API. */
  readonly handle: (request: IncomingMessage, response: ServerResponse) => Promise<void>;
  readonly requests: RequestLog;
}

/** Where the counters are read (GET) and reset (DELETE); needs no signature, for it holds no content. */
export const REQUESTS_PATH = '/_aws/aigw/model/requests';

const DEFAULT_TOKEN_DELAY_MS = 15;

/** Makes the model of a region. It holds no resources and needs no closing. */
export function createModel(region: LocalRegion, options: ModelOptions = {}): Model {
  const requests = new RequestLog();
  const trouble = new Trouble();
  const realBedrock = options.bedrock === 'aws' ? createRealBedrock(region, options.realBedrock) : undefined;
  const tokenDelayMs = options.tokenDelayMs ?? DEFAULT_TOKEN_DELAY_MS;
  const serving: Serving = { region, requests, trouble, realBedrock, tokenDelayMs };
  return {
    requests,
    handle: async (request, response) => {
      if (pathOf(request) === REQUESTS_PATH) return answerCounters(serving, request, response);
      await handleRequest(serving, new ClientConnection(request, response));
    },
  };
}

interface Serving {
  readonly region: LocalRegion;
  readonly requests: RequestLog;
  readonly trouble: Trouble;
  readonly realBedrock: RealBedrock | undefined;
  readonly tokenDelayMs: number;
}

function pathOf({ url = '/' }: IncomingMessage): string {
  const mark = url.indexOf('?');
  return mark < 0 ? url : url.slice(0, mark);
}

function answerCounters(
  { requests, trouble }: Serving,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  if (request.method === 'DELETE') {
    requests.clear();
    trouble.clear();
  }
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(JSON.stringify(requests.summary()));
}

async function handleRequest(serving: Serving, connection: ClientConnection): Promise<void> {
  const { clock } = serving.region;
  const method = connection.request.method ?? 'GET';
  const path = pathOf(connection.request);
  const route = routeOperation(method, path);
  const record: RequestRecord = {
    requestId: randomUUID(),
    method,
    path,
    operation: route?.operation.name,
    startedAt: clock.now(),
    outcome: 'running',
    chunksSent: 0,
  };
  serving.requests.add(record);
  try {
    await answer(serving, connection, route, record);
  } catch (error) {
    await settle(connection, record, error);
  } finally {
    record.endedAt = clock.now();
  }
}

async function answer(
  serving: Serving,
  connection: ClientConnection,
  route: RoutedOperation | undefined,
  record: RequestRecord,
): Promise<void> {
  const { method = 'GET', url = '/', headers } = connection.request;
  const body = await connection.readBody();
  const received = { method, url, headers, body };
  await authorize(received, route?.operation, serving.region);
  if (serving.realBedrock) {
    await serving.realBedrock.passOn(received, route?.operation, connection, record);
    return;
  }
  if (!route) throw notImplementedHere(`${method} ${record.path} of Bedrock`);
  await answerHere(serving, connection, route, record, {
    region: serving.region.name,
    labels: route.labels,
    query: new URLSearchParams(url.includes('?') ? url.slice(url.indexOf('?')) : ''),
    headers: lowerCaseHeaders(headers),
    body,
  });
}

async function answerHere(
  serving: Serving,
  connection: ClientConnection,
  route: RoutedOperation,
  record: RequestRecord,
  request: ModelRequest,
): Promise<void> {
  const { region, trouble, tokenDelayMs } = serving;
  const modelAnswer = route.operation.answer(request);
  const directives = readDirectives(modelAnswer.prompt);
  if (directives.firstByteMs !== undefined) await region.clock.sleep(directives.firstByteMs, connection.gone);
  if (directives.error) trouble.raise(directives.error);
  const orderedLength = directives.chunks ?? directives.size;
  // A long answer is asked for to test throughput, not to be read.
  const delayMs = directives.slowMs ?? (orderedLength === undefined ? tokenDelayMs : 0);
  await sendAnswer(modelAnswer, { connection, record, clock: region.clock, directives, delayMs });
}

/** Turns what went wrong into an answer, or into a note that there is nobody left to answer. */
async function settle(connection: ClientConnection, record: RequestRecord, error: unknown): Promise<void> {
  try {
    connection.gone.throwIfAborted();
    record.outcome = 'failed';
    await sendError(connection, record, error);
  } catch {
    record.outcome = 'aborted';
  }
}

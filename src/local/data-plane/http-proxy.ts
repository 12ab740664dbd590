import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Integration } from '@aws-sdk/client-api-gateway';
import type { Answer } from './answer.js';
import { closingIterable } from './closing-iterable.js';
import type { Deadline } from './deadline.js';
import type { Exchange } from './exchange.js';
import { configurationFailure, GatewayFailure } from './gateway-failure.js';
import { queryParameters } from './gateway-request.js';
import { headerList, responseHeaders, withHeaders, withoutHeaders, type HeaderList } from './headers.js';
import { mapParameters } from './parameter-mapping.js';
import { integrationHeaders } from './proxy-event.js';
import { substituteStageVariables } from './stage-variables.js';

const STREAMED_HEADERS: ReadonlySet<string> = new Set(['content-length']);
/** The `Host` header is not handed on (DG/api-gateway-known-issues); the trace id is the gateway's. */
const HOST: ReadonlySet<string> = new Set(['host']);

/** Runs an HTTP proxy integration, streaming the response or collecting it first. */
export async function callHttpProxy(
  exchange: Exchange,
  integration: Integration,
  deadline: Deadline,
): Promise<Answer> {
  const url = endpointUrl(exchange, integration);
  exchange.trace.info(`Sending request to ${url.origin}${url.pathname}`);
  const response = await deadline
    .race(send(exchange, integration, url, deadline.signal))
    .catch((cause: unknown) => {
      throw deadline.signal.aborted ? deadline.signal.reason : unreachable(exchange, cause);
    });
  const streaming = integration.responseTransferMode === 'STREAM';
  const status = response.statusCode ?? 502;
  exchange.integration.status = status;
  exchange.integration.integrationStatus = status;
  const headers = responseHeaders(headerList(response.rawHeaders), streaming ? STREAMED_HEADERS : undefined);
  return {
    status,
    headers,
    body: streaming ? arriving(response, deadline) : await collected(exchange, response, deadline),
  };
}

/** The URI with stage variables and mapped path parameters put in, and the query handed on. */
function endpointUrl(exchange: Exchange, integration: Integration): URL {
  const mapped = mapParameters(exchange, integration.requestParameters ?? {}, 'integration.request.path.');
  const path = new Map(mapped);
  const text = substituteStageVariables(integration.uri ?? '', exchange.variables).replace(
    /\{(\w+)\+?\}/g,
    (_, name: string) => path.get(name) ?? exchange.route?.pathParameters[name] ?? '',
  );
  if (!URL.canParse(text) || !/^https?:/.test(text))
    throw configurationFailure(new Error('Invalid endpoint address'));
  const url = new URL(text);
  for (const [name, values] of queryParameters(exchange.request.query)) {
    for (const value of values) url.searchParams.append(name, value);
  }
  for (const [name, value] of mapParameters(
    exchange,
    integration.requestParameters ?? {},
    'integration.request.querystring.',
  )) {
    url.searchParams.set(name, value);
  }
  return url;
}

function send(
  exchange: Exchange,
  integration: Integration,
  url: URL,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const mapped = mapParameters(exchange, integration.requestParameters ?? {}, 'integration.request.header.');
  const headers = withHeaders(withoutHeaders(integrationHeaders(exchange), HOST), [
    ...mapped,
    ['x-amzn-apigateway-api-id', exchange.apiId],
    ...contentLength(exchange.body),
  ]);
  const verb =
    !integration.httpMethod || integration.httpMethod === 'ANY'
      ? exchange.request.method
      : integration.httpMethod;
  return new Promise((resolve, reject) => {
    const start = url.protocol === 'https:' ? httpsRequest : httpRequest;
    const outgoing = start(url, { method: verb, headers: grouped(headers), signal });
    outgoing.on('response', resolve).on('error', reject).end(exchange.body);
  });
}

function contentLength(body: Buffer): HeaderList {
  return body.length > 0 ? [['Content-Length', String(body.length)]] : [];
}

function grouped(headers: HeaderList): Record<string, string[]> {
  const groups: Record<string, string[]> = {};
  for (const [name, value] of headers) (groups[name] ??= []).push(value);
  return groups;
}

function unreachable(exchange: Exchange, cause: unknown): GatewayFailure {
  exchange.integration.error = 'Network error communicating with endpoint';
  exchange.trace.error('Execution failed due to a network error communicating with endpoint');
  return new GatewayFailure('INTEGRATION_FAILURE', 'Network error communicating with endpoint', { cause });
}

async function collected(exchange: Exchange, response: IncomingMessage, deadline: Deadline): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  try {
    for await (const part of arriving(response, deadline)) parts.push(part);
  } catch (cause) {
    throw deadline.signal.aborted ? deadline.signal.reason : unreachable(exchange, cause);
  }
  return Buffer.concat(parts);
}

/** The response's bytes as they come. Throws when the endpoint breaks off or a time limit passes. */
function arriving(response: IncomingMessage, deadline: Deadline): AsyncIterable<Uint8Array> {
  return closingIterable(chunksOf(response, deadline), () => {
    response.destroy();
  });
}

async function* chunksOf(response: IncomingMessage, deadline: Deadline): AsyncGenerator<Uint8Array> {
  for await (const chunk of response as AsyncIterable<Buffer>) {
    deadline.touch();
    yield chunk;
  }
}

import { parseResponseHead, type Answer } from './answer.js';
import type { Deadline } from './deadline.js';
import type { Exchange } from './exchange.js';
import { badGateway } from './gateway-failure.js';
import { headerValue, responseHeaders, withHeaders } from './headers.js';
import { noteLambdaFailure } from './lambda-failure.js';
import { isBinaryMediaType } from './media-types.js';
import { proxyPayload } from './proxy-event.js';
import { isRecord } from './records.js';

/** Members a function may return; any other makes the response malformed (DG/set-up-lambda-proxy-integrations). */
const MEMBERS: ReadonlySet<string> = new Set([
  'statusCode',
  'headers',
  'multiValueHeaders',
  'body',
  'isBase64Encoded',
]);

/** Runs a buffered Lambda proxy integration. */
export async function callLambdaProxy(
  exchange: Exchange,
  functionArn: string,
  deadline: Deadline,
): Promise<Answer> {
  const payload = proxyPayload(exchange);
  const call = exchange.region.functions.invoke({ functionArn, payload, signal: deadline.signal });
  const result = await deadline.race(call).catch((error: unknown) => {
    throw noteLambdaFailure(exchange, error, deadline);
  });
  exchange.integration.integrationStatus = 200;
  exchange.integration.requestId = result.requestId;
  const text = Buffer.from(result.payload).toString('utf8');
  if (result.functionError) {
    exchange.trace.error(
      `Lambda execution failed with status 200 due to customer function error: ${errorMessage(text)}.`,
    );
    throw badGateway();
  }
  return proxyAnswer(exchange, text);
}

function errorMessage(payload: string): string {
  const value = parseJson(payload);
  const message = isRecord(value) ? value['errorMessage'] : undefined;
  return typeof message === 'string' ? message : 'unknown error';
}

function proxyAnswer(exchange: Exchange, text: string): Answer {
  try {
    return readProxyResponse(exchange, text);
  } catch (cause) {
    exchange.trace.error('Execution failed due to configuration error: Malformed Lambda proxy response');
    exchange.integration.error = 'Malformed Lambda proxy response';
    throw badGateway(cause);
  }
}

function readProxyResponse(exchange: Exchange, text: string): Answer {
  const value = parseJson(text);
  if (!isRecord(value) || Object.keys(value).some((name) => !MEMBERS.has(name)))
    throw new Error('Not a proxy response.');
  const { status, headers } = parseResponseHead(value);
  exchange.integration.status = status;
  const withType = withHeaders([['Content-Type', 'application/json']], responseHeaders(headers));
  return { status, headers: withType, body: responseBody(exchange, value) };
}

/**
 * Base64 is decoded when the API has binary media types and the first type that the client accepts is one of them
 * (DG/lambda-proxy-binary-media); otherwise the text goes out as it is.
 */
function responseBody({ request, snapshot }: Exchange, value: Readonly<Record<string, unknown>>): Buffer {
  const body = value['body'] ?? '';
  if (typeof body !== 'string') throw new Error('The body is not a string.');
  const accept = (headerValue(request.headers, 'accept') ?? 'application/json').split(',', 1)[0] ?? '';
  const binary =
    value['isBase64Encoded'] === true && isBinaryMediaType(accept, snapshot.restApi.binaryMediaTypes);
  return Buffer.from(body, binary ? 'base64' : 'utf8');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

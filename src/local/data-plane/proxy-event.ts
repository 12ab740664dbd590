import type { Exchange } from './exchange.js';
import { requestTooLong } from './gateway-failure.js';
import { queryParameters } from './gateway-request.js';
import { forwardedHeaders, headerValue, withHeaders, type HeaderList } from './headers.js';
import { isBinaryMediaType } from './media-types.js';
import { requestContext } from './request-context.js';

/** The parts that a Lambda proxy event and a REQUEST authorizer's event share. */
export function requestParts(exchange: Exchange): Record<string, unknown> {
  const { request, route, variables } = exchange;
  const headers = multiValues(integrationHeaders(exchange));
  const query = queryParameters(request.query);
  return {
    resource: route?.resourcePath,
    // Still percent-encoded, unlike pathParameters (observed on AWS, GH middleapi/standard-server#93).
    path: request.path,
    httpMethod: request.method,
    headers: lastValues(headers),
    multiValueHeaders: Object.fromEntries(headers),
    queryStringParameters: orNull(lastValues(query)),
    multiValueQueryStringParameters: orNull(Object.fromEntries(query)),
    pathParameters: orNull(route?.pathParameters ?? {}),
    stageVariables: orNull(variables),
    requestContext: requestContext(exchange),
  };
}

/** What one synchronous call of a function may bring, wrapped as event and all (LMB/gettingstarted-limits). */
const LAMBDA_PAYLOAD_LIMIT = 6_291_456;

/** The event as it goes to Lambda. Throws REQUEST_TOO_LARGE past 6 MB, well below the gateway's own limit. */
export function proxyPayload(exchange: Exchange): Buffer {
  const payload = Buffer.from(JSON.stringify(proxyEvent(exchange)));
  if (payload.length > LAMBDA_PAYLOAD_LIMIT) throw requestTooLong();
  return payload;
}

/** The event of a Lambda proxy integration (DG/set-up-lambda-proxy-integrations), buffered or streaming alike. */
function proxyEvent(exchange: Exchange): Record<string, unknown> {
  return { ...requestParts(exchange), ...eventBody(exchange) };
}

/**
 * The body as text, or in base64 where its Content-Type is one of the API's binary media types. Bytes that are not
 * UTF-8 in a body that is not declared binary come out as replacement characters, as on AWS.
 */
function eventBody({ body, request, snapshot }: Exchange): { body: string | null; isBase64Encoded: boolean } {
  if (body.length === 0) return { body: null, isBase64Encoded: false };
  const contentType = headerValue(request.headers, 'content-type') ?? 'application/json';
  const binary = isBinaryMediaType(contentType, snapshot.restApi.binaryMediaTypes);
  return { body: body.toString(binary ? 'base64' : 'utf8'), isBase64Encoded: binary };
}

/** The client's headers as an integration gets them, with those that the gateway adds. */
export function integrationHeaders({ request, traceId }: Exchange): HeaderList {
  const forwardedFor = headerValue(request.headers, 'x-forwarded-for');
  return withHeaders(forwardedHeaders(request.headers), [
    ['X-Amzn-Trace-Id', traceId],
    ['X-Forwarded-For', forwardedFor ? `${forwardedFor}, ${request.sourceIp}` : request.sourceIp],
    ['X-Forwarded-Port', String(request.port)],
    ['X-Forwarded-Proto', 'http'],
  ]);
}

function multiValues(headers: HeaderList): Map<string, string[]> {
  const grouped = new Map<string, string[]>();
  for (const [name, value] of headers) {
    const values = grouped.get(name);
    if (values) values.push(value);
    else grouped.set(name, [value]);
  }
  return grouped;
}

function lastValues(values: ReadonlyMap<string, readonly string[]>): Record<string, string> {
  return Object.fromEntries([...values].map(([name, all]) => [name, all.at(-1) ?? '']));
}

function orNull<T extends object>(record: T): T | null {
  return Object.keys(record).length === 0 ? null : record;
}

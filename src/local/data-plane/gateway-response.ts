import type { GatewayResponse } from '@aws-sdk/client-api-gateway';
import type { ApiSnapshot } from '../control-plane/apigateway/api-source.js';
import type { Answer } from './answer.js';
import { renderContext } from './context-variables.js';
import type { Exchange } from './exchange.js';
import { badGateway, FrontDoorRefusal, GatewayFailure } from './gateway-failure.js';
import { headerValue, withHeaders, type HeaderList } from './headers.js';
import { mediaType } from './media-types.js';
import { mapParameters } from './parameter-mapping.js';

const DEFAULT_TEMPLATE = '{"message":$context.error.messageString}';

/** Notes a failure and makes its answer. What is not a failure that AWS knows is a 502: no request ends without an answer. */
export function answerFailure(exchange: Exchange, error: unknown): Answer {
  if (error instanceof FrontDoorRefusal) return refusalAnswer(error);
  const failure = error instanceof GatewayFailure ? error : badGateway(error);
  exchange.failure = failure;
  const { responseType, status } = failure;
  exchange.trace.error(`Gateway response type: ${responseType} with status code: ${String(status)}`);
  return gatewayResponse(exchange, failure);
}

/** The answer to a failed request: AWS's own, or what the API customised (DG/supported-gateway-response-types). */
function gatewayResponse(exchange: Exchange, failure: GatewayFailure): Answer {
  const custom = customisation(exchange.snapshot, failure);
  const [contentType, body] = custom
    ? renderBody(exchange, custom)
    : ['application/json', defaultBody(failure)];
  const parameters = mapParameters(exchange, custom?.responseParameters ?? {}, 'gatewayresponse.header.');
  const headers: HeaderList = [
    ['Content-Type', contentType],
    ['x-amzn-ErrorType', failure.errorType],
  ];
  return {
    status: Number(custom?.statusCode ?? failure.status),
    headers: withHeaders(headers, parameters),
    body: Buffer.from(body),
  };
}

/** The response of this type, or the fallback of its class of status codes. */
function customisation(
  { gatewayResponses }: ApiSnapshot,
  failure: GatewayFailure,
): GatewayResponse | undefined {
  const fallback = failure.status >= 500 ? 'DEFAULT_5XX' : 'DEFAULT_4XX';
  const customised = gatewayResponses.filter(({ defaultResponse }) => !defaultResponse);
  return (
    customised.find(({ responseType }) => responseType === failure.responseType) ??
    customised.find(({ responseType }) => responseType === fallback)
  );
}

/** Plain text without an error type, whatever the API customised (413 as seen in public transcripts). */
function refusalAnswer({ status, message }: FrontDoorRefusal): Answer {
  return { status, headers: [['Content-Type', 'text/plain']], body: Buffer.from(message) };
}

/**
 * AWS's own bodies: an authorizer's refusal spells `Message`; 5xx have a blank after the colon, as the content
 * lengths of real responses show (36 for `Internal server error`, 41 for a timeout).
 */
function defaultBody({ responseType, clientMessage, status }: GatewayFailure): string {
  const message = JSON.stringify(clientMessage);
  if (responseType === 'ACCESS_DENIED') return `{"Message":${message}}`;
  return status >= 500 && clientMessage !== null ? `{"message": ${message}}` : `{"message":${message}}`;
}

/** Templates know variables only, no VTL (DG/api-gateway-gatewayResponse-definition). */
function renderBody(
  exchange: Exchange,
  { responseTemplates }: GatewayResponse,
): [contentType: string, body: string] {
  const [contentType, template] = chooseTemplate(exchange, responseTemplates ?? {});
  const body = renderContext(
    exchange,
    template,
    (value, path) => value ?? (path === 'error.messageString' ? 'null' : ''),
  );
  return [
    contentType,
    body.replace(/\$stageVariables\.(\w+)/g, (_, name: string) => exchange.variables[name] ?? ''),
  ];
}

function chooseTemplate(exchange: Exchange, templates: Readonly<Record<string, string>>): [string, string] {
  const accepted = (headerValue(exchange.request.headers, 'accept') ?? '').split(',').map(mediaType);
  const type = accepted.find((each) => templates[each] !== undefined) ?? 'application/json';
  const [firstType = 'application/json', first = DEFAULT_TEMPLATE] = Object.entries(templates)[0] ?? [];
  const chosen = templates[type];
  return chosen === undefined ? [firstType, first] : [type, chosen];
}

import type { Integration, IntegrationResponse } from '@aws-sdk/client-api-gateway';
import type { Answer } from './answer.js';
import { renderContext } from './context-variables.js';
import type { Exchange } from './exchange.js';
import { configurationFailure, GatewayFailure, notServedHere } from './gateway-failure.js';
import { headerValue, withHeaders } from './headers.js';
import { mediaType } from './media-types.js';
import { mapParameters } from './parameter-mapping.js';

/**
 * Answers without any backend (DG/how-to-mock-integration): the request template names a status code, that chooses
 * the integration response, and its template is the body. Templates with VTL directives are not implemented here.
 */
export async function answerMock(exchange: Exchange, integration: Integration): Promise<Answer> {
  const requested = statusCodeOf(renderTemplate(exchange, requestTemplate(exchange, integration)));
  const response = selectResponse(integration.integrationResponses ?? {}, requested);
  const status = Number(response.statusCode ?? requested);
  exchange.integration.status = status;
  const [contentType, template] = Object.entries(response.responseTemplates ?? {})[0] ?? [
    'application/json',
    '',
  ];
  const parameters = mapParameters(exchange, response.responseParameters ?? {}, 'method.response.header.');
  const body = Buffer.from(renderTemplate(exchange, template));
  return Promise.resolve({ status, headers: withHeaders([['Content-Type', contentType]], parameters), body });
}

function requestTemplate(exchange: Exchange, { requestTemplates = {} }: Integration): string {
  const type = mediaType(headerValue(exchange.request.headers, 'content-type') ?? 'application/json');
  const template =
    requestTemplates[type] ?? requestTemplates['$default'] ?? requestTemplates['application/json'];
  if (template === undefined) throw new GatewayFailure('UNSUPPORTED_MEDIA_TYPE', 'Unsupported Media Type');
  return template;
}

function statusCodeOf(rendered: string): string {
  const match = /^\s*\{\s*"?statusCode"?\s*:\s*"?(\d{3})"?/.exec(rendered);
  if (!match?.[1])
    throw configurationFailure(new Error('Unable to parse statusCode. It should be an integer.'));
  return match[1];
}

/** The response whose pattern matches the status, or the one without a pattern. */
function selectResponse(
  responses: Readonly<Record<string, IntegrationResponse>>,
  status: string,
): IntegrationResponse {
  const all = Object.values(responses);
  const selected =
    all.find(
      ({ selectionPattern }) => selectionPattern && new RegExp(`^(?:${selectionPattern})$`).test(status),
    ) ?? all.find(({ selectionPattern }) => !selectionPattern);
  if (!selected)
    throw configurationFailure(
      new Error('No match for output mapping and no default output mapping configured'),
    );
  return selected;
}

/** Comments and `$context` variables are served; any other VTL is refused rather than passed through. */
function renderTemplate(exchange: Exchange, template: string): string {
  const text = renderContext(exchange, template.replace(/##.*$/gm, ''), (value) => value ?? '');
  if (/#(set|if|foreach|else|end|define)\b|\$(input|util|!?\{|[a-z]\w*\.)/.test(text)) {
    throw notServedHere('A mapping template with VTL');
  }
  return text;
}

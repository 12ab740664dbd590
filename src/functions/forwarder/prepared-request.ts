import type { ProxyEvent } from './api-gateway-event.js';
import type { Configuration, Guardrail } from './configuration.js';
import { addGuardrailHeaders, withGuardrailConfig } from './guardrail.js';
import { clientHeaders, forwardedHeaders, type Headers } from './headers.js';
import { modelsInBody } from './models-in-body.js';
import { queryString } from './query-string.js';
import { notAllowed } from './refusal.js';
import type { RequestLog } from './request-log.js';
import { readRequestPath } from './request-path.js';
import { PREFIX_HEADER, readRoute } from './route.js';
import { serviceHost, signingName } from './services.js';
import { asConverse } from './simple-invoke.js';
import type { UpstreamRequest } from './upstream.js';

/**
 * Turns API Gateway's event into the request for Bedrock, still unsigned, and notes in the log entry what it is.
 * @throws Refusal before anything is sent.
 */
export function prepareRequest(
  event: ProxyEvent,
  configuration: Configuration,
  entry: RequestLog,
): UpstreamRequest {
  const received = Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8');
  const path = readRequestPath(event);
  const headers = clientHeaders(event.multiValueHeaders);
  entry.bytesIn ??= received.length;
  if (path.segments.join('/') === 'invoke' && event.httpMethod === 'POST' && !(PREFIX_HEADER in headers)) {
    entry.route = 'invoke';
    return prepareRequest(asConverse(event, received, configuration.defaultModelId), configuration, entry);
  }
  const { service, operation } = readRoute(event, path, headers, configuration.allowedServices);
  entry.service = service;
  entry.operation = operation.name;
  entry.modelId = operation.modelId;
  const models = operation.modelId ? [operation.modelId] : modelsInBody(service, path, received);
  if (!models.every(configuration.allowsModel)) throw notAllowed('that model');
  const sent = forwardedHeaders(headers);
  const body = guarded(operation.name, sent, received, configuration.guardrail);
  if (body.length > 0 || event.httpMethod !== 'GET') sent['content-length'] = String(body.length);
  return {
    service: signingName(service),
    method: event.httpMethod,
    host: serviceHost(service, configuration.region),
    path: path.encoded + queryString(event.multiValueQueryStringParameters),
    headers: sent,
    body,
  };
}

/** The body to send, with the gateway's guardrail in it or in the headers, where the operation has a place for one. */
function guarded(
  operation: string,
  headers: Headers,
  body: Buffer,
  guardrail: Guardrail | undefined,
): Buffer {
  if (guardrail && /^InvokeModel|^POST \/openai\//.test(operation)) addGuardrailHeaders(headers, guardrail);
  return guardrail && operation.startsWith('Converse') ? withGuardrailConfig(body, guardrail) : body;
}

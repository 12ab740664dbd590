import type { ProxyEvent } from './api-gateway-event.js';
import { modelsInBody } from './body-models.js';
import type { Configuration } from './configuration.js';
import { applyGuardrail, type Draft } from './guardrail.js';
import { queryString } from './query-string.js';
import { notAllowed } from './refusal.js';
import { ClientHeaders } from './request-headers.js';
import type { RequestLog } from './request-log.js';
import { isSimpleInvoke, readRoute, type Route } from './route.js';
import { serviceHost, signingName } from './services.js';
import { readSimplePrompt } from './simple-invoke.js';
import type { UpstreamRequest } from './upstream.js';

/** A request that passed every check, ready to be signed. */
export interface PreparedRequest {
  readonly request: UpstreamRequest;
  readonly signingName: string;
  /** The model of a `POST /invoke`, whose answer takes the short form. */
  readonly simpleModelId?: string;
}

/**
 * Turns API Gateway's event into the request for Bedrock, and notes in the log entry what it is.
 * @throws Refusal before anything is sent.
 */
export function prepareRequest(
  event: ProxyEvent,
  configuration: Configuration,
  entry: RequestLog,
): PreparedRequest {
  const body = Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8');
  entry.bytesIn = body.length;
  const headers = new ClientHeaders(event.multiValueHeaders);
  if (isSimpleInvoke(event, headers)) return prepareSimple(body, configuration, entry);
  const route = readRoute(event, headers, configuration.allowedServices);
  note(entry, route);
  const draft = { headers: headers.forwarded(), body };
  const query = queryString(event.multiValueQueryStringParameters);
  return { ...prepare(event.httpMethod, route, query, draft, configuration) };
}

function prepareSimple(body: Buffer, configuration: Configuration, entry: RequestLog): PreparedRequest {
  const { modelId, converseBody } = readSimplePrompt(body, configuration);
  const path = `/model/${encodeURIComponent(modelId)}/converse`;
  const event = { httpMethod: 'POST', path };
  const route = readRoute(event, new ClientHeaders(null), configuration.allowedServices);
  note(entry, route);
  const draft = {
    headers: { accept: 'application/json', 'content-type': 'application/json' },
    body: converseBody,
  };
  return { ...prepare('POST', route, '', draft, configuration), simpleModelId: modelId };
}

function prepare(
  method: string,
  route: Route,
  query: string,
  draft: Draft,
  configuration: Configuration,
): PreparedRequest {
  checkModels(route, draft.body, configuration);
  applyGuardrail(draft, configuration.guardrail, route.operation);
  if (draft.body.length > 0 || method !== 'GET') draft.headers['content-length'] = String(draft.body.length);
  return {
    signingName: signingName(route.service),
    request: {
      method,
      host: serviceHost(route.service, configuration.region),
      path: route.path.encoded + query,
      headers: draft.headers,
      body: draft.body,
    },
  };
}

function checkModels(route: Route, body: Buffer, { allowedModels }: Configuration): void {
  if (allowedModels.allowsAll) return;
  const { modelId } = route.operation;
  const models = modelId === undefined ? modelsInBody(route, body) : [modelId];
  if (!models.every((model) => allowedModels.allows(model))) {
    throw notAllowed('This gateway does not allow that model.');
  }
}

function note(entry: RequestLog, { service, operation }: Route): void {
  entry.service = service;
  entry.operation = operation.name;
  entry.modelId = operation.modelId;
}

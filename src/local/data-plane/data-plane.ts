import type { IncomingMessage } from 'node:http';
import type { Http2ServerRequest } from 'node:http2';
import type { LocalRegion } from '../region.js';
import { writeAccessLog } from './access-log.js';
import type { Answer } from './answer.js';
import { ControlPlaneKeys, type KeySource } from './api-keys.js';
import { AuthorizerGuard } from './authorizer.js';
import { endpointKind, openExchange, type Exchange } from './exchange.js';
import { writeExecutionLog } from './execution-log.js';
import { Firewall } from './firewall.js';
import { GatewayFailure } from './gateway-failure.js';
import { gatewayRequest, type RequestTarget } from './gateway-request.js';
import { answerFailure } from './gateway-response.js';
import { withHeaders, type HeaderList } from './headers.js';
import type { IntegrationAnswer } from './integration.js';
import { executeMethod } from './method-execution.js';
import { methodSettings, type EffectiveSettings } from './method-settings.js';
import { checkRequestLine, readBody } from './request-limits.js';
import { findRoute } from './routing.js';
import { breakConnection, closedEarly, sendAnswer, type Delivery, type ServerAnswer } from './send-answer.js';
import { StageThrottle } from './throttling.js';
import { UsagePlanGuard } from './usage-plans.js';

/** Serves one request of a deployed API; resolves when the answer has gone and its log lines are written. */
export type DataPlaneHandler = (
  request: IncomingMessage | Http2ServerRequest,
  response: ServerAnswer,
  target: RequestTarget,
) => Promise<void>;

export interface DataPlaneOptions {
  /** Number in [0, 1) that draws canary or base; `Math.random` unless given. */
  readonly random?: () => number;
  /** Where API keys and usage plans are looked up; the region's API Gateway unless given. */
  readonly keys?: KeySource;
  /** Milliseconds until a new API key works; none unless given. */
  readonly keyDelay?: number;
}

interface Guards {
  readonly firewall: Firewall;
  readonly authorizer: AuthorizerGuard;
  readonly usagePlans: UsagePlanGuard;
  readonly throttle: StageThrottle;
}

const FORBIDDEN: Answer = {
  status: 403,
  headers: [
    ['Content-Type', 'application/json'],
    ['x-amzn-ErrorType', 'ForbiddenException'],
  ],
  body: Buffer.from('{"message":"Forbidden"}'),
};

/**
 * The data plane of every API deployed in a region: serves the frozen snapshot of the stage's deployment under the
 * stage's live settings, and leaves access and execution logs.
 */
export function createDataPlane(region: LocalRegion, options: DataPlaneOptions = {}): DataPlaneHandler {
  const guards: Guards = {
    firewall: new Firewall(),
    authorizer: new AuthorizerGuard(),
    usagePlans: new UsagePlanGuard(options.keys ?? new ControlPlaneKeys(region, options.keyDelay)),
    throttle: new StageThrottle(),
  };
  const random = options.random ?? Math.random;
  return async (message, response, target) => {
    const live = region.apis.find(target.apiId, target.stage);
    if (!live) return answerUnknown(region, response, target);
    const exchange = openExchange({
      region,
      request: gatewayRequest(message, target),
      apiId: target.apiId,
      stageName: target.stage,
      live,
      signal: goneSignal(response),
      draw: random(),
    });
    await serve(exchange, message, response, guards);
  };
}

/** `/ping` and `/sping` are the service's own (DG/api-gateway-known-issues); an API or stage that is not there is Forbidden. */
async function answerUnknown(
  region: LocalRegion,
  response: ServerAnswer,
  { stage, rawPath }: RequestTarget,
): Promise<void> {
  const isHealthCheck = /^s?ping$/.test(stage) && /^\/?$/.test(rawPath);
  const answer = isHealthCheck
    ? ({ status: 200, headers: [['Content-Type', 'text/plain']], body: Buffer.from('healthy') } as const)
    : FORBIDDEN;
  await sendAnswer(response, answer, true, () => region.clock.now());
}

/** Aborts when the connection closes before the answer is complete. */
function goneSignal(response: ServerAnswer): AbortSignal {
  const controller = new AbortController();
  response.once('close', () => {
    if (closedEarly(response)) controller.abort(new Error('The client went away.'));
  });
  return controller.signal;
}

async function serve(
  exchange: Exchange,
  message: IncomingMessage | Http2ServerRequest,
  response: ServerAnswer,
  guards: Guards,
): Promise<void> {
  try {
    const { answer, deadline, startedAt } = await answerFor(exchange, message, guards);
    const delivery = await deliver(exchange, response, answer).finally(() => {
      deadline.finish();
    });
    noteTimes(exchange, delivery, startedAt);
  } catch (error) {
    if (exchange.signal.aborted) await abandon(exchange, response);
    else await deliver(exchange, response, answerFailure(exchange, error));
  } finally {
    finishLogs(exchange);
  }
}

/** In the order of AWS: size limits, web ACL, route, authorizer, usage plan, throttles, integration (DG/api-gateway-request-throttling). */
async function answerFor(
  exchange: Exchange,
  message: IncomingMessage | Http2ServerRequest,
  guards: Guards,
): Promise<IntegrationAnswer> {
  const { request, snapshot, trace } = exchange;
  trace.info(`Extended Request Id: ${exchange.extendedRequestId}`);
  exchange.body = await readBody(message, request);
  checkRequestLine(request, endpointKind(snapshot));
  guards.firewall.admit(exchange);
  if (snapshot.restApi.disableExecuteApiEndpoint)
    throw new GatewayFailure('DEFAULT_4XX', 'Forbidden', { status: 403, errorType: 'ForbiddenException' });
  const route = findRoute(snapshot, request.method, request.path);
  if (!route) throw new GatewayFailure('MISSING_AUTHENTICATION_TOKEN', 'Missing Authentication Token');
  exchange.route = route;
  await guards.authorizer.admit(exchange);
  await admitClient(exchange, guards);
  guards.throttle.admit(exchange, effectiveSettings(exchange));
  return executeMethod(exchange);
}

async function admitClient(exchange: Exchange, { usagePlans }: Guards): Promise<void> {
  const stage = `${exchange.apiId}/${exchange.stageName}`;
  const { trace, requestId, request, route } = exchange;
  trace.info(`Verifying Usage Plan for request: ${requestId}. API Key: API Stage: ${stage}`);
  if (!route?.method.apiKeyRequired) {
    trace.info(
      `API Key authorized because method '${request.method} ${route?.resourcePath ?? ''}' does not require API Key. Request will not contribute to throttle or quota limits`,
    );
    return;
  }
  await usagePlans.admit(exchange);
  trace.info(`Usage Plan check succeeded for API Key and API Stage ${stage}`);
}

function effectiveSettings({ live, route, request }: Exchange): EffectiveSettings {
  if (route) return methodSettings(live.stage, route, request.method);
  return { settings: live.stage.methodSettings?.['*/*'] ?? {}, throttleKey: undefined };
}

async function deliver(exchange: Exchange, response: ServerAnswer, answer: Answer): Promise<Delivery> {
  if (exchange.signal.aborted || response.headersSent) return abandon(exchange, response);
  exchange.status = answer.status;
  const complete = { ...answer, headers: withHeaders(answer.headers, gatewayHeaders(exchange)) };
  const delivery = await sendAnswer(response, complete, exchange.request.method !== 'HEAD', () =>
    exchange.region.clock.now(),
  );
  exchange.responseBytes = delivery.bytes;
  if (delivery.complete) exchange.trace.info('Successfully completed execution');
  else noteBroken(exchange, delivery);
  return delivery;
}

function noteBroken({ integration, trace }: Exchange, { failure }: Delivery): void {
  const reason = failure?.message ?? 'The client went away.';
  if (failure) integration.error = reason;
  trace.error(`Execution failed: the response was not delivered completely. ${reason}`);
}

/** There is nobody to answer any more, or half an answer is out already. */
async function abandon(exchange: Exchange, response: ServerAnswer): Promise<Delivery> {
  exchange.status ??= CLIENT_GONE;
  await breakConnection(response);
  return { bytes: 0, complete: false };
}

/** Times of a streamed response, whose latency runs until its end (DG/response-streaming-troubleshoot). */
function noteTimes({ integration, region }: Exchange, { firstByteAt }: Delivery, startedAt: number): void {
  if (integration.responseTransferMode !== 'STREAMED') return;
  integration.latency = region.clock.now() - startedAt;
  if (firstByteAt !== undefined) integration.timeToFirstContent = firstByteAt - startedAt;
}

/** Logged for a client that left before it had a status. What AWS logs then is unverified. */
const CLIENT_GONE = 499;

/** A gateway's own headers; the trace id comes with Lambda and mock answers only (`LS`). */
function gatewayHeaders(exchange: Exchange): HeaderList {
  const type = exchange.route?.method.methodIntegration?.type;
  return [
    ['x-amzn-RequestId', exchange.requestId],
    ['x-amz-apigw-id', exchange.extendedRequestId],
    ...(exchange.failure || type === 'HTTP_PROXY' ? [] : ([['X-Amzn-Trace-Id', exchange.traceId]] as const)),
  ];
}

function finishLogs(exchange: Exchange): void {
  exchange.trace.info(`Method completed with status: ${String(exchange.status ?? CLIENT_GONE)}`);
  writeAccessLog(exchange);
  writeExecutionLog(exchange, effectiveSettings(exchange).settings);
}

import { createHash, randomBytes, randomUUID } from 'node:crypto';
import type { ApiSnapshot, LiveStage } from '../control-plane/apigateway/api-source.js';
import type { LocalRegion } from '../region.js';
import { chooseRelease } from './canary.js';
import { ExecutionTrace } from './execution-trace.js';
import type { GatewayFailure } from './gateway-failure.js';
import type { GatewayRequest } from './gateway-request.js';
import { headerValue } from './headers.js';
import type { EndpointKind } from './request-limits.js';
import type { Route } from './routing.js';
import type { StageVariables } from './stage-variables.js';

/** What an authorizer let through. */
export interface Identity {
  readonly principalId: string;
  /** The authorizer's flat context, values as strings. */
  readonly context: Readonly<Record<string, string>>;
  readonly usageIdentifierKey?: string;
}

/** What the access log can say of the authorizer. */
export interface AuthorizerFacts {
  status?: number;
  latency?: number;
  error?: string;
}

/** What the access log can say of the web ACL before the stage. */
export interface FirewallFacts {
  readonly webAclArn: string;
  readonly action: 'ALLOW' | 'BLOCK';
  /** Milliseconds. */
  readonly latency: number;
}

/** What the access log can say of the integration. Times are milliseconds. */
export interface IntegrationFacts {
  /** The status the integration meant for the client. */
  status?: number;
  /** The status with which the service behind it (Lambda) took the call. */
  integrationStatus?: number;
  latency?: number;
  error?: string;
  requestId?: string;
  responseTransferMode?: 'BUFFERED' | 'STREAMED';
  timeToAllHeaders?: number;
  timeToFirstContent?: number;
}

/** One request and everything learned about it on its way: what integrations need and what the logs tell. */
export interface Exchange {
  readonly region: LocalRegion;
  readonly request: GatewayRequest;
  body: Buffer;
  readonly apiId: string;
  readonly stageName: string;
  readonly live: LiveStage;
  /** The frozen API that serves this request: the stage's, or its canary's. */
  readonly snapshot: ApiSnapshot;
  readonly deploymentId: string;
  readonly variables: StageVariables;
  /** Undefined while the stage has no canary. */
  readonly isCanary: boolean | undefined;
  readonly requestId: string;
  readonly extendedRequestId: string;
  readonly traceId: string;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  /** Aborted when the client goes away before it has its answer. */
  readonly signal: AbortSignal;
  readonly trace: ExecutionTrace;
  /** Absent while no web ACL is associated with the stage. */
  firewall?: FirewallFacts;
  route?: Route;
  identity?: Identity;
  apiKey?: { readonly id: string; readonly value: string };
  failure?: GatewayFailure;
  status?: number;
  responseBytes: number;
  readonly authorizer: AuthorizerFacts;
  readonly integration: IntegrationFacts;
}

export interface ExchangeInput {
  readonly region: LocalRegion;
  readonly request: GatewayRequest;
  readonly apiId: string;
  readonly stageName: string;
  readonly live: LiveStage;
  readonly signal: AbortSignal;
  /** A number in [0, 1) that decides between base and canary. */
  readonly draw: number;
}

/** Starts the record of a request, choosing between base and canary. */
export function openExchange(input: ExchangeInput): Exchange {
  const release = chooseRelease(input.live, input.draw);
  const startedAt = input.region.clock.now();
  return {
    ...input,
    ...release,
    body: Buffer.alloc(0),
    requestId: requestIdOf(input.request),
    // Never a dash in front: pasted behind a command it would be taken for a flag.
    extendedRequestId: `${randomBytes(11).toString('base64url').replace(/^-/, '_')}=`,
    traceId: traceIdOf(input.request, startedAt),
    startedAt,
    trace: new ExecutionTrace(input.region.clock),
    responseBytes: 0,
    authorizer: {},
    integration: {},
  };
}

/** Which kind of endpoint the API has; EDGE is API Gateway's own default. */
export function endpointKind(snapshot: ApiSnapshot): EndpointKind {
  const [type] = snapshot.restApi.endpointConfiguration?.types ?? [];
  return type === 'PRIVATE' || type === 'REGIONAL' ? type : 'EDGE';
}

/** The host name under which AWS would serve the API. */
export function domainName(exchange: Pick<Exchange, 'apiId' | 'region'>): string {
  return `${exchange.apiId}.execute-api.${exchange.region.name}.amazonaws.com`;
}

/** ARN of the method as called, the subject of authorizers' policies. */
export function methodArn(exchange: Exchange): string {
  const { region, apiId, stageName, request } = exchange;
  const owner = `arn:${region.partition}:execute-api:${region.name}:${region.accountId}`;
  return `${owner}:${apiId}/${stageName}/${request.method}${request.path}`;
}

/** A log stream's name, 32 hexadecimal digits as on AWS; the same for all requests of a stage. */
export function logStreamName(exchange: Exchange): string {
  return createHash('md5').update(`${exchange.apiId}/${exchange.stageName}`).digest('hex');
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** A client may choose the request id (DG/api-gateway-variables-for-access-logging); which is why there is an extended one. */
function requestIdOf(request: GatewayRequest): string {
  const chosen = headerValue(request.headers, 'x-amzn-requestid');
  if (chosen === undefined) return randomUUID();
  return UUID.test(chosen) ? chosen : 'UUID_REPLACED_INVALID_REQUEST_ID';
}

function traceIdOf(request: GatewayRequest, now: number): string {
  const seconds = Math.floor(now / 1000)
    .toString(16)
    .padStart(8, '0');
  return (
    headerValue(request.headers, 'x-amzn-trace-id') ?? `Root=1-${seconds}-${randomBytes(12).toString('hex')}`
  );
}

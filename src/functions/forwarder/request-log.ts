import type { ProxyEvent } from './api-gateway-event.js';
import type { InvocationContext } from './lambda-streaming.js';
import type { Readings } from './readings.js';

/** One line of the forwarder's log. It never holds a prompt, an answer, a key or a token. */
export interface RequestLog extends Readings {
  readonly kind: 'request';
  readonly requestId?: string;
  readonly extendedRequestId?: string;
  readonly lambdaRequestId: string;
  readonly functionVersion: string;
  /** Names the release that answered; compare with the stage's canary to know which it was. */
  readonly deploymentId?: string;
  readonly stage?: string;
  readonly tenant?: string;
  service?: string;
  operation?: string;
  modelId?: string;
  status?: number;
  bytesIn: number;
  bytesOut: number;
  /** Milliseconds from the start until the first byte of the answer's body was handed over. */
  timeToFirstByteMs?: number;
  durationMs?: number;
  upstreamRequestId?: string;
  clientGone?: true;
}

/** Starts the line of a request with what is known before looking at what it asks for. */
export function beginRequestLog({ requestContext = {} }: ProxyEvent, context: InvocationContext): RequestLog {
  return {
    kind: 'request',
    requestId: requestContext.requestId,
    extendedRequestId: requestContext.extendedRequestId,
    lambdaRequestId: context.awsRequestId,
    functionVersion: context.functionVersion,
    deploymentId: requestContext.deploymentId,
    stage: requestContext.stage,
    tenant: tenantOf(requestContext),
    bytesIn: 0,
    bytesOut: 0,
  };
}

/** The tenant that the authorizer found, else the id (not the value) of the API key. */
function tenantOf({ authorizer, identity }: NonNullable<ProxyEvent['requestContext']>): string | undefined {
  const tenant = authorizer?.tenant;
  return typeof tenant === 'string' ? tenant : (identity?.apiKeyId ?? undefined);
}

/** Writes the line to standard output, where Lambda takes it as one log event, free of a prefix, so that `{ $.field }` filters work. */
export function writeRequestLog(entry: RequestLog): void {
  process.stdout.write(`${JSON.stringify(entry)}\n`);
}

import type { IncomingHttpHeaders } from 'node:http';
import { readAnswer, type Readings } from './answer-reading.js';
import type { ProxyEvent } from './api-gateway-event.js';
import type { InvocationContext } from './lambda-streaming.js';

/** One line of the forwarder's log. It never holds a prompt, an answer, a key or a token. */
export interface RequestLog extends Readings {
  readonly requestId: string | undefined;
  readonly extendedRequestId: string | undefined;
  readonly lambdaRequestId: string;
  readonly functionVersion: string;
  /** Names the release that answered; compare with the stage's canary to know which it was. */
  readonly deploymentId: string | undefined;
  readonly tenant: unknown;
  /** `invoke` for the gateway's own route. */
  route?: 'invoke';
  service?: string;
  operation?: string;
  modelId?: string;
  status?: number;
  upstreamRequestId?: string | undefined;
  bytesIn?: number;
  bytesOut: number;
  /** From the start until the first byte of the answer's body was handed over. */
  timeToFirstByteMs?: number;
  durationMs?: number;
}

/** Starts the line of a request. Its tenant is what the authorizer found, else the id (not the value) of the API key. */
export function beginRequestLog({ requestContext = {} }: ProxyEvent, context: InvocationContext): RequestLog {
  return {
    requestId: requestContext.requestId,
    extendedRequestId: requestContext.extendedRequestId,
    lambdaRequestId: context.awsRequestId,
    functionVersion: context.functionVersion,
    deploymentId: requestContext.deploymentId,
    tenant: requestContext.authorizer?.tenant ?? requestContext.identity?.apiKeyId,
    bytesOut: 0,
  };
}

/** Notes what an answer's headers and the text read from it say. */
export function noteAnswer(entry: RequestLog, headers: IncomingHttpHeaders, text: string): void {
  const readings = readAnswer(headers, text);
  Object.assign(entry, readings, {
    errorType: entry.errorType ?? readings.errorType ?? headers['x-amzn-errortype']?.toString().split(':')[0],
    upstreamRequestId: headers['x-amzn-requestid'],
  });
}

/** Writes the line to standard output: there Lambda adds no prefix to it, so that `{ $.field }` filters work. */
export function writeRequestLog(entry: RequestLog): void {
  process.stdout.write(`${JSON.stringify(entry)}\n`);
}

import { AwsError } from '../../../src/local/errors.js';
import type { WireResponse } from '../../../src/local/protocol/wire.js';
import type { Fault } from './fault-plan.js';
import type { NamedRequest } from './operation-name.js';

const GARBAGE =
  '<!DOCTYPE html><html><head><title>502 Bad Gateway</title></head><body><h1>Bad Gateway</h1></body></html>';

/** How each service says that it is called too often. */
const THROTTLING: Readonly<Record<string, readonly [code: string, message: string, status: number]>> = {
  apigateway: ['TooManyRequestsException', 'Too Many Requests', 429],
  lambda: ['TooManyRequestsException', 'Rate Exceeded.', 429],
  logs: ['ThrottlingException', 'Rate exceeded', 400],
  cloudformation: ['Throttling', 'Rate exceeded', 400],
  sts: ['Throttling', 'Rate exceeded', 400],
};

/** The answer of a fault that answers in the server's place; undefined for the other faults. */
export function faultAnswer(
  fault: Fault | undefined,
  request: NamedRequest,
  requestId: string,
): WireResponse | undefined {
  switch (fault?.kind) {
    case 'garbage':
      return {
        status: fault.status ?? 502,
        headers: { 'content-type': 'text/html' },
        body: Buffer.from(GARBAGE),
      };
    case 'error':
      return errorAnswer(
        new AwsError(fault.code, fault.message ?? 'Asked for by a test.', fault.status),
        request,
        requestId,
      );
    case 'throttle':
      return throttled(fault.retryAfterSeconds, request, requestId);
    default:
      return undefined;
  }
}

function throttled(
  retryAfterSeconds: number | undefined,
  request: NamedRequest,
  requestId: string,
): WireResponse {
  const [code, message, status] = THROTTLING[request.service ?? ''] ?? [
    'ThrottlingException',
    'Rate exceeded',
    429,
  ];
  const answer = errorAnswer(new AwsError(code, message, status), request, requestId);
  if (retryAfterSeconds === undefined) return answer;
  return { ...answer, headers: { ...answer.headers, 'retry-after': String(retryAfterSeconds) } };
}

/** An error in the protocol of the service that the request is for. */
export function errorAnswer(error: AwsError, { protocol }: NamedRequest, requestId: string): WireResponse {
  if (protocol) return protocol.fail(error, requestId);
  const headers = {
    'content-type': 'application/json',
    'x-amzn-errortype': error.code,
    'x-amzn-requestid': requestId,
  };
  return { status: error.status, headers, body: Buffer.from(JSON.stringify({ message: error.message })) };
}

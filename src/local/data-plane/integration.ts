import type { Integration } from '@aws-sdk/client-api-gateway';
import type { Answer } from './answer.js';
import { startDeadline, type Deadline, type TimeLimits } from './deadline.js';
import { endpointKind, type Exchange } from './exchange.js';
import { configurationFailure, notServedHere } from './gateway-failure.js';
import { callHttpProxy } from './http-proxy.js';
import { callLambdaProxy } from './lambda-proxy.js';
import { callLambdaStream } from './lambda-stream.js';
import { functionTarget } from './lambda-uri.js';
import { answerMock } from './mock-integration.js';

/** An answer under way, with the time limits that hold until its last byte. */
export interface IntegrationAnswer {
  readonly answer: Answer;
  readonly deadline: Deadline;
  /** When the integration was called, in milliseconds since the epoch. */
  readonly startedAt: number;
}

const DEFAULT_TIMEOUT_MS = 29_000;
/** Silence that ends a streamed response (DG/response-transfer-mode). */
const IDLE_TIMEOUT_MS = { PRIVATE: 300_000, REGIONAL: 300_000, EDGE: 30_000 };

/** Calls the integration of the routed method. The caller ends the deadline when the answer is through. */
export async function integrate(exchange: Exchange, integration: Integration): Promise<IntegrationAnswer> {
  const { clock } = exchange.region;
  const startedAt = clock.now();
  const deadline = startDeadline(clock, timeLimits(exchange, integration), exchange.signal);
  exchange.integration.responseTransferMode = streams(integration) ? 'STREAMED' : 'BUFFERED';
  try {
    const answer = await callIntegration(exchange, integration, deadline);
    exchange.integration.timeToAllHeaders = clock.now() - startedAt;
    return { answer, deadline, startedAt };
  } catch (error) {
    deadline.finish();
    throw error;
  } finally {
    exchange.integration.latency = clock.now() - startedAt;
    const status = exchange.integration.integrationStatus ?? exchange.integration.status;
    if (status) {
      exchange.trace.info(
        `Received response. Status: ${String(status)}, Integration latency: ${String(exchange.integration.latency)} ms`,
      );
    }
  }
}

function callIntegration(exchange: Exchange, integration: Integration, deadline: Deadline): Promise<Answer> {
  switch (integration.type) {
    case 'AWS_PROXY':
      return callLambda(exchange, integration, deadline);
    case 'HTTP_PROXY':
      return callHttpProxy(exchange, integration, deadline);
    case 'MOCK':
      return answerMock(exchange, integration);
    default:
      throw notServedHere(`The integration type ${integration.type ?? '(none)'}`);
  }
}

/** A streaming URI under BUFFERED, or the other way round, is unsupported (DG/response-transfer-mode-lambda): a 500. */
async function callLambda(exchange: Exchange, integration: Integration, deadline: Deadline): Promise<Answer> {
  const target = functionTarget(integration.uri ?? '', exchange.variables);
  exchange.trace.info(`Sending request to ${lambdaAddress(exchange, target.functionArn)}`);
  const verb = integration.httpMethod ?? 'POST';
  if (verb !== 'POST' || (target.mode === 'STREAM') !== streams(integration)) {
    exchange.trace.error(
      'Execution failed due to configuration error: Invalid integration URI or method for the response transfer mode',
    );
    throw configurationFailure();
  }
  return target.mode === 'STREAM'
    ? callLambdaStream(exchange, target.functionArn, deadline)
    : callLambdaProxy(exchange, target.functionArn, deadline);
}

function lambdaAddress({ region }: Exchange, functionArn: string): string {
  return `https://lambda.${region.name}.amazonaws.com/2015-03-31/functions/${functionArn}/invocations`;
}

function timeLimits(exchange: Exchange, integration: Integration): TimeLimits {
  const totalMs = integration.timeoutInMillis ?? DEFAULT_TIMEOUT_MS;
  return streams(integration)
    ? { totalMs, idleMs: IDLE_TIMEOUT_MS[endpointKind(exchange.snapshot)] }
    : { totalMs };
}

function streams(integration: Integration): boolean {
  return integration.responseTransferMode === 'STREAM';
}

import type { LocalRegion } from '../region.js';
import type { Answer } from './answer.js';
import type { Exchange } from './exchange.js';
import { answerFailure } from './gateway-response.js';
import { executeMethod } from './method-execution.js';
import { findRoute, type Route } from './routing.js';
import { executionLog, openTrial, type Trial } from './trial.js';

/** A trial of one method, as TestInvokeMethod takes it. */
export interface MethodTrial extends Trial {
  readonly resourceId: string;
  readonly httpMethod: string;
  readonly body?: string;
}

/** What TestInvokeMethod answers. */
export interface TrialResult {
  /** 0 where no response had begun in time. */
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly multiValueHeaders: Record<string, string[]>;
  readonly body: string;
  /** The execution log, bodies included. */
  readonly log: string;
  /** Milliseconds. */
  readonly latency: number;
}

/** A trial buffers, and ends with what it has after 35 s or 1 MB (DG/response-streaming-troubleshoot). */
const TIME_LIMIT_MS = 35_000;
const SIZE_LIMIT = 1_048_576;

/**
 * Runs a method of the draft and its integration: no authorizer, no API key, no throttling, no logs
 * (DG/how-to-test-method). Undefined where the resource or the method does not exist.
 */
export async function invokeOnce(region: LocalRegion, trial: MethodTrial): Promise<TrialResult | undefined> {
  const route = routeOf(trial);
  if (!route) return undefined;
  const timeUp = new AbortController();
  const timer = new AbortController();
  const exchange = trialExchange(region, trial, timeUp.signal);
  exchange.route = route;
  void region.clock.sleep(TIME_LIMIT_MS, timer.signal).then(
    () => {
      timeUp.abort(new Error('The trial took too long.'));
    },
    () => undefined,
  );
  try {
    return await run(exchange);
  } finally {
    timer.abort();
  }
}

function routeOf({ draft, resourceId, httpMethod, pathWithQueryString }: MethodTrial): Route | undefined {
  const resource = draft.resources.find(({ id }) => id === resourceId);
  const methods = resource?.resourceMethods ?? {};
  const configuredVerb = methods[httpMethod] ? httpMethod : 'ANY';
  const method = methods[configuredVerb];
  if (!resource?.path || !method) return undefined;
  const path = (pathWithQueryString ?? resource.path).split('?', 1)[0] ?? '';
  const matched = findRoute({ ...draft, resources: [resource] }, httpMethod, path);
  const pathParameters = matched?.pathParameters ?? {};
  return { resourceId, resourcePath: resource.path, method, configuredVerb, pathParameters };
}

function trialExchange(region: LocalRegion, trial: MethodTrial, signal: AbortSignal): Exchange {
  const exchange = openTrial(region, trial, {
    httpMethod: trial.httpMethod,
    stageName: 'test-invoke-stage',
    signal,
  });
  exchange.body = Buffer.from(trial.body ?? '');
  return exchange;
}

async function run(exchange: Exchange): Promise<TrialResult> {
  const { clock } = exchange.region;
  const { answer, body } = await collectedAnswer(exchange);
  const latency = clock.now() - exchange.startedAt;
  const multiValueHeaders: Record<string, string[]> = {};
  for (const [name, value] of answer.headers) (multiValueHeaders[name] ??= []).push(value);
  exchange.trace.info(`Method completed with status: ${String(answer.status)}`);
  return {
    status: answer.status,
    headers: Object.fromEntries(
      Object.entries(multiValueHeaders).map(([name, all]) => [name, all.at(-1) ?? '']),
    ),
    multiValueHeaders,
    body,
    log: executionLog(exchange),
    latency,
  };
}

async function collectedAnswer(exchange: Exchange): Promise<{ answer: Answer; body: string }> {
  try {
    const { answer, deadline } = await executeMethod(exchange);
    const body = await collect(exchange, answer).finally(() => {
      deadline.finish();
    });
    return { answer, body };
  } catch (error) {
    if (exchange.signal.aborted)
      return { answer: { status: 0, headers: [], body: Buffer.alloc(0) }, body: '' };
    const answer = answerFailure(exchange, error);
    return { answer, body: await collect(exchange, answer) };
  }
}

async function collect(exchange: Exchange, { body }: Answer): Promise<string> {
  if (body instanceof Uint8Array) return Buffer.from(body).toString('utf8');
  const parts: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const part of body) {
      parts.push(part);
      size += part.length;
      if (size > SIZE_LIMIT) break;
    }
  } catch (error) {
    exchange.trace.error(`Execution failed: ${error instanceof Error ? error.message : String(error)}`);
  }
  return Buffer.concat(parts).toString('utf8');
}

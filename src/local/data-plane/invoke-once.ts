import type { ApiSnapshot } from '../control-plane/apigateway/api-source.js';
import type { LocalRegion } from '../region.js';
import type { Answer } from './answer.js';
import { openExchange, type Exchange } from './exchange.js';
import { answerFailure } from './gateway-response.js';
import type { HeaderList } from './headers.js';
import { executeMethod } from './method-execution.js';
import { findRoute, type Route } from './routing.js';

/** A trial of one method, as TestInvokeMethod takes it. */
export interface MethodTrial {
  readonly apiId: string;
  /** The draft: a trial does not need a deployment. */
  readonly draft: ApiSnapshot;
  readonly resourceId: string;
  readonly httpMethod: string;
  readonly pathWithQueryString?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly multiValueHeaders?: Readonly<Record<string, readonly string[]>>;
  readonly body?: string;
  readonly stageVariables?: Readonly<Record<string, string>>;
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
  const [path = '/', query = ''] = (trial.pathWithQueryString ?? '/').split('?', 2);
  const stage = { stageName: 'test-invoke-stage', variables: trial.stageVariables ?? {} };
  const exchange = openExchange({
    region,
    request: {
      method: trial.httpMethod,
      path,
      query,
      headers: trialHeaders(trial),
      protocol: 'HTTP/1.1',
      sourceIp: 'test-invoke-source-ip',
      port: 443,
    },
    apiId: trial.apiId,
    stageName: stage.stageName,
    live: { stage, snapshot: trial.draft },
    signal,
    draw: 0,
  });
  exchange.body = Buffer.from(trial.body ?? '');
  return exchange;
}

/** Headers of a trial: a name in `multiValueHeaders` counts instead of the same in `headers`. */
export function trialHeaders({
  headers = {},
  multiValueHeaders = {},
}: Pick<MethodTrial, 'headers' | 'multiValueHeaders'>): HeaderList {
  const multi = Object.entries(multiValueHeaders).flatMap(([name, values]) =>
    values.map((value): [string, string] => [name, value]),
  );
  return [...Object.entries(headers).filter(([name]) => !(name in multiValueHeaders)), ...multi];
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

/** The execution log of a trial, as text. */
export function executionLog({ requestId, trace }: Exchange): string {
  const lines = trace.lines.map(({ timestamp, text }) => `${logDate(timestamp)} : ${text}`);
  return [`Execution log for request ${requestId}`, ...lines, ''].join('\n');
}

/** E.g. `Tue Oct 12 21:09:59 UTC 2021`. */
function logDate(time: number): string {
  const [weekday = '', day = '', month = '', year = '', clock = ''] = new Date(time)
    .toUTCString()
    .split(/,? /);
  return `${weekday} ${month} ${day} ${clock} UTC ${year}`;
}

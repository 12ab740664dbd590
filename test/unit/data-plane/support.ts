import {
  createServer,
  request as httpRequest,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
} from 'node:http';
import {
  connect,
  createServer as createHttp2Server,
  type Http2Server,
  type Http2ServerRequest,
} from 'node:http2';
import type { AddressInfo } from 'node:net';
import type { Integration, Method, Stage } from '@aws-sdk/client-api-gateway';
import type { Clock } from '../../../src/local/clock.js';
import type { ApiSnapshot, LiveStage } from '../../../src/local/control-plane/apigateway/api-source.js';
import type { LogLine } from '../../../src/local/control-plane/logs/log-sink.js';
import { createDataPlane, type DataPlaneOptions } from '../../../src/local/data-plane/data-plane.js';
import type { ServerAnswer } from '../../../src/local/data-plane/send-answer.js';
import type {
  FunctionInvocation,
  FunctionResult,
  StreamedResult,
} from '../../../src/local/lambda/function-runtime.js';
import type { LocalRegion } from '../../../src/local/region.js';
import { State } from '../../../src/local/state.js';

/** A clock that stands still until it is moved. */
export class FakeClock implements Clock {
  time = Date.UTC(2026, 10, 20, 12, 0, 0);
  #sleepers: { at: number; wake: () => void }[] = [];

  readonly now = (): number => this.time;

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const sleeper = { at: this.time + ms, wake: resolve };
      this.#sleepers.push(sleeper);
      signal?.addEventListener('abort', () => {
        this.#sleepers = this.#sleepers.filter((each) => each !== sleeper);
        reject(signal.reason as Error);
      });
    });
  }

  advance(ms: number): void {
    this.time += ms;
    const due = this.#sleepers.filter(({ at }) => at <= this.time);
    this.#sleepers = this.#sleepers.filter(({ at }) => at > this.time);
    for (const { wake } of due) wake();
  }
}

export const API_ID = 'abc123';
export const STAGE = 'v1';
const FUNCTION = 'arn:aws:lambda:us-east-1:123456789012:function:forwarder';
const LAMBDA = 'arn:aws:apigateway:us-east-1:lambda:path';
export const BUFFERED_URI = `${LAMBDA}/2015-03-31/functions/${FUNCTION}:\${stageVariables.forwarder}/invocations`;
export const STREAM_URI = `${LAMBDA}/2021-11-15/functions/${FUNCTION}:\${stageVariables.forwarder}/response-streaming-invocations`;
export const VERSION_ARN = `${FUNCTION}:7`;

export const bufferedIntegration: Integration = { type: 'AWS_PROXY', httpMethod: 'POST', uri: BUFFERED_URI };
export const streamIntegration: Integration = {
  type: 'AWS_PROXY',
  httpMethod: 'POST',
  uri: STREAM_URI,
  responseTransferMode: 'STREAM',
  timeoutInMillis: 900_000,
};

export function method(integration: Integration, more: Partial<Method> = {}): Method {
  return {
    httpMethod: 'ANY',
    authorizationType: 'NONE',
    apiKeyRequired: false,
    methodIntegration: integration,
    ...more,
  };
}

export function snapshotOf(anyMethod: Method, more: Partial<ApiSnapshot> = {}): ApiSnapshot {
  return {
    restApi: { id: API_ID, name: 'gateway', endpointConfiguration: { types: ['REGIONAL'] } },
    resources: [
      { id: 'root', path: '/' },
      {
        id: 'proxy',
        parentId: 'root',
        pathPart: '{proxy+}',
        path: '/{proxy+}',
        resourceMethods: { ANY: anyMethod },
      },
    ],
    authorizers: [],
    gatewayResponses: [],
    models: [],
    ...more,
  };
}

export function liveStage(
  snapshot: ApiSnapshot,
  stage: Partial<Stage> = {},
  canarySnapshot?: ApiSnapshot,
): LiveStage {
  return {
    stage: { stageName: STAGE, deploymentId: 'dep1', variables: { forwarder: '7' }, ...stage },
    snapshot,
    ...(canarySnapshot && { canarySnapshot }),
  };
}

export type Invoke = (event: Record<string, unknown>, invocation: FunctionInvocation) => unknown;
export type InvokeStreaming = (invocation: FunctionInvocation) => AsyncIterable<Uint8Array>;

export interface Written {
  readonly group: string;
  readonly stream: string;
  readonly message: string;
}

/** A region of which only what the data plane uses is there. */
export class TestRegion {
  readonly clock = new FakeClock();
  readonly written: Written[] = [];
  readonly groups = new Set<string>(['/aws/apigateway/access']);
  readonly invocations: FunctionInvocation[] = [];
  readonly calls = new Map<string, (input: Record<string, unknown>) => object>();
  live: LiveStage | undefined;
  invoke: Invoke = () => ({ statusCode: 200, body: 'ok' });
  invokeStreaming: InvokeStreaming = () => streamOf('{"statusCode":200}', 'ok');
  /** How a streamed invocation ends; rejects never. */
  streamEnd: () => Promise<{ errorCode?: string }> = () => Promise.resolve({});

  readonly region: LocalRegion = {
    name: 'us-east-1',
    partition: 'aws',
    accountId: '123456789012',
    clock: this.clock,
    state: new State(),
    credentials: { find: () => undefined, issue: () => unused() },
    endpoint: () => 'http://127.0.0.1:1',
    call: <Output extends object>(_service: string, operation: string, input: object): Promise<Output> =>
      Promise.resolve((this.calls.get(operation) ?? unused)(input as Record<string, unknown>) as Output),
    functions: {
      invoke: async (invocation): Promise<FunctionResult> => {
        this.invocations.push(invocation);
        const event = JSON.parse(Buffer.from(invocation.payload).toString()) as Record<string, unknown>;
        const result = await this.invoke(event, invocation);
        return toResult(result);
      },
      invokeStreaming: (invocation): Promise<StreamedResult> => {
        this.invocations.push(invocation);
        return Promise.resolve({
          executedVersion: '7',
          chunks: this.invokeStreaming(invocation),
          completed: this.streamEnd(),
        });
      },
    },
    logSink: {
      write: (group: string, stream: string, lines: readonly LogLine[]) => {
        for (const { message } of lines) this.written.push({ group, stream, message });
      },
      hasGroup: (group) => this.groups.has(group),
    },
    apis: {
      find: (apiId, stage) => (apiId === API_ID && stage === STAGE ? this.live : undefined),
    },
  };

  /** The last event a function got. */
  lastEvent(): Record<string, unknown> {
    return JSON.parse(Buffer.from(this.invocations.at(-1)?.payload ?? []).toString()) as Record<
      string,
      unknown
    >;
  }

  messages(group: string): string[] {
    return this.written.filter((each) => each.group === group).map(({ message }) => message);
  }
}

function unused(): never {
  throw new Error('Not part of this test.');
}

/** A function's failure, as the runtime reports it. */
export class FunctionError {
  constructor(readonly errorMessage: string) {}
}

function toResult(result: unknown): FunctionResult {
  const failed = result instanceof FunctionError;
  const body = failed ? { errorType: 'Error', errorMessage: result.errorMessage } : result;
  const payload = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body ?? null));
  return {
    payload,
    executedVersion: '7',
    logTail: '',
    ...(failed && { functionError: 'Unhandled' as const }),
  };
}

export const DELIMITER = Buffer.alloc(8);

/** Metadata, delimiter and parts, each in its own chunk. */
export async function* streamOf(
  metadata: string,
  ...parts: (string | Uint8Array)[]
): AsyncGenerator<Uint8Array> {
  yield Buffer.concat([Buffer.from(metadata), DELIMITER]);
  await Promise.resolve();
  for (const part of parts) yield Buffer.from(part);
}

export interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface Call {
  readonly method?: string;
  readonly headers?: Record<string, string | string[]>;
  readonly body?: string | Uint8Array;
}

/** Serves a data plane on loopback ports over both versions of HTTP. */
export class Served {
  readonly #h1: Server;
  readonly #h2: Http2Server;
  /** Requests whose head has arrived. */
  received = 0;
  readonly #handled: Promise<void>[] = [];

  constructor(test: TestRegion, options: DataPlaneOptions = {}) {
    const handle = createDataPlane(test.region, options);
    const target = (url = '/') => {
      this.received += 1;
      const [, stage = '', ...rest] = (url.split('?')[0] ?? '').split('/');
      return { apiId: API_ID, stage, rawPath: rest.length > 0 ? `/${rest.join('/')}` : '' };
    };
    const serve = (request: IncomingMessage | Http2ServerRequest, response: ServerAnswer) => {
      this.#handled.push(handle(request, response, target(request.url)));
    };
    this.#h1 = createServer({ maxHeaderSize: 65_536 }, serve);
    this.#h2 = createHttp2Server(serve);
  }

  async listen(): Promise<void> {
    await new Promise<void>((resolve) => this.#h1.listen(0, '127.0.0.1', resolve));
    await new Promise<void>((resolve) => this.#h2.listen(0, '127.0.0.1', resolve));
  }

  async close(): Promise<void> {
    this.#h1.closeAllConnections();
    await new Promise((resolve) => this.#h1.close(resolve));
    await new Promise((resolve) => this.#h2.close(resolve));
    await Promise.all(this.#handled);
  }

  get h1Port(): number {
    return (this.#h1.address() as AddressInfo).port;
  }

  get h2Url(): string {
    return `http://127.0.0.1:${String((this.#h2.address() as AddressInfo).port)}`;
  }

  /** One request over HTTP/1.1, answered in full. Rejects when the connection breaks. */
  call(path: string, { method: verb = 'GET', headers = {}, body }: Call = {}): Promise<Reply> {
    return new Promise((resolve, reject) => {
      const request = httpRequest({
        port: this.h1Port,
        path: `/${STAGE}${path}`,
        method: verb,
        headers,
        agent: false,
      });
      request.on('error', reject).on('response', (response) => {
        const parts: Buffer[] = [];
        response.on('data', (part: Buffer) => parts.push(part));
        response.on('error', reject);
        response.on('end', () => {
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: Buffer.concat(parts).toString(),
          });
        });
      });
      request.end(body);
    });
  }

  /** One request over HTTP/2 with prior knowledge. Rejects when the stream is reset. */
  async callHttp2(path: string, { method: verb = 'GET', headers = {}, body }: Call = {}): Promise<Reply> {
    const session = connect(this.h2Url);
    try {
      return await new Promise<Reply>((resolve, reject) => {
        const stream = session.request({ ':path': `/${STAGE}${path}`, ':method': verb, ...headers });
        const parts: Buffer[] = [];
        let head: Record<string, unknown> = {};
        stream.on('response', (received) => (head = received));
        stream.on('data', (part: Buffer) => parts.push(part));
        stream.on('error', reject);
        stream.on('end', () => {
          // A reset after the last byte is told by the close, not by the end.
          stream.on('close', () => {
            if (stream.rstCode !== 0) return;
            resolve({
              status: Number(head[':status']),
              headers: head as IncomingHttpHeaders,
              body: Buffer.concat(parts).toString(),
            });
          });
        });
        stream.end(body);
      });
    } finally {
      session.destroy();
    }
  }
}

/** Runs a test against a served data plane and takes it down. */
export async function withServed(
  test: TestRegion,
  run: (served: Served) => Promise<void>,
  options: DataPlaneOptions = {},
): Promise<void> {
  const served = new Served(test, options);
  await served.listen();
  try {
    await run(served);
  } finally {
    await served.close();
  }
}

/** Resolves as soon as the condition holds, looking again after each turn of the event loop. */
export async function until(condition: () => boolean): Promise<void> {
  const deadline = Date.now() + 5_000;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error('The condition did not come true within 5 s.');
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** Resolves once a value has stayed the same for a good while of the event loop's turns. */
export async function untilStill(value: () => number): Promise<void> {
  for (let same = 0, last = Number.NaN; same < 2_000; same++) {
    if (value() !== last) same = 0;
    last = value();
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** A stage whose access log has this format. */
export function withAccessLog(format: string): Partial<Stage> {
  return {
    accessLogSettings: {
      destinationArn: 'arn:aws:logs:us-east-1:123456789012:log-group:/aws/apigateway/access',
      format,
    },
  };
}

import { getHeapStatistics } from 'node:v8';
import type { InvokeMessage } from '../messages.js';
import type { RuntimeLog } from './console-capture.js';
import { HIGH_WATER_MARK, STREAMING, type Handler } from './handler-loader.js';
import type { Outbox } from './outbox.js';
import { reportError } from './reported-error.js';
import { ResponseStream, handlerView } from './response-stream.js';

/** Runs the handler once. Everything it does ends as messages; this never rejects. */
export class Invocation {
  readonly #handler: Handler;
  readonly #message: InvokeMessage;
  readonly #outbox: Outbox;
  readonly #log: RuntimeLog;
  #stream: ResponseStream | undefined;

  constructor(handler: Handler, message: InvokeMessage, outbox: Outbox, log: RuntimeLog) {
    this.#log = log;
    this.#handler = handler;
    this.#message = message;
    this.#outbox = outbox;
  }

  async run(): Promise<void> {
    try {
      const event: unknown = JSON.parse(new TextDecoder().decode(this.#message.payload));
      await (this.#handler[STREAMING] ? this.#runStreaming(event) : this.#runBuffered(event));
    } catch (error) {
      this.#log('ERROR', 'Invoke Error', describeForLog(error));
      await this.#fail(error);
    }
  }

  consumed(bytes: number): void {
    this.#stream?.consumed(bytes);
  }

  disconnect(): void {
    this.#stream?.disconnect();
  }

  async #runBuffered(event: unknown): Promise<void> {
    const result = await this.#handler(event, this.#context());
    this.#outbox.send({ type: 'result', json: toJson(result), memoryBytes: memoryBytes() });
  }

  async #runStreaming(event: unknown): Promise<void> {
    const stream = this.#openStream();
    const returned = this.#handler(event, handlerView(stream), this.#context());
    if (!isPromise(returned)) throw new Error('Streaming does not support non-async handlers.');
    if ((await returned) !== undefined) this.#log('WARN', 'Streaming handlers ignore return values.');
    await stream.done;
    this.#outbox.send({ type: 'streamEnd', memoryBytes: memoryBytes() });
  }

  /** An error after the stream was ended comes too late to be part of the response. */
  async #fail(error: unknown): Promise<void> {
    if (this.#stream?.writableEnded && !this.#stream.destroyed)
      await this.#stream.done.catch(() => undefined);
    if (this.#stream?.writableFinished) this.#outbox.send({ type: 'streamEnd', memoryBytes: memoryBytes() });
    else this.#outbox.send({ type: 'failed', error: reportError(error), memoryBytes: memoryBytes() });
  }

  #openStream(): ResponseStream {
    const sink = {
      chunk: (data: Uint8Array) => {
        this.#outbox.chunk(data);
      },
      contentType: (contentType: string) => {
        this.#outbox.send({ type: 'contentType', contentType });
      },
    };
    this.#stream = new ResponseStream(sink, this.#handler[HIGH_WATER_MARK]);
    return this.#stream;
  }

  /** The context object of the Node.js runtimes (LMB/nodejs-context). */
  #context(): object {
    const { deadline, requestId, invokedFunctionArn, clientContext } = this.#message;
    return {
      clientContext: clientContext === undefined ? undefined : (JSON.parse(clientContext) as unknown),
      identity: undefined,
      invokedFunctionArn,
      awsRequestId: requestId,
      getRemainingTimeInMillis: () => deadline - Date.now(),
      functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
      functionVersion: process.env.AWS_LAMBDA_FUNCTION_VERSION,
      memoryLimitInMB: process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
      logGroupName: process.env.AWS_LAMBDA_LOG_GROUP_NAME,
      logStreamName: process.env.AWS_LAMBDA_LOG_STREAM_NAME,
    };
  }
}

function isPromise(value: unknown): value is Promise<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}

function toJson(value: unknown): string {
  try {
    return JSON.stringify(value === undefined ? null : value) ?? 'null';
  } catch {
    throw Object.assign(new Error('Unable to stringify response body'), {
      name: 'Runtime.JSONStringifyError',
    });
  }
}

/** An error as the runtime prints it in text logs: one line of JSON, the stack as a list. */
export function describeForLog(error: unknown): string {
  const known = error instanceof Error ? error : new Error(String(error));
  const code = 'code' in known ? known.code : undefined;
  const members = { errorType: known.name, errorMessage: known.message, code, ...known };
  return `\t${JSON.stringify({ ...members, stack: known.stack?.split('\n') })}`;
}

function memoryBytes(): number {
  const heap = getHeapStatistics();
  return heap.total_physical_size + heap.external_memory;
}

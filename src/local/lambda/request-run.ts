import { randomUUID } from 'node:crypto';
import type { LocalRegion } from '../region.js';
import { ChunkQueue } from './chunk-queue.js';
import type { Environment, EnvironmentListener } from './environment.js';
import { LogTail } from './log-tail.js';
import type { FromEnvironment, ReportedError } from './messages.js';
import { PlatformLog, type RequestReport } from './platform-log.js';

/** What a caller sends. */
export interface RunInput {
  readonly invokedArn: string;
  readonly payload: Uint8Array;
  readonly clientContext?: string;
  readonly signal?: AbortSignal;
}

/** How a run ended. */
export interface RunEnd {
  readonly error?: ReportedError;
  readonly logTail: string;
}

/** Lambda gives the initialisation ten seconds (LMB/lambda-runtime-environment). */
const INIT_LIMIT = 10_000;

const encoder = new TextEncoder();

/** One request in one environment, from START to REPORT. Its bytes come out of `chunks`; `ended` never rejects. */
export class RequestRun implements EnvironmentListener {
  readonly requestId = randomUUID();
  readonly chunks: ChunkQueue;
  readonly ended: Promise<RunEnd>;
  readonly #region: LocalRegion;
  readonly #environment: Environment;
  readonly #log: PlatformLog;
  readonly #tail = new LogTail();
  #resolveEnd: (end: RunEnd) => void = () => undefined;
  #began = performance.now();
  #stopWatching: (() => void) | undefined;
  #over = false;

  constructor(region: LocalRegion, environment: Environment) {
    this.#region = region;
    this.#environment = environment;
    this.#log = new PlatformLog(environment.deployed);
    this.ended = new Promise((resolve) => {
      this.#resolveEnd = resolve;
    });
    this.chunks = new ChunkQueue(
      (bytes) => {
        environment.post({ type: 'consumed', bytes });
      },
      () => {
        environment.post({ type: 'disconnect' });
      },
    );
  }

  /** Waits until a new environment is initialised, then hands it the request. */
  async start(input: RunInput): Promise<void> {
    this.#environment.listener = this;
    const failure = await this.#initialise();
    if (this.#over) return;
    this.#write(this.#log.start(this.#now(), this.requestId));
    this.#began = performance.now();
    if (failure) this.#failInit(failure);
    else this.#invoke(input);
  }

  message(message: Exclude<FromEnvironment, { type: 'ready' | 'initError' }>): void {
    switch (message.type) {
      case 'log':
        this.#write([message.message]);
        break;
      case 'chunk':
        this.chunks.push(message.data);
        break;
      case 'result':
        this.chunks.push(encoder.encode(message.json));
        this.#finish({ status: 'success', memoryBytes: message.memoryBytes });
        break;
      case 'streamEnd':
        this.#finish({ status: 'success', memoryBytes: message.memoryBytes });
        break;
      case 'failed':
        this.#finish({ status: 'error', memoryBytes: message.memoryBytes }, message.error);
        break;
      case 'contentType':
    }
  }

  exited(error: ReportedError): void {
    const named = this.#named(error);
    this.#write([`${named.errorMessage}\n${named.errorType}\n`]);
    this.#finish({ status: 'failure', memoryBytes: 0, errorType: error.errorType }, named);
  }

  /** An exit names the request it happened to; what a function threw says itself what it is. */
  #named(error: ReportedError): ReportedError {
    if (error.errorType !== 'Runtime.ExitError') return error;
    return { ...error, errorMessage: `RequestId: ${this.requestId} Error: ${error.errorMessage}` };
  }

  async #initialise(): Promise<ReportedError | undefined> {
    const environment = this.#environment;
    if (environment.used) return undefined;
    environment.used = true;
    this.#write(this.#log.initStart(this.#now()));
    this.#limit(INIT_LIMIT);
    const outcome = await environment.initialised;
    return outcome.failed;
  }

  #failInit(failure: ReportedError): void {
    const duration = this.#environment.takeInitDuration() ?? 0;
    this.#write(this.#log.initFailed(this.#now(), duration, failure.errorType));
    this.#finish({ status: 'failure', memoryBytes: 0, errorType: failure.errorType }, this.#named(failure));
    void this.#environment.close();
  }

  #invoke(input: RunInput): void {
    const timeout = this.#environment.deployed.timeout * 1000;
    this.#limit(timeout);
    this.#environment.post({
      type: 'invoke',
      requestId: this.requestId,
      invokedFunctionArn: input.invokedArn,
      deadline: Date.now() + timeout,
      payload: withoutSurplus(input.payload),
      clientContext: input.clientContext,
    });
    this.#watchCaller(input.signal);
  }
  /** The caller went away: the function's response stream breaks, the function itself runs on. */
  #watchCaller(signal: AbortSignal | undefined): void {
    if (!signal) return;
    const leave = () => {
      this.#environment.post({ type: 'disconnect' });
    };
    if (signal.aborted) leave();
    signal.addEventListener('abort', leave, { once: true });
    this.#stopWatching = () => {
      signal.removeEventListener('abort', leave);
    };
  }

  #limit(milliseconds: number): void {
    this.#environment.watchdog.arm(milliseconds, () => {
      this.#timeOut(milliseconds);
    });
  }

  #timeOut(milliseconds: number): void {
    if (this.#over) return;
    const message = `Task timed out after ${(milliseconds / 1000).toFixed(2)} seconds`;
    const errorMessage = `RequestId: ${this.requestId} Error: ${message}`;
    this.#write([`${new Date(this.#now()).toISOString()} ${this.requestId} ${message}\n\n`]);
    this.#finish({ status: 'timeout', memoryBytes: 0 }, { errorType: 'Sandbox.Timedout', errorMessage });
    void this.#environment.close();
  }

  #finish(
    outcome: Omit<RequestReport, 'requestId' | 'duration' | 'initDuration'>,
    error?: ReportedError,
  ): void {
    if (this.#over) return;
    this.#over = true;
    this.#environment.watchdog.disarm();
    this.#stopWatching?.();
    this.#environment.listener = undefined;
    const duration = performance.now() - this.#began;
    const initDuration = this.#environment.takeInitDuration();
    this.#write(
      this.#log.end(this.#now(), { ...outcome, requestId: this.requestId, duration, initDuration }),
    );
    this.chunks.end();
    this.#resolveEnd({ error, logTail: this.#tail.toString() });
  }

  #write(messages: readonly string[]): void {
    if (messages.length === 0) return;
    const timestamp = this.#now();
    for (const message of messages) this.#tail.add(message.endsWith('\n') ? message : `${message}\n`);
    this.#region.logSink.write(
      this.#environment.deployed.logging.group,
      this.#environment.logStream,
      messages.map((message) => ({ timestamp, message })),
    );
  }

  #now(): number {
    return this.#region.clock.now();
  }
}

/** The bytes in memory of their own: what is posted to a thread takes along all the memory that it is a view of. */
function withoutSurplus(bytes: Uint8Array): Uint8Array {
  return bytes.byteLength === bytes.buffer.byteLength ? bytes : new Uint8Array(bytes);
}

import { AwsError } from '../errors.js';
import type { LocalRegion } from '../region.js';
import type { DeployedFunction, FunctionDirectory } from './deployed-function.js';
import { EnvironmentPool } from './environment-pool.js';
import type {
  FunctionInvocation,
  FunctionResult,
  FunctionRuntime,
  StreamedResult,
} from './function-runtime.js';
import { RequestRun, type RunEnd } from './request-run.js';
import { locateWorkerFile } from './worker-file.js';

/** Settings of the runtime; the defaults suit a laptop. */
export interface RuntimeOptions {
  /** Environments (threads) of all functions together; further requests wait in line. */
  readonly maxEnvironments?: number;
  /** Milliseconds an idle environment stays. */
  readonly idleExpiry?: number;
  /** The built worker, where it is not in this package's `dist`. */
  readonly workerFile?: string;
}

/** A call with what only the Lambda API itself can say. */
export interface QualifiedInvocation extends FunctionInvocation {
  readonly qualifier?: string;
  /** JSON. */
  readonly clientContext?: string;
}

/** Requests in progress or in line; a new account's concurrency (LMB/gettingstarted-limits). */
const ACCOUNT_CONCURRENCY = 1000;

/** A response of a function that is not streamed to the caller (LMB/gettingstarted-limits). */
const BUFFERED_LIMIT = 6 * 1024 * 1024;

/** Runs functions as deployed, in environments of their own. `close` ends all of them. */
export class LocalFunctionRuntime implements FunctionRuntime {
  readonly #region: LocalRegion;
  readonly #directory: FunctionDirectory;
  readonly #pool: EnvironmentPool;
  readonly #inFlight = new Map<string, number>();
  #inFlightTotal = 0;

  constructor(region: LocalRegion, directory: FunctionDirectory, options: RuntimeOptions = {}) {
    this.#region = region;
    this.#directory = directory;
    this.#pool = new EnvironmentPool(region, {
      workerFile: () => options.workerFile ?? locateWorkerFile(),
      maxEnvironments: options.maxEnvironments ?? 100,
      idleExpiry: options.idleExpiry ?? 5 * 60_000,
    });
  }

  /** Number of environments, busy and idle. */
  get environments(): number {
    return this.#pool.size;
  }

  async invoke(invocation: QualifiedInvocation): Promise<FunctionResult> {
    const { run, version } = await this.#begin(invocation);
    const payload = await collect(run.chunks);
    const { error, logTail } = await run.ended;
    const failure = error ?? tooLarge(payload);
    const { requestId } = run;
    if (!failure) return { payload, requestId, executedVersion: version, logTail };
    const body = new TextEncoder().encode(JSON.stringify(failure));
    return { payload: body, functionError: 'Unhandled', requestId, executedVersion: version, logTail };
  }

  async invokeStreaming(invocation: QualifiedInvocation): Promise<StreamedResult> {
    const { run, version } = await this.#begin(invocation);
    const { requestId, chunks } = run;
    return { requestId, executedVersion: version, chunks, completed: run.ended.then(asCompletion) };
  }

  /** Ends the idle environments of a version that was deleted or changed. */
  retire({ generation }: Pick<DeployedFunction, 'generation'>): void {
    this.#pool.retire(generation);
  }

  close(): Promise<void> {
    return this.#pool.close();
  }

  async #begin(invocation: QualifiedInvocation): Promise<{ run: RequestRun; version: string }> {
    const { deployed, invokedArn } = this.#directory.resolve(invocation.functionArn, invocation.qualifier);
    const leave = this.#enter(deployed);
    try {
      const environment = await this.#pool.acquire(deployed);
      const run = new RequestRun(this.#region, environment);
      void run.ended.then(() => {
        leave();
        this.#pool.release(environment);
      });
      const { payload, clientContext, signal } = invocation;
      void run.start({ invokedArn, payload, clientContext, signal });
      return { run, version: deployed.version };
    } catch (error) {
      leave();
      throw error;
    }
  }

  /** Counts a request in, or throttles it; returns what counts it out. */
  #enter({ functionName, reservedConcurrency }: DeployedFunction): () => void {
    const running = this.#inFlight.get(functionName) ?? 0;
    if (reservedConcurrency !== undefined && running >= reservedConcurrency) {
      throw throttled('ReservedFunctionConcurrentInvocationLimitExceeded');
    }
    if (this.#inFlightTotal >= ACCOUNT_CONCURRENCY) throw throttled('ConcurrentInvocationLimitExceeded');
    this.#count(functionName, 1);
    return () => {
      this.#count(functionName, -1);
    };
  }

  #count(functionName: string, change: number): void {
    this.#inFlight.set(functionName, (this.#inFlight.get(functionName) ?? 0) + change);
    this.#inFlightTotal += change;
  }
}

function throttled(reason: string): AwsError {
  return new AwsError('TooManyRequestsException', 'Rate Exceeded.', 429, { Reason: reason, Type: 'User' });
}

async function collect(chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const chunk of chunks) parts.push(chunk);
  return parts.length === 1 && parts[0] ? parts[0] : new Uint8Array(Buffer.concat(parts));
}

function tooLarge(payload: Uint8Array): { errorType: string; errorMessage: string } | undefined {
  if (payload.length <= BUFFERED_LIMIT) return undefined;
  const errorMessage = `Response payload size exceeded maximum allowed payload size (${String(BUFFERED_LIMIT)} bytes).`;
  return { errorType: 'Function.ResponseSizeTooLarge', errorMessage };
}

function asCompletion({ error, logTail }: RunEnd): Awaited<StreamedResult['completed']> {
  if (!error) return { logTail };
  return { errorCode: error.errorType, errorDetails: JSON.stringify(error), logTail };
}

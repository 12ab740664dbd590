import { randomBytes } from 'node:crypto';
import { Worker } from 'node:worker_threads';
import type { LocalRegion } from '../region.js';
import type { DeployedFunction } from './deployed-function.js';
import { environmentVariables } from './environment-variables.js';
import type { EnvironmentStart, FromEnvironment, ReportedError, ToEnvironment } from './messages.js';
import { Watchdog } from './watchdog.js';

/** Takes what an environment says. */
export interface EnvironmentListener {
  message(message: Exclude<FromEnvironment, { type: 'ready' | 'initError' }>): void;
  /** The thread ended; nothing follows. */
  exited(error: ReportedError): void;
}

/** What one environment is made from. */
export interface EnvironmentPlan {
  readonly region: LocalRegion;
  readonly deployed: DeployedFunction;
  readonly taskRoot: string;
  readonly workerFile: string;
}

/** How initialisation ended: `failed` carries the error, the environment is then of no use. */
export type InitOutcome = { readonly failed?: undefined } | { readonly failed: ReportedError };

/**
 * One execution environment: a worker thread with the function loaded, serving one request at a time. Why threads:
 * docs/decisions/070-function-environments.md.
 */
export class Environment {
  readonly deployed: DeployedFunction;
  readonly logStream: string;
  /** Resolves once the handler is loaded or could not be. */
  readonly initialised: Promise<InitOutcome>;
  /** Milliseconds since the epoch (region's clock) of the last request's end. */
  idleSince = 0;
  /** Whether a request was ever sent here. */
  used = false;
  listener: EnvironmentListener | undefined;
  /** Time limit of the request, or of the initialisation. */
  readonly watchdog: Watchdog;
  readonly #worker: Worker;
  #initDuration: number | undefined;
  #fatal: Error | undefined;
  #alive = true;
  #ready = false;

  constructor(plan: EnvironmentPlan) {
    this.deployed = plan.deployed;
    this.watchdog = new Watchdog(plan.region.clock);
    this.logStream = logStreamName(plan.deployed, plan.region.clock.now());
    const began = performance.now();
    this.#worker = startWorker(plan, this.logStream);
    this.initialised = new Promise((resolve) => {
      this.#worker.on('message', (message: FromEnvironment) => {
        if (message.type === 'ready' || message.type === 'initError') {
          this.#initDuration = performance.now() - began;
          this.#ready = message.type === 'ready';
          resolve(message.type === 'ready' ? {} : { failed: message.error });
        } else this.listener?.message(message);
      });
      this.#worker.once('exit', (code) => {
        this.#exited(code, resolve);
      });
    });
    this.#worker.on('error', (error: Error) => {
      this.#fatal = error;
    });
  }

  get alive(): boolean {
    return this.#alive;
  }

  /** Milliseconds the initialisation took, to the first caller; undefined to later ones and before its end. */
  takeInitDuration(): number | undefined {
    const duration = this.#initDuration;
    this.#initDuration = undefined;
    return duration;
  }

  post(message: ToEnvironment): void {
    if (this.#alive) this.#worker.postMessage(message);
  }

  async close(): Promise<void> {
    this.#alive = false;
    this.listener = undefined;
    this.watchdog.stop();
    await this.#worker.terminate();
  }

  #exited(code: number, resolve: (outcome: InitOutcome) => void): void {
    this.#alive = false;
    this.watchdog.stop();
    const listener = this.listener;
    this.listener = undefined;
    if (this.#fatal && listener) {
      listener.message({ type: 'log', message: `${this.#fatal.stack ?? String(this.#fatal)}\n` });
    }
    const error = exitError(code, this.#fatal);
    resolve({ failed: error });
    // A request that still waits for the initialisation learns of its failure from `initialised`.
    if (this.#ready) listener?.exited(error);
  }
}

function startWorker({ region, deployed, taskRoot, workerFile }: EnvironmentPlan, logStream: string): Worker {
  const start: EnvironmentStart = {
    taskRoot,
    handler: deployed.handler,
    logFormat: deployed.logging.format,
    logLevel: deployed.logging.applicationLevel,
  };
  const worker = new Worker(workerFile, {
    workerData: start,
    env: environmentVariables(region, deployed, taskRoot, logStream),
    argv: [],
    execArgv: [],
    stdout: true,
    stderr: true,
    name: `${deployed.functionName}:${deployed.version}`,
    resourceLimits: { maxOldGenerationSizeMb: deployed.memorySize },
  });
  worker.stdout.resume();
  worker.stderr.resume();
  return worker;
}

/** The function's process ended by itself: what Lambda says of it. */
function exitError(code: number, fatal: Error | undefined): ReportedError {
  const outOfMemory = fatal && 'code' in fatal && fatal.code === 'ERR_WORKER_OUT_OF_MEMORY';
  const how = outOfMemory ? 'signal: killed' : `exit status ${String(code)}`;
  const failure =
    code === 0 ? 'Runtime exited without providing a reason' : `Runtime exited with error: ${how}`;
  return { errorType: 'Runtime.ExitError', errorMessage: failure };
}

/** `2026/11/20/[3]0f…`; in a group of several functions the function's name goes before the version (LMB/monitoring-cloudwatchlogs-loggroups). */
function logStreamName({ functionName, version, logging }: DeployedFunction, now: number): string {
  const day = new Date(now).toISOString().slice(0, 10).replaceAll('-', '/');
  const unique = randomBytes(16).toString('hex');
  return `${day}/${logging.ownGroup ? '' : functionName}[${version}]${unique}`;
}

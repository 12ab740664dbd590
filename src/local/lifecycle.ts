import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, open, readFile } from 'node:fs/promises';
import { get, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { removeStateFile } from './persistence/state-file.js';
import { lockStateDirectory } from './persistence/state-lock.js';
import { isProcessAlive } from './process-alive.js';
import {
  DEFAULT_PORT,
  logFilePath,
  readRuntimeFile,
  readRuntimeFiles,
  removeRuntimeFile,
  userStateFolder,
  type RunningLocal,
} from './runtime-files.js';
import type { LocalSettings } from './run-local.js';

export { DEFAULT_PORT, type LocalSettings, type RunningLocal };

/** What a starting process tells its parent. */
export type StartReport =
  | { readonly running: RunningLocal }
  | { readonly failure: { readonly name: string; readonly message: string } };

/** A local AWS could not be started or stopped; the message says why. */
export class LocalLifecycleError extends Error {
  override readonly name = 'LocalLifecycleError';

  constructor(
    readonly reason: 'port-in-use' | 'already-running' | 'bad-state' | 'died' | 'will-not-stop',
    message: string,
  ) {
    super(message);
  }
}

const START_LIMIT_MS = 30_000;
const STOP_LIMIT_MS = 20_000;
const HEALTH_LIMIT_MS = 3_000;
const POLL_MS = 25;

/**
 * Finds the local AWS that runs: on that port, or on any, the default port first. Word left by a process that is gone
 * is cleared away.
 */
export async function findRunning(port?: number): Promise<RunningLocal | undefined> {
  const left = port === undefined ? await readRuntimeFiles() : [await readRuntimeFile(port)];
  for (const running of left) {
    if (!running) continue;
    if (isProcessAlive(running.pid) && (await answersAs(running))) return running;
    if (!isProcessAlive(running.pid)) await removeRuntimeFile(running.port, running.pid);
  }
  return undefined;
}

/** Whether that very process answers there, not another one that got its id or its port later. */
async function answersAs(running: RunningLocal): Promise<boolean> {
  try {
    const health = JSON.parse(await getText(`${running.url}/_aws/aigw/health`)) as { pid?: unknown };
    return health.pid === running.pid;
  } catch {
    return false;
  }
}

/** By `node:http`: loading what `fetch` needs would take longer than the request. */
async function getText(url: string): Promise<string> {
  const [response] = (await once(get(url, { agent: false }), 'response', {
    signal: AbortSignal.timeout(HEALTH_LIMIT_MS),
  })) as [IncomingMessage];
  return text(response);
}

/**
 * Starts a local AWS that lives on after this process.
 *
 * @param entry the built `local/main.js`
 * @throws LocalLifecycleError when one runs there already, the port is taken, or the state cannot be used
 */
export async function startDetached(settings: LocalSettings, entry: string): Promise<RunningLocal> {
  const running = await findRunning(settings.port);
  if (running) throw alreadyRunning(running);
  await mkdir(userStateFolder(), { recursive: true, mode: 0o700 });
  const logFile = logFilePath(settings.port);
  const log = await open(logFile, 'w', 0o600);
  try {
    const child = spawn(process.execPath, [entry, JSON.stringify({ ...settings, logFile })], {
      detached: true,
      windowsHide: true,
      env: process.env,
      stdio: ['ignore', log.fd, log.fd, 'ipc'],
    });
    return await started(child, logFile);
  } finally {
    await log.close();
  }
}

async function started(child: ChildProcess, logFile: string): Promise<RunningLocal> {
  try {
    const report = await firstReport(child);
    if (report && 'running' in report) return report.running;
    if (report) throw failureOf(report.failure);
    const log = (await readFile(logFile, 'utf8').catch(() => '')).trim().split('\n').slice(-5).join('\n');
    throw new LocalLifecycleError(
      'died',
      `The local AWS did not start. The end of its log, ${logFile}:\n${log}`,
    );
  } finally {
    if (child.connected) child.disconnect();
    child.unref();
  }
}

/** Undefined when the process ends, or takes too long, without a word. */
function firstReport(child: ChildProcess): Promise<StartReport | undefined> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      child.kill();
      resolve(undefined);
    }, START_LIMIT_MS);
    const finish = (report?: StartReport) => {
      clearTimeout(timer);
      resolve(report);
    };
    child.once('message', (message) => {
      finish(message as StartReport);
    });
    child.once('error', () => {
      finish();
    });
    child.once('exit', () => {
      finish();
    });
  });
}

/** The failure of a start in words for the operator. */
export function failureOf(error: { readonly name: string; readonly message: string }): LocalLifecycleError {
  const reasons: Readonly<Record<string, LocalLifecycleError['reason']>> = {
    PortInUseError: 'port-in-use',
    StateFileError: 'bad-state',
  };
  return new LocalLifecycleError(reasons[error.name] ?? 'died', error.message);
}

function alreadyRunning(running: RunningLocal): LocalLifecycleError {
  return new LocalLifecycleError(
    'already-running',
    `A local AWS already runs at ${running.url} (process ${String(running.pid)}).`,
  );
}

/** Stops a local AWS and waits until it is gone, its state saved. @returns what was stopped; undefined when none ran */
export async function stopRunning(port?: number): Promise<RunningLocal | undefined> {
  const running = await findRunning(port);
  if (!running) return undefined;
  process.kill(running.pid, 'SIGTERM');
  const deadline = performance.now() + STOP_LIMIT_MS;
  while (isProcessAlive(running.pid)) {
    if (performance.now() > deadline) {
      throw new LocalLifecycleError(
        'will-not-stop',
        `Process ${String(running.pid)} was told to stop and still runs.`,
      );
    }
    await delay(POLL_MS);
  }
  await removeRuntimeFile(running.port, running.pid);
  return running;
}

// Under the lock, so that no local AWS on another port has its state removed under it.
async function removeState(directory: string): Promise<void> {
  const unlock = await lockStateDirectory(directory).catch((error: unknown) => {
    throw error instanceof Error ? failureOf(error) : error;
  });
  await removeStateFile(directory).finally(unlock);
}

/** What `resetState` did. */
export interface ResetResult {
  /** The local AWS that was stopped first. */
  readonly stopped?: RunningLocal;
  /** The directory whose state was removed. */
  readonly stateDirectory?: string;
}

/**
 * Forgets everything: stops the local AWS and removes its state.
 *
 * @param stateDirectory where the state is when no local AWS runs to tell
 */
export async function resetState(port?: number, stateDirectory?: string): Promise<ResetResult> {
  const stopped = await stopRunning(port);
  const directory = stateDirectory ?? stopped?.stateDirectory;
  if (directory !== undefined && existsSync(directory)) await removeState(directory);
  return {
    ...(stopped ? { stopped } : {}),
    ...(directory === undefined ? {} : { stateDirectory: directory }),
  };
}

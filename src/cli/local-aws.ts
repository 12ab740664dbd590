import { join, resolve } from 'node:path';
import { GatewayError } from '../gateway/errors.js';
import type { LocalLifecycleError, LocalSettings, RunningLocal } from '../local/lifecycle.js';

export type { LocalSettings, RunningLocal };

/** Starts a local AWS that lives on after this process. @param root the installed package */
export async function startDetached(settings: LocalSettings, root: string): Promise<RunningLocal> {
  const lifecycle = await import('../local/lifecycle.js');
  return explained(lifecycle.startDetached(settings, join(root, 'dist', 'local', 'main.js')));
}

/** Runs a local AWS in this process until it is asked to end. @param onReady told where it listens */
export async function runUntilAskedToEnd(
  settings: LocalSettings,
  onReady: (running: RunningLocal) => void,
): Promise<RunningLocal> {
  const [{ failureOf }, { runLocal, untilAskedToEnd }] = await Promise.all([
    import('../local/lifecycle.js'),
    import('../local/run-local.js'),
  ]);
  const asked = untilAskedToEnd();
  const log = (message: string) => process.stderr.write(`${message}\n`);
  const local = await explained(
    runLocal(settings, log).catch((error: unknown) => {
      throw error instanceof Error ? failureOf(error) : error;
    }),
  );
  onReady(local.running);
  await asked;
  await local.stop();
  return local.running;
}

/** The local AWS that runs on that port, or on any. */
export async function findLocal(port?: number): Promise<RunningLocal | undefined> {
  return (await import('../local/lifecycle.js')).findRunning(port);
}

/** Stops it; undefined when none runs. */
export async function stopLocal(port?: number): Promise<RunningLocal | undefined> {
  return explained((await import('../local/lifecycle.js')).stopRunning(port));
}

/** What a reset did. */
export interface ResetReport {
  readonly stopped?: RunningLocal;
  readonly stateDirectory?: string;
}

/** Stops it and removes its state. */
export async function resetLocal(port?: number, stateDirectory?: string): Promise<ResetReport> {
  return explained((await import('../local/lifecycle.js')).resetState(port, stateDirectory));
}

/** The state directory an operator names, wherever the process runs. */
export function absoluteDirectory(path: string | undefined): string | undefined {
  return path === undefined ? undefined : resolve(path);
}

async function explained<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw error instanceof Error && error.name === 'LocalLifecycleError'
      ? toFailure(error as LocalLifecycleError)
      : error;
  }
}

const answers = {
  'port-in-use': { kind: 'conflict', next: ['--port 4578 (or any other free port)'] },
  'already-running': {
    kind: 'conflict',
    next: ['Use it: aigw status --local', 'Or end it: aigw local stop'],
  },
  'bad-state': {
    kind: 'conflict',
    next: ['--state DIR (another directory)'],
  },
  died: { kind: 'service', next: ['aigw local start (without --detach shows what happens)'] },
  'will-not-stop': { kind: 'service', next: ['End the process by hand.'] },
} as const;

function toFailure(error: LocalLifecycleError): GatewayError {
  const { kind, next } = answers[error.reason];
  return new GatewayError(kind, error.message, { next, cause: error });
}

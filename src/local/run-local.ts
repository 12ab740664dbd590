import { createLocalAws, type LocalAws, type LocalAwsOptions } from './cloud.js';
import { removeRuntimeFile, writeRuntimeFile, type RunningLocal } from './runtime-files.js';

/** How a local AWS process is to run. */
export interface LocalSettings {
  readonly port: number;
  readonly version: string;
  readonly bedrock: 'model' | 'aws';
  /** Absolute; absent: the state ends with the process. */
  readonly stateDirectory?: string;
  /** Milliseconds that CloudFormation takes for each resource. */
  readonly pace?: number;
  /** Holds callers to AWS's control-plane rates. */
  readonly rates?: boolean;
  /** How CloudWatch Logs behaves, for benchmarks and tests. */
  readonly logs?: LocalAwsOptions['logs'];
  /** Milliseconds until a new API key works. */
  readonly keyDelay?: number;
  readonly logFile?: string;
}

/** A local AWS in this process. */
export interface LocalProcess {
  readonly running: RunningLocal;
  /** Saves the state and ends everything. Asking again waits for the same end. */
  stop(): Promise<void>;
}

/** Starts a local AWS in this process and leaves word of it for other commands. @throws PortInUseError, StateFileError */
export async function runLocal(
  settings: LocalSettings,
  log: (message: string) => void,
): Promise<LocalProcess> {
  const aws = createLocalAws({ ...settings, log });
  const { url } = await aws.start();
  const running: RunningLocal = {
    pid: process.pid,
    port: Number(new URL(url).port),
    url,
    version: settings.version,
    startedAt: new Date().toISOString(),
    bedrock: settings.bedrock,
    ...(settings.rates ? { rates: true } : {}),
    ...(settings.stateDirectory === undefined ? {} : { stateDirectory: settings.stateDirectory }),
    ...(settings.logFile === undefined ? {} : { logFile: settings.logFile }),
  };
  await writeRuntimeFile(running);
  let stopping: Promise<void> | undefined;
  return { running, stop: () => (stopping ??= end(aws, running)) };
}

async function end(aws: LocalAws, running: RunningLocal): Promise<void> {
  try {
    await aws.stop();
  } finally {
    await removeRuntimeFile(running.port, running.pid);
  }
}

/** Resolves with the first signal that asks this process to end. A second one ends it at once. */
export function untilAskedToEnd(): Promise<NodeJS.Signals> {
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  return new Promise((resolve) => {
    let asked = false;
    for (const signal of signals) {
      process.on(signal, () => {
        if (asked) process.exit(130);
        asked = true;
        resolve(signal);
      });
    }
  });
}

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { FaultConfig } from './fault-plan.js';
import type { Command, Report, SeenRequest, WatchedProcess } from './proxy-messages.js';

export type { Fault, FaultConfig, PlannedFault } from './fault-plan.js';
export type { SeenRequest } from './proxy-messages.js';

/** A fault proxy, running as a process of its own. */
export interface FaultProxy {
  /** What the client is given as its endpoint. */
  readonly url: string;
  readonly pid: number;
  /** What it has seen since the last `configure`, in order of arrival. */
  requests(): Promise<readonly SeenRequest[]>;
  /** Starts counting anew, with another plan or seed. */
  configure(config: FaultConfig): Promise<void>;
  /** Sets the process that `kill-before` and `kill-after` kill; needed before they come. */
  watch(process: WatchedProcess): Promise<void>;
  /** Stands in front of another endpoint from now on: a test that starts many servers needs one proxy. */
  aim(target: string): Promise<void>;
  stop(): Promise<void>;
}

export interface FaultProxyOptions extends FaultConfig {
  /** The endpoint behind it, e.g. `http://127.0.0.1:4577`. */
  readonly target: string;
}

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const ENTRY = fileURLToPath(new URL('./proxy-process.ts', import.meta.url));

/** Starts a fault proxy in front of an endpoint. A seed is printed, so that a failure can be repeated. */
export async function startFaultProxy({ target, ...config }: FaultProxyOptions): Promise<FaultProxy> {
  const child = spawn(process.execPath, ['--import', 'tsx', ENTRY, target], {
    cwd: ROOT,
    env: { ...process.env, NODE_OPTIONS: '', NODE_NO_WARNINGS: '1' },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const [report] = (await Promise.race([once(child, 'message'), failedStart(child)])) as [Report];
  if (report.type !== 'listening') throw new Error('The fault proxy did not say where it listens.');
  const proxy = controls(child, report.port);
  await proxy.configure(config);
  return proxy;
}

async function failedStart(child: ChildProcess): Promise<never> {
  const [code] = (await once(child, 'exit')) as [number | null];
  throw new Error(`The fault proxy ended with ${String(code)} before it listened.`);
}

function controls(child: ChildProcess, port: number): FaultProxy {
  let lastId = 0;
  const ask = async (command: DistributiveOmit<Command, 'id'>): Promise<readonly SeenRequest[]> => {
    const id = ++lastId;
    const answered = new Promise<readonly SeenRequest[]>((resolve) => {
      const listen = (report: Report) => {
        if (report.type !== 'reply' || report.id !== id) return;
        child.off('message', listen);
        resolve(report.requests);
      };
      child.on('message', listen);
    });
    child.send({ ...command, id });
    return answered;
  };
  return {
    url: `http://127.0.0.1:${port}`,
    pid: child.pid ?? 0,
    requests: () => ask({ type: 'requests' }),
    configure: async (config) => {
      if (config.seed !== undefined) process.stderr.write(`fault proxy: seed ${config.seed}\n`);
      await ask({ type: 'configure', config });
    },
    watch: async (watched) => {
      await ask({ type: 'watch', process: watched });
    },
    aim: async (target) => {
      await ask({ type: 'aim', target });
    },
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'exit');
      child.disconnect();
      await ended;
    },
  };
}

type DistributiveOmit<T, Key extends PropertyKey> = T extends unknown ? Omit<T, Key> : never;

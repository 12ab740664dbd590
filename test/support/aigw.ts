import { spawn, type ChildProcess } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** How a run of the built CLI ended. */
export interface AigwRun {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface AigwOptions {
  /** Where AWS is; absent: nowhere, as without a network. */
  readonly endpoint?: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly cwd?: string;
  readonly input?: string;
  readonly onSpawn?: (child: ChildProcess) => void;
}

export const launcher = join(import.meta.dirname, '../../bin/run.js');

/** Runs the built CLI as a process of its own, in an environment that holds nothing of the developer's. */
export async function aigw(argv: readonly string[], options: AigwOptions = {}): Promise<AigwRun> {
  const child = spawn(process.execPath, [launcher, ...argv], {
    cwd: options.cwd ?? tmpdir(),
    env: environment(options),
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  options.onSpawn?.(child);
  child.stdin.end(options.input ?? '');
  const output = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output.stderr += text));
  const [code, signal] = await new Promise<[number | null, NodeJS.Signals | null]>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (...end) => {
      resolve(end);
    });
  });
  return { code, signal, ...output };
}

/** Parses the result a run printed under `--json`. */
export function resultOf<T>(run: AigwRun): T {
  try {
    return JSON.parse(run.stdout) as T;
  } catch (error) {
    throw new Error(`no JSON: exit ${run.code}\n${run.stdout}\n${run.stderr}`, { cause: error });
  }
}

/** The environment that the CLI runs in: nothing of the developer's. */
export function environment({ endpoint, env }: AigwOptions): NodeJS.ProcessEnv {
  const home = join(tmpdir(), 'aigw-test-home');
  return {
    PATH: process.env['PATH'],
    HOME: home,
    XDG_STATE_HOME: home,
    AWS_CONFIG_FILE: join(home, 'no-config'),
    AWS_SHARED_CREDENTIALS_FILE: join(home, 'no-credentials'),
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_ENDPOINT_URL: endpoint,
    ...env,
  };
}

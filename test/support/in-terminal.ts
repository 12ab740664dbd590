import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** How a program behaved in a terminal. */
export interface PtyRun {
  /** Exit code, negative for a signal; null where it had to be killed. */
  readonly status: number | null;
  readonly secondsAfterLastStep: number;
  readonly output: string;
  /** Whether the terminal's modes (echo, line editing, signals …) are what they were. */
  readonly sameModes: boolean;
}

/**
 * Runs a program in a pseudo terminal, by Python's `pty`: node has none. Steps: `wait:TEXT`, `type:KEYS`, `size:50x14`, `signal:SIGTERM`.
 */
export async function inTerminal(
  program: readonly string[],
  steps: readonly string[],
  options: { readonly columns?: number; readonly rows?: number; readonly env?: NodeJS.ProcessEnv } = {},
): Promise<PtyRun> {
  const { columns = 110, rows = 24, env = process.env } = options;
  const script = join(import.meta.dirname, 'in-terminal.py');
  const args = [script, String(columns), String(rows), ...steps, '--', ...program];
  const { stdout } = await promisify(execFile)('python3', args, { env, maxBuffer: 64 * 2 ** 20 });
  return JSON.parse(stdout) as PtyRun;
}

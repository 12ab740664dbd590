import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** A local AWS that runs, as its runtime file tells. */
export interface RunningLocal {
  readonly pid: number;
  readonly port: number;
  readonly url: string;
  readonly version: string;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly bedrock: 'model' | 'aws';
  /** It holds callers to AWS's control-plane rates. */
  readonly rates?: boolean;
  /** Where it keeps its state; absent when the state ends with it. */
  readonly stateDirectory?: string;
  /** What a detached one writes to. */
  readonly logFile?: string;
}

/** The port of the local AWS unless another is asked for. */
export const DEFAULT_PORT = 4577;

/** The user's folder for what aigw must remember of running processes. */
export function userStateFolder(env: NodeJS.ProcessEnv = process.env): string {
  return join(stateHome(env), 'aigw-aws');
}

function stateHome(env: NodeJS.ProcessEnv): string {
  if (env['XDG_STATE_HOME']) return env['XDG_STATE_HOME'];
  if (process.platform === 'win32') return env['LOCALAPPDATA'] ?? join(homedir(), 'AppData', 'Local');
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Application Support');
  return join(homedir(), '.local', 'state');
}

/** The log of a detached local AWS. */
export function logFilePath(port: number): string {
  return join(userStateFolder(), `local-${String(port)}.log`);
}

function runtimeFilePath(port: number): string {
  return join(userStateFolder(), `local-${String(port)}.json`);
}

/** Leaves word where a local AWS runs, so that other commands find it. */
export async function writeRuntimeFile(running: RunningLocal): Promise<void> {
  const path = runtimeFilePath(running.port);
  await mkdir(userStateFolder(), { recursive: true, mode: 0o700 });
  await writeFile(`${path}.${String(process.pid)}`, JSON.stringify(running), { mode: 0o600 });
  await rename(`${path}.${String(process.pid)}`, path);
}

/** Removes the word left for a port, when it is still that process's. */
export async function removeRuntimeFile(port: number, pid: number): Promise<void> {
  const current = await readRuntimeFile(port);
  if (current?.pid === pid) await rm(runtimeFilePath(port), { force: true });
}

/** Every word that is left, whether its process still runs or not; the default port first, then the latest started. */
export async function readRuntimeFiles(): Promise<RunningLocal[]> {
  const names = await readdir(userStateFolder()).catch(() => []);
  const ports = names.flatMap((name) => {
    const port = /^local-(\d+)\.json$/.exec(name)?.[1];
    return port === undefined ? [] : [Number(port)];
  });
  const files = (await Promise.all(ports.map(readRuntimeFile))).filter((file) => file !== undefined);
  const rank = (file: RunningLocal) =>
    file.port === DEFAULT_PORT ? Number.MAX_VALUE : Date.parse(file.startedAt);
  return files.sort((a, b) => rank(b) - rank(a));
}

/** What is left for one port; a file that cannot be understood counts as none. */
export async function readRuntimeFile(port: number): Promise<RunningLocal | undefined> {
  try {
    const content = JSON.parse(await readFile(runtimeFilePath(port), 'utf8')) as Partial<RunningLocal> | null;
    if (typeof content?.pid === 'number' && typeof content.url === 'string' && content.port === port) {
      return content as RunningLocal;
    }
  } catch {
    return undefined;
  }
  return undefined;
}

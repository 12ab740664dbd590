import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { State } from '../state.js';
import { isSystemError } from '../system-error.js';
import { decodePlain, encodePlain, type Json } from './plain-values.js';

/** State of every region by name. */
export type RegionStates = ReadonlyMap<string, State>;

/** The file system as far as the state needs it, so that tests can make it fail. */
export interface StateFiles {
  read(path: string): Promise<string>;
  /** Writes the whole file and waits until it is on the disk. */
  write(path: string, text: string): Promise<void>;
  rename(from: string, to: string): Promise<void>;
}

/** The state in a directory cannot be used as it is. The message says what to do. */
export class StateFileError extends Error {
  override readonly name = 'StateFileError';
}

const FORMAT = 'aigw-local-aws';
const VERSION = 1;

export const diskFiles: StateFiles = {
  read: (path) => readFile(path, 'utf8'),
  async write(path, text) {
    const file = await open(path, 'w', 0o600);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
  },
  rename,
};

/** Where a state directory keeps its state. */
export function stateFilePath(directory: string): string {
  return join(directory, 'state.json');
}

/** Everything, as the text of a state file. Equal states give equal texts. */
export function serializeStates(states: RegionStates): string {
  const regions: Record<string, Json> = {};
  for (const [region, state] of states) {
    const tables = [...state.tables()].filter(([, table]) => table.size > 0);
    regions[region] = Object.fromEntries(tables.map(([name, table]) => [name, encodePlain(table)]));
  }
  return JSON.stringify({ format: FORMAT, version: VERSION, regions });
}

/**
 * Replaces the state file in one step: a crash leaves the old one or the new one, never a part of either.
 */
export async function writeStateFile(
  directory: string,
  text: string,
  files: StateFiles = diskFiles,
): Promise<void> {
  const path = stateFilePath(directory);
  const fresh = `${path}.new`;
  await files.write(fresh, text);
  await files.rename(fresh, path);
}

/**
 * Reads the state an earlier run left. Without a file there is none yet.
 *
 * @throws StateFileError when the file is not a state file, is damaged, or is of another version
 */
export async function readStateFile(
  directory: string,
  files: StateFiles = diskFiles,
): Promise<Map<string, State>> {
  const path = stateFilePath(directory);
  let text: string;
  try {
    text = await files.read(path);
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return new Map();
    throw error;
  }
  return parseStates(text, path);
}

function parseStates(text: string, path: string): Map<string, State> {
  const content = parseJson(text, path);
  if (content.format !== FORMAT)
    throw new StateFileError(`${path} is not a state file of the local AWS. Choose another directory.`);
  if (content.version !== VERSION) {
    throw new StateFileError(
      `${path} was written by another version of aigw (state version ${String(content.version)}, this one reads ${String(VERSION)}). ` +
        'Use that version, choose another directory, or start over with `aigw local reset`.',
    );
  }
  try {
    return decodeRegions(content.regions);
  } catch (error) {
    throw damaged(path, error);
  }
}

function parseJson(text: string, path: string): { format?: unknown; version?: unknown; regions?: unknown } {
  try {
    const content = JSON.parse(text) as unknown;
    if (typeof content === 'object' && content !== null) return content;
  } catch (error) {
    throw damaged(path, error);
  }
  throw damaged(path, 'it is not an object');
}

function decodeRegions(regions: unknown): Map<string, State> {
  const states = new Map<string, State>();
  for (const [region, tables] of Object.entries(regions as Record<string, Record<string, Json>>)) {
    const decoded = Object.entries(tables).map(([name, table]) => [name, decodeTable(name, table)] as const);
    states.set(region, new State(new Map(decoded)));
  }
  return states;
}

function decodeTable(name: string, json: Json): Map<string, unknown> {
  const table = decodePlain(json);
  if (table instanceof Map) return table as Map<string, unknown>;
  throw new TypeError(`table ${name} is not a table`);
}

function damaged(path: string, cause: unknown): StateFileError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new StateFileError(
    `${path} is damaged: ${why}. Restore it, or start over with \`aigw local reset\`.`,
  );
}

/** Makes a state directory ready for use. */
export async function prepareStateDirectory(directory: string): Promise<void> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
}

/** Forgets the state in a directory. What else is there stays. */
export async function removeStateFile(directory: string): Promise<void> {
  await rm(stateFilePath(directory), { force: true });
  await rm(`${stateFilePath(directory)}.new`, { force: true });
}

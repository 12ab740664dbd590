import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { GatewayError } from '../gateway/errors.js';

/** Name of the project's configuration file, looked for here and in the folders above. */
export const settingsFileName = 'aigw.yaml';

/** What a project's configuration file may set. Flags and environment variables win over it. */
export interface ProjectSettings {
  readonly stack?: string;
  readonly region?: string;
  readonly profile?: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
}

const noSettings: ProjectSettings = { parameters: {}, tags: {} };

/** Reads the nearest configuration file; empty settings where there is none. */
export async function readProjectSettings(from = process.cwd()): Promise<ProjectSettings> {
  const file = findSettingsFile(from);
  if (!file) return noSettings;
  const { parse } = await import('./yaml-format.js');
  try {
    return parseSettings(parse(await readFile(file, 'utf8')) ?? {});
  } catch (error) {
    throw new GatewayError('usage', `${file} cannot be used.`, {
      reason: error instanceof Error ? error.message.split('\n')[0] : String(error),
      next: ['It may hold: stack, region, profile, parameters, tags.'],
    });
  }
}

/** The configuration file that counts for a folder. */
export function findSettingsFile(from: string): string | undefined {
  for (let folder = from; ; folder = dirname(folder)) {
    const file = join(folder, settingsFileName);
    if (existsSync(file)) return file;
    if (dirname(folder) === folder) return undefined;
  }
}

function parseSettings(value: unknown): ProjectSettings {
  const settings = record(value, 'the file');
  const known = ['stack', 'region', 'profile', 'parameters', 'tags'];
  const unknown = Object.keys(settings).filter((key) => !known.includes(key));
  if (unknown.length > 0) throw new Error(`unknown setting ${unknown.join(', ')}`);
  return {
    stack: text(settings['stack'], 'stack'),
    region: text(settings['region'], 'region'),
    profile: text(settings['profile'], 'profile'),
    parameters: texts(settings['parameters'], 'parameters'),
    tags: texts(settings['tags'], 'tags'),
  };
}

function record(value: unknown, what: string): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return value as Record<string, unknown>;
  throw new Error(`${what} must be a map of names to values`);
}

function text(value: unknown, what: string): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (['string', 'number', 'boolean'].includes(typeof value)) return String(value);
  throw new Error(`${what} must be a single value`);
}

function texts(value: unknown, what: string): Record<string, string> {
  if (value === undefined || value === null) return {};
  const entries = Object.entries(record(value, what));
  return Object.fromEntries(entries.map(([key, item]) => [key, text(item, `${what}.${key}`) ?? '']));
}

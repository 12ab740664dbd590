import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { Args, Flags } from '@oclif/core';
import { GatewayError } from '../gateway/errors.js';
import { readTenantCsv } from '../gateway/tenant-file/tenant-csv.js';
import type { TenantEntry } from '../gateway/tenant-file/tenant-entry.js';
import { readTenantDocument } from '../gateway/tenant-file/tenant-yaml.js';

/** The argument that names a file of tenants. */
export const tenantFileArgument = Args.string({
  description: 'File of tenants, CSV or YAML; - reads from standard input.',
  required: true,
});

export const keysOutFlag = Flags.string({
  description: 'Write the keys of new tenants to this file, which only you can read (CSV: id,key).',
  env: 'AIGW_KEYS_OUT',
  helpValue: 'FILE',
});

/** Reads a file of tenants. What is not named `.csv` and begins like YAML is YAML. @throws GatewayError `usage` */
export async function readTenantFile(path: string): Promise<TenantEntry[]> {
  const content = await contentOf(path);
  const isYaml =
    /\.(ya?ml|json)$/i.test(path) || (!/\.csv$/i.test(path) && /^\s*(tenants:|\{)/m.test(content));
  return isYaml ? readTenantDocument(await parsedYaml(path, content)) : readTenantCsv(content);
}

async function contentOf(path: string): Promise<string> {
  try {
    return path === '-' ? await text(process.stdin) : await readFile(path, 'utf8');
  } catch (error) {
    throw unreadable(path, error);
  }
}

async function parsedYaml(path: string, content: string): Promise<unknown> {
  const { parse } = await import('./yaml-format.js');
  try {
    return parse(content) as unknown;
  } catch (error) {
    throw unreadable(path, error);
  }
}

function unreadable(path: string, error: unknown): GatewayError {
  return new GatewayError('usage', `${path} cannot be read.`, {
    reason: error instanceof Error ? error.message.split('\n', 1)[0] : undefined,
  });
}

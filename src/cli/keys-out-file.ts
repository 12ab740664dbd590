import { randomBytes } from 'node:crypto';
import { open, readFile, rename } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { GatewayError } from '../gateway/errors.js';
import { csvRows } from '../gateway/tenant-file/csv-text.js';
import type { KeyKeeper } from '../gateway/tenant-file/import-tenants.js';
import { isTenantId } from '../gateway/tenant/tenant-id.js';

const titles = 'id,key';

/**
 * Keeps keys in a file that only its owner can read. What an earlier run wrote into it stays, and is used again: it may have been killed
 * before it had made the keys.
 *
 * @throws GatewayError `usage` where the file holds something else
 */
export async function keysOutFile(file: string): Promise<KeyKeeper> {
  const kept = new Map(await keptIn(file));
  return {
    kept,
    keep: async (keys) => {
      for (const [id, key] of keys) kept.set(id, key);
      if (keys.size > 0) await writeWhole(file, kept);
    },
  };
}

async function keptIn(file: string): Promise<[string, string][]> {
  let content: string;
  try {
    content = await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw notOurs(file, error instanceof Error ? error.message : undefined);
  }
  const [first, ...rows] = csvRows(content);
  if (content.trim() === '') return [];
  if (first?.cells.join(',') !== titles) throw notOurs(file, `Its first line is not "${titles}".`);
  return rows.map(({ cells: [id = '', key = ''], line }) => {
    if (!isTenantId(id) || key === '') throw notOurs(file, `Line ${line} is no tenant and key.`);
    return [id, key];
  });
}

/** All of it or nothing, and on the disk before it returns: the keys are made only then. */
async function writeWhole(file: string, keys: ReadonlyMap<string, string>): Promise<void> {
  const temporary = resolve(dirname(file), `.${randomBytes(6).toString('hex')}.keys`);
  const handle = await open(temporary, 'wx', 0o600);
  try {
    await handle.writeFile(`${[titles, ...[...keys].map((pair) => pair.join(','))].join('\n')}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(temporary, file);
}

function notOurs(file: string, reason: string | undefined): GatewayError {
  return new GatewayError('usage', `Keys cannot be kept in ${file}.`, {
    reason,
    next: ['--keys-out NEW_FILE'],
  });
}

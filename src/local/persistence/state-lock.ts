import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isProcessAlive } from '../process-alive.js';
import { isSystemError } from '../system-error.js';
import { StateFileError } from './state-file.js';

/**
 * Takes a state directory for this process, so that two local AWSs do not overwrite each other's state. A lock whose
 * process is gone is taken over.
 *
 * @returns what gives the directory back
 * @throws StateFileError when a living process has it
 */
export async function lockStateDirectory(directory: string): Promise<() => Promise<void>> {
  const path = join(directory, 'state.lock');
  const unlock = () => rm(path, { force: true });
  if (await tryCreate(path)) return unlock;
  const owner = Number(await readFile(path, 'utf8').catch(() => ''));
  if (owner !== process.pid && isProcessAlive(owner)) {
    throw new StateFileError(
      `${directory} is in use by another local AWS (process ${String(owner)}). Stop it, or choose another directory.`,
    );
  }
  await rm(path, { force: true });
  if (await tryCreate(path)) return unlock;
  throw new StateFileError(
    `${directory} was taken by another local AWS at this moment. Choose another directory.`,
  );
}

async function tryCreate(path: string): Promise<boolean> {
  try {
    await writeFile(path, String(process.pid), { flag: 'wx', mode: 0o600 });
    return true;
  } catch (error) {
    if (isSystemError(error, 'EEXIST')) return false;
    throw error;
  }
}

import { access, copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { GatewayError } from '../gateway/errors.js';

const files = ['index.ts', 'authorizer.d.ts', 'README.md'];

/**
 * Writes an authorizer to start from into a directory.
 *
 * @param root the installed package
 * @param force replaces what is there
 * @returns the paths that were written
 * @throws GatewayError `conflict` where one of them exists; then nothing is written
 */
export async function writeAuthorizerStarter(
  root: string,
  directory: string,
  force: boolean,
): Promise<string[]> {
  const paths = files.map((file) => join(directory, file));
  if (!force) await assertNoneExists(paths);
  await mkdir(directory, { recursive: true });
  await Promise.all(
    files.map((file) => copyFile(join(root, 'templates', 'authorizer', file), join(directory, file))),
  );
  return paths;
}

async function assertNoneExists(paths: readonly string[]): Promise<void> {
  const there = await Promise.all(paths.map(exists));
  const taken = paths.filter((_, at) => there[at]);
  if (taken.length === 0) return;
  throw new GatewayError('conflict', `There is ${taken.join(', ')} already; nothing was written.`, {
    next: ['aigw authorizer init DIR (another directory)', '--force replaces it'],
  });
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

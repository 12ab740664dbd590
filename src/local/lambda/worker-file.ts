import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * The built entry of an execution environment: `dist/local/lambda/worker.js` in this package.
 *
 * @throws Error saying to build, when it is not there
 */
export function locateWorkerFile(): string {
  const file = path.join(
    packageRoot(path.dirname(fileURLToPath(import.meta.url))),
    'dist/local/lambda/worker.js',
  );
  if (!existsSync(file))
    throw new Error(`The function worker is not built: ${file} is missing. Run "npm run build".`);
  return file;
}

function packageRoot(folder: string): string {
  if (existsSync(path.join(folder, 'package.json'))) return folder;
  const parent = path.dirname(folder);
  if (parent === folder)
    throw new Error('No package.json above the local AWS: it must run from its package.');
  return packageRoot(parent);
}

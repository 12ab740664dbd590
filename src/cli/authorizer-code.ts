import { readFile } from 'node:fs/promises';
import { extname, resolve } from 'node:path';
import { customAuthorizer, unusableCode } from '../gateway/authorizer/custom-code.js';
import type { FunctionCode } from '../gateway/release/release.js';

const sources = new Set(['.ts', '.mts', '.cts', '.js', '.mjs', '.cjs']);

/**
 * An operator's own authorizer, as it is uploaded: a zip is taken as it is, a TypeScript or JavaScript file is bundled with what it
 * imports. The same sources give the same bytes. Nothing of the code is run.
 *
 * @throws GatewayError `usage` where it cannot be read, bundled or run by Lambda
 */
export async function loadAuthorizerCode(file: string): Promise<FunctionCode> {
  const path = resolve(file);
  const kind = extname(path).toLowerCase();
  const bytes = await readCode(file, path);
  if (kind === '.zip') {
    const { namesInZip } = await import('./authorizer-zip.js');
    return customAuthorizer(file, bytes, namesInZip(file, bytes));
  }
  if (!sources.has(kind)) {
    throw unusableCode(file, `It is neither a zip nor one of ${[...sources].join(', ')}.`, []);
  }
  const [{ bundleAuthorizer }, { zipOf }] = await Promise.all([
    import('./bundle-authorizer.js'),
    import('./authorizer-zip.js'),
  ]);
  return customAuthorizer(file, zipOf(await bundleAuthorizer(file, path, bytes.toString())), ['index.js']);
}

async function readCode(file: string, path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw unusableCode(file, reason, ['aigw authorizer init (writes one to start from)'], error);
  }
}

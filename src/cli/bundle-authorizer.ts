import { createRequire } from 'node:module';
import { basename, dirname } from 'node:path';
import type * as Esbuild from 'esbuild';
import { unusableCode } from '../gateway/authorizer/custom-code.js';

/**
 * Bundles an authorizer with what it imports into one CommonJS `index.js`.
 *
 * @param file as the operator named it
 * @param path absolute
 * @param source what the file holds
 * @throws GatewayError `usage` where it does not compile or has no export named `handler`
 */
export async function bundleAuthorizer(file: string, path: string, source: string): Promise<Uint8Array> {
  assertNamesHandler(file, source);
  const { build } = loadEsbuild(file);
  try {
    const { outputFiles } = await build({
      // By this entry esbuild itself finds out whether there is a `handler`, and leaves out what it does not need.
      stdin: {
        contents: `export { handler } from ${JSON.stringify(`./${basename(path)}`)};`,
        resolveDir: dirname(path),
      },
      absWorkingDir: dirname(path),
      outfile: 'index.js',
      bundle: true,
      minify: true,
      keepNames: true,
      write: false,
      platform: 'node',
      target: 'node20',
      format: 'cjs',
      charset: 'utf8',
      legalComments: 'none',
      logLevel: 'silent',
    });
    return outputFiles[0]?.contents ?? new Uint8Array(0);
  } catch (error) {
    throw unusableCode(file, reasonOf(error), ['aigw authorizer init (writes one to start from)'], error);
  }
}

/** What a CommonJS module exports is known only by running it, so there the name has to do; `export * from` may bring it in. */
function assertNamesHandler(file: string, source: string): void {
  if (/\bhandler\b|\bexport\s*\*/.test(source)) return;
  throw unusableCode(file, 'It exports nothing that is named handler.', [
    'aigw authorizer init (writes one to start from)',
  ]);
}

function loadEsbuild(file: string): typeof Esbuild {
  try {
    return createRequire(import.meta.url)('esbuild') as typeof Esbuild;
  } catch (error) {
    throw unusableCode(
      file,
      'Bundling needs esbuild, which was left out when aigw was installed (npm install --omit=optional).',
      ['Give a zip with an index.js instead', 'npm install --global esbuild@0.28'],
      error,
    );
  }
}

function reasonOf(error: unknown): string {
  const messages = (error as Partial<Esbuild.BuildFailure>).errors;
  if (!messages || messages.length === 0) return error instanceof Error ? error.message : String(error);
  return messages.slice(0, 5).map(described).join('\n');
}

function described({ text, location }: Esbuild.Message): string {
  return location ? `${location.file}:${String(location.line)}: ${text}` : text;
}

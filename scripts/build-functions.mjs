#!/usr/bin/env node
/**
 * Builds what runs inside Lambda: `forwarder.zip` and `authorizer.zip`, each one minified CommonJS `index.js`, and
 * `functions.json` with the hash that Lambda will report as CodeSha256.
 *
 * The same source gives the same bytes anywhere: nothing in a zip depends on the clock, the machine or the folder.
 */
import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { zipSync } from 'fflate';

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '..');

/** Functions and the size their minified code may reach, in bytes. */
const FUNCTIONS = { forwarder: 20 * 1024, authorizer: 25 * 1024 };

/** DOS timestamps begin in 1980. Local parts of the date go into the zip, so the time zone does not matter. */
const EPOCH = new Date(1980, 0, 1);

/**
 * Writes the zips and `functions.json` to a folder.
 * @param {string} outDir
 * @returns {Promise<Record<string, {codeSha256: string, bytes: number, codeBytes: number}>>} by function name
 */
export async function buildFunctions(outDir) {
  await mkdir(outDir, { recursive: true });
  const summary = {};
  for (const [name, limit] of Object.entries(FUNCTIONS)) {
    const code = await bundle(name);
    if (code.length > limit)
      throw new Error(`${name} is ${code.length} bytes minified; the limit is ${limit}.`);
    const zip = zipSync({ 'index.js': code }, { level: 9, mtime: EPOCH, os: 3, attrs: 0o644 << 16 });
    await writeFile(join(outDir, `${name}.zip`), zip);
    await writeFile(join(outDir, `${name}.js`), code);
    summary[name] = { codeSha256: sha256(zip), bytes: zip.length, codeBytes: code.length };
  }
  await writeFile(join(outDir, 'functions.json'), `${JSON.stringify(summary, undefined, 2)}\n`);
  return summary;
}

/**
 * The signer keeps derived keys in an LRU list of its own, a kilobyte of code. A function has one role and one region, so
 * it sees a new key only daily or with new credentials: a Map does as well (docs/decisions/020-signer.md).
 */
const plainSignerCache = {
  name: 'plain-signer-cache',
  setup(esbuild) {
    esbuild.onLoad({ filter: /[\\/]aws4[\\/]lru\.js$/ }, () => ({
      contents: 'module.exports = () => new Map();',
    }));
  },
};

/** Minified code of one function. The working folder is fixed, because esbuild's output can depend on it. */
async function bundle(name) {
  const { outputFiles } = await build({
    absWorkingDir: ROOT,
    entryPoints: [`src/functions/${name}/index.ts`],
    outfile: 'index.js',
    bundle: true,
    minify: true,
    write: false,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    charset: 'utf8',
    legalComments: 'none',
    logLevel: 'error',
    plugins: [plainSignerCache],
  });
  return outputFiles[0].contents;
}

function sha256(bytes) {
  return createHash('sha256').update(bytes).digest('base64');
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const summary = await buildFunctions(resolve(process.argv[2] ?? join(ROOT, 'dist', 'functions')));
  for (const [name, { codeBytes, bytes }] of Object.entries(summary)) {
    process.stderr.write(`${name}: ${codeBytes} bytes of code, ${bytes} zipped\n`);
  }
}

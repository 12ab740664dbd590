// Bundles the CLI (one entry per command, shared chunks), the local AWS and the functions into dist/.
import { build } from 'esbuild';
import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
process.chdir(root);

/** Everything is built here first and moved into place at once, so that a failed build leaves the last good one. */
const staging = `.tmp/dist-${process.pid}`;

/** CommonJS packages inside an ES module bundle still call `require`. */
const requireBanner =
  "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);";

const shared = {
  bundle: true,
  platform: 'node',
  target: 'node20.19',
  logLevel: 'warning',
  legalComments: 'none',
};

async function bundleCli() {
  const entries = [
    'src/cli/launcher.ts',
    'src/cli/command-not-found.ts',
    'src/local/main.ts',
    ...(await listCommands()),
  ].filter((file) => existsSync(file));
  await build({
    ...shared,
    entryPoints: entries,
    outbase: 'src',
    outdir: staging,
    format: 'esm',
    splitting: true,
    chunkNames: 'chunks/[name]-[hash]',
    // Names are kept as they are: esbuild's `keepNames` costs more at every start than shorter names save.
    minifyWhitespace: true,
    minifySyntax: true,
    sourcemap: 'linked',
    sourcesContent: false,
    banner: { js: requireBanner },
    // oclif asks for the first three only when it runs TypeScript sources, which a bundle never does; esbuild is a binary.
    external: ['typescript', 'tsx', 'ts-node', 'esbuild'],
  });
}

async function bundleWorker() {
  if (!existsSync('src/local/lambda/worker.ts')) return;
  await build({
    ...shared,
    entryPoints: ['src/local/lambda/worker.ts'],
    outfile: `${staging}/local/lambda/worker.js`,
    format: 'esm',
    banner: { js: requireBanner },
  });
}

async function bundleFunctions() {
  const script = join(root, 'scripts/build-functions.mjs');
  if (!existsSync(script)) return;
  const { buildFunctions } = await import(pathToFileURL(script).href);
  await buildFunctions(join(root, staging, 'functions'));
}

async function listCommands() {
  const files = await readdir('src/commands', { recursive: true });
  return files.filter((file) => file.endsWith('.ts')).map((file) => join('src/commands', file));
}

async function moveIntoPlace() {
  const previous = `${staging}-previous`;
  if (existsSync('dist')) await rename('dist', previous);
  await rename(staging, 'dist');
  await rm(previous, { recursive: true, force: true });
}

await mkdir(staging, { recursive: true });
try {
  await Promise.all([bundleCli(), bundleWorker(), bundleFunctions()]);
  await moveIntoPlace();
} finally {
  await rm(staging, { recursive: true, force: true });
}

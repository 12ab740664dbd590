import { build } from 'esbuild';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

/** Bundles the function worker from source, so that a test never runs yesterday's build. */
export async function bundleFunctionWorker(): Promise<{ file: string; remove: () => Promise<void> }> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'aigw-worker-'));
  const file = path.join(folder, 'worker.mjs');
  await build({
    entryPoints: ['src/local/lambda/worker.ts'],
    outfile: file,
    bundle: true,
    platform: 'node',
    target: 'node20.19',
    format: 'esm',
    logLevel: 'warning',
  });
  return { file, remove: () => rm(folder, { recursive: true, force: true }) };
}

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { GatewayError } from '../gateway/errors.js';
import type { FunctionCode } from '../gateway/release/release.js';

/** The template as it is written, from the installed package. */
export function readTemplateSource(root: string): Promise<string> {
  return readFile(join(root, 'templates', 'gateway.yaml'), 'utf8');
}

/** The built functions of the installed package, as they are uploaded. */
export function readFunctionCode(
  root: string,
): Promise<{ forwarder: FunctionCode; authorizer: FunctionCode }> {
  return built(root, async (folder) => {
    const summary: unknown = JSON.parse(await readFile(join(folder, 'functions.json'), 'utf8'));
    const read = async (name: string) => ({
      zip: await readFile(join(folder, `${name}.zip`)),
      codeSha256: sha256Of(summary, name),
    });
    const [forwarder, authorizer] = await Promise.all([read('forwarder'), read('authorizer')]);
    return { forwarder, authorizer };
  });
}

/** The text of the built functions' `index.js`. */
export function readFunctionText(root: string): Promise<{ forwarder: string; authorizer: string }> {
  return built(root, async (folder) => {
    const read = (name: string) => readFile(join(folder, `${name}.js`), 'utf8');
    const [forwarder, authorizer] = await Promise.all([read('forwarder'), read('authorizer')]);
    return { forwarder, authorizer };
  });
}

async function built<T>(root: string, read: (folder: string) => Promise<T>): Promise<T> {
  const folder = join(root, 'dist', 'functions');
  try {
    return await read(folder);
  } catch (error) {
    throw new GatewayError('usage', 'The functions of the gateway are not built.', {
      reason: `${folder} is missing or incomplete.`,
      next: ['npm run build (in a checkout), or install aigw again'],
      cause: error,
    });
  }
}

function sha256Of(summary: unknown, name: string): string {
  const entry = (summary as Record<string, { codeSha256?: unknown } | undefined>)[name];
  if (typeof entry?.codeSha256 !== 'string') throw new Error(`functions.json says nothing of ${name}`);
  return entry.codeSha256;
}

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { GatewayError } from '../gateway/errors.js';
import type { FunctionCode } from '../gateway/release/release.js';

/** The template as it is written, from the installed package. */
export function readTemplateSource(root: string): Promise<string> {
  return readFile(join(root, 'templates', 'gateway.yaml'), 'utf8');
}

/** The built functions of the installed package. */
export async function readFunctionCode(
  root: string,
): Promise<{ forwarder: FunctionCode; authorizer: FunctionCode }> {
  const folder = join(root, 'dist', 'functions');
  try {
    const built: unknown = JSON.parse(await readFile(join(folder, 'functions.json'), 'utf8'));
    const read = async (name: string) => ({
      zip: await readFile(join(folder, `${name}.zip`)),
      codeSha256: sha256Of(built, name),
    });
    const [forwarder, authorizer] = await Promise.all([read('forwarder'), read('authorizer')]);
    return { forwarder, authorizer };
  } catch (error) {
    throw new GatewayError('usage', 'The functions of the gateway are not built.', {
      reason: `${folder} is missing or incomplete.`,
      next: ['npm run build (in a checkout), or install aigw again'],
      cause: error,
    });
  }
}

function sha256Of(built: unknown, name: string): string {
  const entry = (built as Record<string, { codeSha256?: unknown } | undefined>)[name];
  if (typeof entry?.codeSha256 !== 'string') throw new Error(`functions.json says nothing of ${name}`);
  return entry.codeSha256;
}

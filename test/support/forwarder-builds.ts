import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { unzipSync, zipSync } from 'fflate';
import type { FunctionCode } from '../../src/gateway/release/release.js';

const folder = join(import.meta.dirname, '../../dist/functions');

/** What the two builds say where a client names no known service. */
export const refusals = { built: 'names no known service', other: 'names no service of ours' };

/** The forwarder as built, and another build of it that answers differently: in the field of `/invoke`, and in a refusal. */
export async function forwarderBuilds(): Promise<{ built: FunctionCode; other: FunctionCode }> {
  const zip = await readFile(join(folder, 'forwarder.zip'));
  const files = unzipSync(zip);
  const code = new TextDecoder().decode(files['index.js']);
  const changed = code
    .replaceAll('guardrail_status', 'guardrail_state')
    .replaceAll(refusals.built, refusals.other);
  if (!changed.includes('guardrail_state') || !changed.includes(refusals.other)) {
    throw new Error('The built forwarder no longer says what this test replaces.');
  }
  return { built: coded(zip), other: coded(zipSync({ ...files, 'index.js': Buffer.from(changed) })) };
}

/** The authorizer as built. */
export async function authorizerBuild(): Promise<FunctionCode> {
  return coded(await readFile(join(folder, 'authorizer.zip')));
}

function coded(zip: Uint8Array): FunctionCode {
  return { zip, codeSha256: createHash('sha256').update(zip).digest('base64') };
}

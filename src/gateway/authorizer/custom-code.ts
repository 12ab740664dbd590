import { createHash } from 'node:crypto';
import { GatewayError } from '../errors.js';
import type { FunctionCode } from '../release/release.js';

/** What Lambda takes by direct upload (LMB/gettingstarted-limits). */
const MAX_ZIP_BYTES = 50 * 1024 * 1024;

/** The function's handler is `index.handler`, so one of these has to be at the top of its zip. */
const ENTRY_FILES = ['index.js', 'index.mjs', 'index.cjs'];

/**
 * An operator's own authorizer as it is uploaded.
 *
 * @param names of the files in the zip
 * @throws GatewayError `usage` for what Lambda could not run
 */
export function customAuthorizer(file: string, zip: Uint8Array, names: readonly string[]): FunctionCode {
  if (!names.some((name) => ENTRY_FILES.includes(name))) {
    throw unusableCode(file, `It has none of ${ENTRY_FILES.join(', ')} at its top.`, [
      'Zip the files themselves, not the folder they are in',
    ]);
  }
  if (zip.length > MAX_ZIP_BYTES) {
    const size = (zip.length / 1024 / 1024).toFixed(0);
    throw unusableCode(file, `Zipped it has ${size} MB; Lambda takes 50.`, []);
  }
  return { zip, codeSha256: createHash('sha256').update(zip).digest('base64') };
}

/** Code that cannot become the authorizer. */
export function unusableCode(
  file: string,
  reason: string,
  next: readonly string[],
  cause?: unknown,
): GatewayError {
  return new GatewayError('usage', `${file} cannot be the code of the authorizer.`, { reason, next, cause });
}

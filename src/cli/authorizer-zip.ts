import { unzipSync, zipSync } from 'fflate';
import { unusableCode } from '../gateway/authorizer/custom-code.js';

/** DOS timestamps begin in 1980. Local parts of the date go into the zip, so the time zone does not matter. */
const epoch = new Date(1980, 0, 1);

/** A zip with that `index.js`; equal code gives equal bytes. */
export function zipOf(code: Uint8Array): Uint8Array {
  return zipSync({ 'index.js': code }, { level: 9, mtime: epoch, os: 3, attrs: 0o644 << 16 });
}

/** Names of the files in a zip; none is unpacked. @throws GatewayError `usage` where it is no zip */
export function namesInZip(file: string, zip: Uint8Array): string[] {
  const names: string[] = [];
  try {
    unzipSync(zip, {
      filter: ({ name }) => {
        names.push(name);
        return false;
      },
    });
  } catch (error) {
    throw unusableCode(file, 'It is not a zip.', [], error);
  }
  return names;
}

import type { FunctionCode } from '@aws-sdk/client-lambda';
import { unzipSync } from 'fflate';
import { AwsError, notImplementedHere } from '../../errors.js';
import { invalidParameter } from './rejections.js';

/** A zip sent in the request itself (LMB/gettingstarted-limits). */
const DIRECT_UPLOAD_LIMIT = 50 * 1024 * 1024;
/** Its content, layers included. */
const UNZIPPED_LIMIT = 262_144_000;

/**
 * The zip of a request, checked as Lambda checks it.
 *
 * @throws AwsError InvalidParameterValueException, RequestEntityTooLargeException; NotImplementedHere for S3 and images
 */
export function readPackage(code: FunctionCode, operation: string): Uint8Array {
  if (code.S3Bucket !== undefined || code.S3Key !== undefined)
    throw notImplementedHere('Function code in S3');
  if (code.ImageUri !== undefined) throw notImplementedHere('A function from a container image');
  const zip = code.ZipFile;
  if (!zip) throw invalidParameter('Please provide a source for function code.');
  if (zip.length > DIRECT_UPLOAD_LIMIT) {
    const message = `Request must be smaller than 69905067 bytes for the ${operation} operation`;
    throw new AwsError('RequestEntityTooLargeException', message, 413, { Type: 'User' });
  }
  checkContent(zip);
  return zip;
}

function checkContent(zip: Uint8Array): void {
  let unzipped = 0;
  let files = 0;
  try {
    unzipSync(zip, {
      filter: (file) => {
        unzipped += file.originalSize;
        files += 1;
        return false;
      },
    });
  } catch {
    throw invalidParameter(
      'Could not unzip uploaded file. Please check your file, then try to upload again.',
    );
  }
  if (files === 0) throw invalidParameter('Uploaded file must be a non-empty zip');
  if (unzipped > UNZIPPED_LIMIT) {
    throw invalidParameter(`Unzipped size must be smaller than ${String(UNZIPPED_LIMIT)} bytes`);
  }
}

import { zipSync } from 'fflate';

/**
 * The package CloudFormation makes of inline code (`Code.ZipFile` in a template): one file, `index.js` for Node.js, which is
 * CommonJS (CFNT/aws-properties-lambda-function-code). The same text gives the same bytes.
 */
export function zipInlineCode(source: string): Uint8Array {
  const file = new TextEncoder().encode(source);
  // A date without a time zone: fflate stores its local fields.
  return zipSync({ 'index.js': [file, { mtime: new Date(2020, 0, 1), attrs: 0o644 << 16, os: 3 }] });
}

import { colorsFor } from './colors.js';
import { sanitized } from './sanitize.js';
import { readingWidth, wrapped } from './wrap.js';

/** How clients of a gateway present a key. */
export interface KeyUse {
  readonly url: string;
  /** As a bearer token; otherwise in the header `x-api-key`. */
  readonly bearer: boolean;
}

/** Where a new key went. */
export interface NewKey extends KeyUse {
  readonly value: string;
  /** The file it was written to, and then it is not shown. */
  readonly file?: string;
}

/** The key, and what an application needs to use it: on stdout, because it is the result. */
export function renderNewKey({ value, file, url, bearer }: NewKey): string {
  const colors = colorsFor(process.stdout);
  const shown = file === undefined ? value : `"$(cat ${shellQuoted(file)})"`;
  const lines = [
    `export AWS_ENDPOINT_URL_BEDROCK_RUNTIME=${shellQuoted(url)}`,
    `export AWS_BEARER_TOKEN_BEDROCK=${bearer ? shown : 'unused'}`,
    ...(bearer ? [] : [`x-api-key: ${file === undefined ? value : `(the content of ${sanitized(file)})`}`]),
  ];
  const notes = [
    file === undefined
      ? 'The key is shown this once; later only by `aigw tenant key ID --reveal`.'
      : `The key is in ${file}, and only you can read it.`,
    ...(bearer
      ? []
      : ['The authorizer of this gateway is off: the application sends the key in the header x-api-key.']),
  ];
  const width = readingWidth(process.stdout);
  return [
    ...lines,
    '',
    ...notes.flatMap((note) => wrapped(sanitized(note), width)).map((line) => colors.dim(line)),
  ].join('\n');
}

function shellQuoted(text: string): string {
  return `'${sanitized(text).replaceAll("'", `'\\''`)}'`;
}

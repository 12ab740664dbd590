/** Headers in the order and spelling in which they came, duplicates included. */
export type HeaderList = readonly (readonly [name: string, value: string])[];

/** The last value of a header, whatever the case of its name. */
export function headerValue(headers: HeaderList, name: string): string | undefined {
  return headers.findLast(([key]) => key.toLowerCase() === name.toLowerCase())?.[1];
}

/**
 * The pairs of node's `rawHeaders`, without the pseudo-headers of HTTP/2: `:authority` becomes `Host`, and cookies that
 * HTTP/2 may send apart come together again (RFC 9113 §8.2.3).
 */
export function headerList(rawHeaders: readonly string[]): HeaderList {
  const headers: [string, string][] = [];
  const cookies: string[] = [];
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] ?? '';
    const value = rawHeaders[index + 1] ?? '';
    if (name === ':authority') headers.push(['Host', value]);
    else if (name === 'cookie') cookies.push(value);
    else if (!name.startsWith(':')) headers.push([name, value]);
  }
  return cookies.length > 0 ? [...headers, ['cookie', cookies.join('; ')]] : headers;
}

/** Adds or replaces headers: a name given in `changes` no longer has its earlier values. */
export function withHeaders(headers: HeaderList, changes: HeaderList): HeaderList {
  const replaced = new Set(changes.map(([name]) => name.toLowerCase()));
  return [...headers.filter(([name]) => !replaced.has(name.toLowerCase())), ...changes];
}

/** Removes every header of these lower-case names. */
export function withoutHeaders(headers: HeaderList, names: ReadonlySet<string>): HeaderList {
  return headers.filter(([name]) => !names.has(name.toLowerCase()));
}

/** Bytes of all names and values together, which is what API Gateway limits. */
export function headerBytes(headers: HeaderList): number {
  return headers.reduce(
    (total, [name, value]) => total + Buffer.byteLength(name) + Buffer.byteLength(value),
    0,
  );
}

/** Headers API Gateway never hands to an integration (recorded by `LS`). */
const NOT_FORWARDED: ReadonlySet<string> = new Set([
  'connection',
  'content-length',
  'content-md5',
  'expect',
  'max-forwards',
  'proxy-authenticate',
  'server',
  'te',
  'transfer-encoding',
  'trailer',
  'upgrade',
  'www-authenticate',
  // Not in that record, but they belong to one connection only (RFC 9110 §7.6.1).
  'keep-alive',
  'proxy-connection',
  'http2-settings',
]);

/** What of the client's headers reaches an integration or an authorizer. */
export function forwardedHeaders(headers: HeaderList): HeaderList {
  return withoutHeaders(headers, NOT_FORWARDED);
}

/**
 * Headers of an integration that come out under another name (DG/api-gateway-known-issues, recorded by `LS`;
 * `x-amzn-RequestId` in public transcripts of responses).
 */
const REMAPPED: ReadonlySet<string> = new Set([
  'connection',
  'content-length',
  'date',
  'server',
  'www-authenticate',
  'x-amzn-requestid',
]);

/**
 * The headers of an integration's response as the client gets them: `Transfer-Encoding` is gone, and those that
 * belong to the gateway are renamed `x-amzn-Remapped-…`.
 * @param keep lower-case names to leave alone; a streamed response keeps its `Content-Length` (DG/response-transfer-mode-lambda)
 */
export function responseHeaders(headers: HeaderList, keep: ReadonlySet<string> = new Set()): HeaderList {
  return headers
    .filter(([name]) => name.toLowerCase() !== 'transfer-encoding')
    .map(([name, value]) => {
      const key = name.toLowerCase();
      return REMAPPED.has(key) && !keep.has(key) ? [`x-amzn-Remapped-${name}`, value] : [name, value];
    });
}

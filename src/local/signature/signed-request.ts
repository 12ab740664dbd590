/** A request as it came in, before anything decoded or normalised it. */
export interface ReceivedRequest {
  readonly method: string;
  /** Path and query as received, still percent-encoded. */
  readonly url: string;
  /** Names in any case. A header that was sent more than once is an array. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: Uint8Array;
}

/** What a signer must sign again to arrive at the client's signature. */
export interface SignatureInput {
  readonly method: string;
  /** Path and query as received, without the signature of a presigned URL. */
  readonly url: string;
  /** Only the signed headers, names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  /** `YYYYMMDDTHHMMSSZ`. */
  readonly dateTime: string;
  readonly region: string;
  readonly service: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** The headers with names in lower case; repeated ones joined by a comma, as the canonical request wants them. */
export function lowerCaseHeaders(headers: ReceivedRequest['headers']): Record<string, string> {
  // Without a prototype: a client chooses these names, `constructor` and `__proto__` among them.
  const result = Object.create(null) as Record<string, string>;
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined) continue;
    result[name.toLowerCase()] = typeof value === 'string' ? value : value.join(',');
  }
  // An HTTP/2 client may give the host as a pseudo-header only.
  const authority = result[':authority'];
  if (authority !== undefined) result['host'] ??= authority;
  return result;
}

/** Path, still percent-encoded, and query, decoded, of a URL as received. @throws URIError for a broken percent-encoding */
export function splitUrl(url: string): { readonly path: string; readonly query: Record<string, string[]> } {
  const mark = url.indexOf('?');
  return mark < 0
    ? { path: url, query: {} }
    : { path: url.slice(0, mark), query: parseQuery(url.slice(mark + 1)) };
}

/** The query as a bag of decoded values. A name without `=` has the empty value. */
function parseQuery(query: string): Record<string, string[]> {
  const values = new Map<string, string[]>();
  for (const pair of query.split('&').filter((pair) => pair !== '')) {
    const equals = pair.indexOf('=');
    const name = decodeURIComponent(equals < 0 ? pair : pair.slice(0, equals));
    const value = equals < 0 ? '' : decodeURIComponent(pair.slice(equals + 1));
    values.set(name, [...(values.get(name) ?? []), value]);
  }
  return Object.fromEntries(values);
}

import type { MultiValues } from './api-gateway-event.js';

/** The query as `?a=1&a=2`, or nothing. API Gateway hands over decoded names and values: they are encoded again. */
export function queryString(parameters: MultiValues | undefined): string {
  const pairs = Object.entries(parameters ?? {}).flatMap(([name, values]) =>
    name === '' ? [] : values.map((value) => `${encode(name)}=${encode(value)}`),
  );
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`;
}

/** Encoding as Signature V4 wants it: everything but the unreserved characters of RFC 3986. */
function encode(text: string): string {
  return encodeURIComponent(text.toWellFormed()).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

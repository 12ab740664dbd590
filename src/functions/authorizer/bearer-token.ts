import type { AuthorizerEvent } from './authorizer-event.js';

/**
 * The token of `Authorization: Bearer …`, or undefined where there is none, it is empty, it is of another scheme, or there are
 * two: API Gateway's cache might know the caller by the one and this function by the other.
 */
export function bearerToken({ headers, multiValueHeaders }: AuthorizerEvent): string | undefined {
  if ((valueOf(multiValueHeaders)?.length ?? 0) > 1) return undefined;
  return /^Bearer +([^\s]+) *$/i.exec(valueOf(headers) ?? '')?.[1];
}

function valueOf<T>(headers: Readonly<Record<string, T | undefined>> | null | undefined): T | undefined {
  return Object.entries(headers ?? {}).find(([name]) => name.toLowerCase() === 'authorization')?.[1];
}

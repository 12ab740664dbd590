import type { AuthorizerEvent } from './authorizer-event.js';

/** The token of `Authorization: Bearer …`, or undefined where there is none, it is empty, or it is of another scheme. */
export function bearerToken(event: AuthorizerEvent): string | undefined {
  const value = headerValue(event, 'authorization');
  return /^Bearer +([^\s]+) *$/i.exec(value ?? '')?.[1];
}

function headerValue({ headers }: AuthorizerEvent, name: string): string | undefined {
  return Object.entries(headers ?? {}).find(([key]) => key.toLowerCase() === name)?.[1];
}

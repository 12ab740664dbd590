import { validationError } from '../errors.js';

/** One page of a list; the token of the next is the position it starts at. */
export function page<T>(
  items: readonly T[],
  token: string | undefined,
  size = 100,
): { items: T[]; nextToken?: string } {
  const start = token === undefined ? 0 : positionOf(token);
  const end = start + size;
  return { items: items.slice(start, end), ...(end < items.length ? { nextToken: encode(end) } : {}) };
}

function encode(position: number): string {
  return Buffer.from(JSON.stringify({ position })).toString('base64url');
}

function positionOf(token: string): number {
  try {
    const { position } = JSON.parse(Buffer.from(token, 'base64url').toString()) as { position?: unknown };
    if (typeof position === 'number') return position;
  } catch {
    // Not one of ours: refused below.
  }
  throw validationError('Invalid NextToken');
}

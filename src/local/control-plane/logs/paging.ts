import { ConstraintViolations } from '../constraint-violations.js';
import { invalidToken } from './rejections.js';

/** One page of a list and the token of the next, which is absent on the last. */
export interface Page<T> {
  readonly items: T[];
  readonly nextToken?: string;
}

/**
 * Cuts a page out of a list. A token names the last item before its page, so pages stay right while other items come and go.
 *
 * @param nameOf unique name of an item
 */
export function pageOf<T>(
  all: readonly T[],
  nameOf: (item: T) => string,
  { nextToken, limit = 50 }: { nextToken?: string; limit?: number },
): Page<T> {
  new ConstraintViolations().range('limit', limit, 1, 50).throwAs('InvalidParameterException');
  const start = nextToken === undefined ? 0 : startAfter(all, nameOf, nextToken);
  const items = all.slice(start, start + limit);
  const last = items.at(-1);
  if (last === undefined || start + limit >= all.length) return { items };
  return { items, nextToken: Buffer.from(nameOf(last)).toString('base64url') };
}

function startAfter<T>(all: readonly T[], nameOf: (item: T) => string, token: string): number {
  const name = Buffer.from(token, 'base64url').toString();
  const index = all.findIndex((item) => nameOf(item) === name);
  if (index < 0) throw invalidToken();
  return index + 1;
}

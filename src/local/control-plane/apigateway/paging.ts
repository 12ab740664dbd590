import { badRequest } from './rejections.js';

export interface PageRequest {
  readonly position?: string | undefined;
  readonly limit?: number | undefined;
}

export interface Page<T> {
  readonly items: T[];
  /** Where the next page starts; absent on the last one. */
  readonly position?: string;
}

const defaultLimit = 25;
const largestLimit = 500;

/**
 * One page of a list: 25 items unless told, 500 at most (BC). The position names the last item shown, not its index, so a
 * list that shrinks between two pages neither skips nor repeats.
 *
 * @param sortKey gives the list its order (ascending) and must be unique
 */
export function page<T>(all: Iterable<T>, sortKey: (item: T) => string, request: PageRequest): Page<T> {
  const after = request.position === undefined ? '' : decode(request.position);
  const keyed = [...all].map((item) => ({ item, key: sortKey(item) })).filter(({ key }) => key > after);
  keyed.sort((a, b) => (a.key < b.key ? -1 : 1));
  const shown = keyed.slice(0, pageSize(request.limit));
  const last = shown.at(-1);
  const items = shown.map(({ item }) => item);
  return last && shown.length < keyed.length ? { items, position: encode(last.key) } : { items };
}

/** Sort key that lists oldest first. */
export function oldestFirst(order: number): string {
  return String(order).padStart(16, '0');
}

/** Sort key that lists newest first. */
export function newestFirst(order: number): string {
  return oldestFirst(Number.MAX_SAFE_INTEGER - order);
}

function pageSize(limit: number | undefined): number {
  return Math.min(Math.max(limit ?? defaultLimit, 1), largestLimit);
}

function encode(key: string): string {
  return Buffer.from(key).toString('base64url');
}

function decode(position: string): string {
  const key = Buffer.from(position, 'base64url').toString();
  if (key === '' || encode(key) !== position) throw badRequest('Invalid position parameter specified');
  return key;
}

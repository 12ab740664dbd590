import { ConstraintViolations } from '../constraint-violations.js';
import { invalidParameter } from './rejections.js';

/** One page of a list and the marker of the next, which is absent on the last. */
export interface Page<T> {
  readonly items: T[];
  readonly nextMarker?: string;
}

/**
 * Cuts a page out of a list. A marker names the first item of its page, so it stays valid while other items come and go.
 *
 * @param nameOf unique and stable name of an item
 */
export function pageOf<T>(
  all: readonly T[],
  nameOf: (item: T) => string,
  { Marker, MaxItems }: { Marker?: string; MaxItems?: number },
  most = 50,
): Page<T> {
  new ConstraintViolations().range('maxItems', MaxItems, 1, 10_000).throwAs();
  const start = Marker === undefined ? 0 : all.findIndex((item) => nameOf(item) === readMarker(Marker));
  if (start < 0) throw invalidParameter('Invalid Marker');
  const end = start + Math.min(MaxItems ?? most, most);
  const next = all[end];
  const items = all.slice(start, end);
  return next === undefined ? { items } : { items, nextMarker: Buffer.from(nameOf(next)).toString('base64') };
}

function readMarker(marker: string): string {
  return Buffer.from(marker, 'base64').toString();
}

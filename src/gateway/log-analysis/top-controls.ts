import type { TopRow } from './recent-requests.js';

/** What the screen can be sorted by. */
export const sortings = ['requests', 'errors', 'latency', 'tokens', 'name'] as const;
export type Sorting = (typeof sortings)[number];

const views = ['both', 'tenants', 'models'] as const;

/** What the operator has chosen on the screen. */
export interface TopControls {
  readonly view: (typeof views)[number];
  readonly sorting: Sorting;
  readonly reversed: boolean;
  /** Rows whose name has this text, whatever its case. */
  readonly filter: string;
  /** Whether keys go into the filter. */
  readonly typing: boolean;
  readonly paused: boolean;
}

export const firstControls: TopControls = {
  view: 'both',
  sorting: 'requests',
  reversed: false,
  filter: '',
  typing: false,
  paused: false,
};

const longestFilter = 64;

/** What a key does; `undefined` means to leave. Keys are as a terminal in raw mode sends them. */
export function afterKey(controls: TopControls, key: string): TopControls | undefined {
  if (key === '\u0003') return undefined;
  if (controls.typing) return { ...controls, ...typed(controls.filter, key) };
  switch (key) {
    case 'q':
    case 'Q':
      return undefined;
    case 's':
      return { ...controls, sorting: following(sortings, controls.sorting) };
    case 'r':
      return { ...controls, reversed: !controls.reversed };
    case '\t':
    case 'v':
      return { ...controls, view: following(views, controls.view) };
    case 'p':
    case ' ':
      return { ...controls, paused: !controls.paused };
    case '/':
      return { ...controls, typing: true };
    case '\u001b':
      return { ...controls, filter: '' };
    default:
      return controls;
  }
}

function typed(filter: string, key: string): Partial<TopControls> {
  if (key === '\r' || key === '\n') return { typing: false };
  if (key === '\u001b') return { typing: false, filter: '' };
  if (key === '\u007f' || key === '\b') return { filter: filter.slice(0, -1) };
  return /^[\p{L}\p{N}\p{P}\p{S} ]+$/u.test(key) ? { filter: `${filter}${key}`.slice(0, longestFilter) } : {};
}

function following<T>(all: readonly T[], one: T): T {
  return all[(all.indexOf(one) + 1) % all.length] ?? one;
}

/** The rows that are to be shown, in their order. Equal ones are ordered by name, so that they do not jump. */
export function arranged(rows: readonly TopRow[], { filter, sorting, reversed }: TopControls): TopRow[] {
  const wanted = filter.toLowerCase();
  const chosen = rows.filter(({ key }) => key.toLowerCase().includes(wanted));
  const byName = (a: TopRow, b: TopRow) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0);
  const sign = reversed ? -1 : 1;
  return chosen.sort((a, b) => sign * (weight(b, sorting) - weight(a, sorting) || byName(a, b)));
}

function weight(row: TopRow, sorting: Sorting): number {
  switch (sorting) {
    case 'requests':
      return row.requests;
    case 'errors':
      return row.errorRate;
    case 'latency':
      return row.p95 ?? 0;
    case 'tokens':
      return row.inputTokensPerSecond + row.outputTokensPerSecond;
    case 'name':
      return 0;
  }
}

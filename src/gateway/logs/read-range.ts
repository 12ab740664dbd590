import { isFailure } from '../errors.js';
import type { FilterPage, LogEvent } from './log-service.js';
import { mergeBatches, type Batch } from './merge-batches.js';
import { readPages, type LogSource, type Reading } from './read-pages.js';

/** From inclusive, to exclusive; milliseconds since the epoch. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** Windows under way at once, for all groups together; a group that has more to read takes what others leave. */
const mostWindows = 6;
/** So many a group may have in any case: in order of time, none gets far ahead of the others. */
const fewestForOne = 2;
/** A window is meant to fill this much of a page, so that most take one call. */
const wantedFill = 0.8;
/** A page counts as at least this full, so that no quiet moment makes windows endless. */
const leastFill = 0.01;
/** A stretch that is empty so far is cut into windows of at least this many milliseconds. */
const shortestEmpty = 60_000;

/** The events of a time range from several groups, in order of time. A group that does not exist counts as empty. */
export async function* readRange(
  reading: Reading,
  sources: readonly LogSource[],
  span: Span,
): AsyncGenerator<LogEvent> {
  for await (const batch of readRangeBatches(reading, sources, span)) yield* batch;
}

/**
 * As `readRange`, in batches. A range of more than a page is read in several time windows at once, each about a page long by what the ones before it
 * held. Memory holds a page for each window under way, however long the range is.
 */
export function readRangeBatches(
  reading: Reading,
  sources: readonly LogSource[],
  span: Span,
): AsyncGenerator<Batch> {
  const shared = { count: 0 };
  return mergeBatches(sources.map((source) => existing(new RangeReader(reading, source, shared).read(span))));
}

async function* existing(batches: AsyncIterable<Batch>): AsyncGenerator<Batch> {
  try {
    yield* batches;
  } catch (error) {
    if (!isFailure(error, 'not-found')) throw error;
  }
}

/** A window whose first page is on its way. */
interface Window {
  readonly span: Span;
  readonly pages: AsyncGenerator<FilterPage>;
  readonly first: Promise<IteratorResult<FilterPage, void>>;
}

/** Windows that are asked for and not finished yet. */
interface OpenWindows {
  count: number;
}

/** How the rest of a window is to be read in windows of its own. */
interface Split {
  readonly span: Span;
  /** Milliseconds that a window should begin with. */
  readonly length: number;
}

class RangeReader {
  /** Events on a full page, as far as known. */
  #fullPage = 0;

  constructor(
    private readonly reading: Reading,
    private readonly source: LogSource,
    /** What all readers of the range together have open. */
    private readonly shared: OpenWindows,
  ) {}

  async *read(span: Span): AsyncGenerator<Batch> {
    if (span.from < span.to) yield* this.#finish(this.#open(span), this.shared);
  }

  /** Asks for the first page of a window at once; the rest waits until the window is finished. */
  #open(span: Span): Window {
    const pages = readPages(this.reading, this.source, span);
    const first = pages.next();
    // It may fail before its turn comes; then the failure waits for whoever reads it.
    first.catch(() => undefined);
    return { span, pages, first };
  }

  /** @param shared counts the windows that are opened for the rest of this one */
  async *#finish({ span, pages, first }: Window, shared: OpenWindows): AsyncGenerator<Batch> {
    const { value: page } = await first;
    if (!page) return;
    const split = page.token === undefined ? undefined : this.#split(span, page);
    if (!split) {
      yield page.events;
      for await (const next of pages) yield next.events;
      return;
    }
    await pages.return(undefined);
    yield page.events.filter(({ timestamp }) => timestamp < split.span.from);
    yield* this.#spread(split, shared);
  }

  /**
   * Where the rest of a window begins, which is known to the millisecond only: what happened in the last one is read again. Undefined
   * where it is not worth it, or all is within one millisecond.
   */
  #split({ from, to }: Span, { events }: FilterPage): Split | undefined {
    const last = events.at(-1);
    if (!last) {
      const length = (to - from) / mostWindows;
      return length < shortestEmpty ? undefined : { span: { from, to }, length };
    }
    this.#fullPage = Math.max(this.#fullPage, events.length);
    const covered = last.timestamp - (events[0]?.timestamp ?? from);
    const rest = { from: last.timestamp, to };
    return covered < 1 || rest.to - rest.from < 2 * covered
      ? undefined
      : { span: rest, length: Math.max(1, covered * wantedFill) };
  }

  /** Reads a span in consecutive windows, several at once; each fits its length to what the windows before it held. */
  async *#spread({ span, length: begun }: Split, shared: OpenWindows): AsyncGenerator<Batch> {
    const ahead: Window[] = [];
    let length = begun;
    let at = span.from;
    const mayOpen = () => at < span.to && (ahead.length < fewestForOne || shared.count < mostWindows);
    const openNext = () => {
      const end = Math.min(span.to, at + Math.max(1, Math.round(length)));
      const window = this.#open({ from: at, to: end });
      at = end;
      ahead.push(window);
      shared.count++;
      void window.first.then(({ value }) => {
        if (value) length = this.#fittingLength(window.span, value);
      }, ignore);
    };
    try {
      for (;;) {
        while (mayOpen()) openNext();
        const window = ahead.shift();
        if (!window || this.reading.signal?.aborted) return;
        shared.count--;
        // One that turns out to be long has windows of its own: those ahead wait for it.
        yield* this.#finish(window, { count: 0 });
      }
    } finally {
      shared.count -= ahead.length;
      for (const { pages } of ahead) void pages.return(undefined).catch(ignore);
    }
  }

  /** Milliseconds that a window should have by what this one began with. */
  #fittingLength({ from, to }: Span, { events, token }: FilterPage): number {
    const length = to - from;
    const fill = Math.max(leastFill, events.length / Math.max(1, this.#fullPage));
    // A page that is not the last one of its window is full, wherever it ends; but the service may give an empty one in between.
    const fullPageLength = token === undefined ? length / fill : (events.at(-1)?.timestamp ?? to) - from;
    return Math.max(1, fullPageLength * wantedFill);
  }
}

const ignore = () => undefined;

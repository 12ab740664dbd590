import type { LogEvent } from './log-service.js';

/** Events in order of time. */
export type Batch = readonly LogEvent[];

interface Cursor {
  readonly batches: AsyncIterator<Batch>;
  batch: Batch;
  index: number;
}

/**
 * Merges several sources into one in order of time. Holds one batch of each source: memory does not grow with the number of
 * events.
 */
export async function* mergeBatches(sources: readonly AsyncIterable<Batch>[]): AsyncGenerator<Batch> {
  const [only] = sources;
  if (only && sources.length === 1) {
    yield* only;
    return;
  }
  let cursors: Cursor[] = sources.map((source) => ({
    batches: source[Symbol.asyncIterator](),
    batch: [],
    index: 0,
  }));
  try {
    for (;;) {
      const filled = await Promise.all(cursors.map(fill));
      cursors = cursors.filter((_, at) => filled[at]);
      if (cursors.length === 0) return;
      yield takeSafe(cursors);
    }
  } finally {
    await Promise.all(cursors.map(({ batches }) => batches.return?.()));
  }
}

/** Sees to it that a cursor has an event. @returns whether there is one */
async function fill(cursor: Cursor): Promise<boolean> {
  while (cursor.index >= cursor.batch.length) {
    const { done, value } = await cursor.batches.next();
    if (done) return false;
    cursor.batch = value;
    cursor.index = 0;
  }
  return true;
}

/** Takes what no batch to come can precede: up to the end of the batch that ends first. */
function takeSafe(cursors: readonly Cursor[]): Batch {
  const until = Math.min(...cursors.map(({ batch }) => batch.at(-1)?.timestamp ?? Infinity));
  const taken: LogEvent[] = [];
  for (const cursor of cursors) {
    const { batch } = cursor;
    for (let event = batch[cursor.index]; event && event.timestamp <= until; event = batch[cursor.index]) {
      taken.push(event);
      cursor.index++;
    }
  }
  return taken.sort((a, b) => a.timestamp - b.timestamp);
}

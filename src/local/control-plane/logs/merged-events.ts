import { comparePositions, lowerBound, type EventPosition, type StoredEvent } from './log-record.js';

/** Events of one stream to be merged with those of others. */
export interface EventSource {
  readonly streamName: string;
  readonly events: readonly StoredEvent[];
}

/** An event and where it is from. */
export interface SourcedEvent {
  readonly streamName: string;
  readonly event: StoredEvent;
}

interface Cursor {
  readonly source: EventSource;
  index: number;
  event: StoredEvent;
}

/** Events of several streams in one order, from a position on. Reads no further than it is asked to. */
export function* mergeEvents(sources: readonly EventSource[], from: EventPosition): Generator<SourcedEvent> {
  const heap = sources.flatMap((source) => openCursor(source, from));
  heap.sort((a, b) => comparePositions(a.event, b.event));
  for (let first = heap[0]; first; first = heap[0]) {
    yield { streamName: first.source.streamName, event: first.event };
    const next = first.source.events[++first.index];
    if (next) first.event = next;
    else replaceFirst(heap);
    sink(heap);
  }
}

function openCursor(source: EventSource, from: EventPosition): Cursor[] {
  const index = lowerBound(source.events, from);
  const event = source.events[index];
  return event ? [{ source, index, event }] : [];
}

/** The last cursor takes the place of the first, which has come to its end. */
function replaceFirst(heap: Cursor[]): void {
  const last = heap.pop();
  if (last && heap.length > 0) heap[0] = last;
}

/** Moves the first cursor down until the smallest one is first again. */
function sink(heap: Cursor[]): void {
  let parent = 0;
  for (;;) {
    const child = smallestOf(heap, parent);
    if (child === parent) return;
    [heap[parent], heap[child]] = [heap[child] as Cursor, heap[parent] as Cursor];
    parent = child;
  }
}

function smallestOf(heap: readonly Cursor[], parent: number): number {
  let smallest = parent;
  for (const child of [2 * parent + 1, 2 * parent + 2]) {
    const a = heap[child];
    const b = heap[smallest];
    if (a && b && comparePositions(a.event, b.event) < 0) smallest = child;
  }
  return smallest;
}

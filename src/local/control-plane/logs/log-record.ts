import type { LogGroupClass } from '@aws-sdk/client-cloudwatch-logs';

/** A log group's settings. Plain values: it lives in the state of the local AWS. */
export interface GroupRecord {
  readonly name: string;
  /** Milliseconds since the epoch. */
  readonly creationTime: number;
  /** Days; absent: events do not expire. */
  readonly retentionInDays?: number;
  readonly kmsKeyId?: string;
  readonly groupClass: LogGroupClass;
  readonly deletionProtection: boolean;
  readonly tags: Readonly<Record<string, string>>;
}

/** One event of a stream. */
export interface StoredEvent {
  /** Milliseconds since the epoch, as the writer gave it. */
  readonly timestamp: number;
  readonly ingestionTime: number;
  /** Order of arrival in the region; unique, so `timestamp` and `sequence` together order and identify events. */
  readonly sequence: number;
  readonly message: string;
}

/** A log stream with its events, ordered by timestamp and arrival. Changed in place: logs grow by thousands a second. */
export interface StreamRecord {
  readonly name: string;
  readonly creationTime: number;
  lastIngestionTime?: number;
  events: StoredEvent[];
}

/** A place in the order of events. */
export interface EventPosition {
  readonly timestamp: number;
  readonly sequence: number;
}

/** Negative when `a` comes before `b`. */
export function comparePositions(a: EventPosition, b: EventPosition): number {
  return a.timestamp - b.timestamp || a.sequence - b.sequence;
}

/** Index of the first event at or after a position. */
export function lowerBound(events: readonly StoredEvent[], position: EventPosition): number {
  let low = 0;
  let high = events.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const event = events[middle];
    if (event && comparePositions(event, position) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

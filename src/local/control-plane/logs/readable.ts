import type { StoredEvent } from './log-record.js';

/**
 * Milliseconds since the epoch from which on an event can be read. Where reading lags behind, each event waits a time of its own, so
 * that they become readable in another order than they came.
 */
export function readableAt({ ingestionTime, sequence }: StoredEvent, lagMs: number): number {
  return lagMs === 0 ? ingestionTime : ingestionTime + (scattered(sequence) % (lagMs + 1));
}

/** Spreads consecutive numbers evenly (Knuth's multiplicative hash). */
function scattered(value: number): number {
  return Math.imul(value, 2_654_435_761) >>> 0;
}

import type { AccessRecord } from '../logs/access-record.js';
import { outcomeOf } from './request-outcome.js';

/** What requests of one side came to. Durations are of those that were served: a refusal is quick and says nothing of the others. */
export interface Traffic {
  readonly requests: number;
  readonly errors: number;
  readonly refused: number;
  /** Milliseconds until the end of the answer. */
  readonly latencies: readonly number[];
  /** Milliseconds until the first byte of the answer's body, where it was streamed. */
  readonly firstBytes: readonly number[];
}

/** The requests of both sides between two looks. */
export interface Block {
  readonly base: Traffic;
  readonly canary: Traffic;
}

export function trafficOf(records: readonly AccessRecord[]): Traffic {
  const outcomes = records.map(outcomeOf);
  const served = records.filter((_record, at) => outcomes[at] === 'served');
  return {
    requests: records.length,
    errors: outcomes.filter((outcome) => outcome === 'error').length,
    refused: outcomes.filter((outcome) => outcome === 'refused').length,
    latencies: served.flatMap(({ latency }) => (latency === undefined ? [] : [latency])),
    firstBytes: served.flatMap(({ timeToFirstContent: first }) => (first === undefined ? [] : [first])),
  };
}

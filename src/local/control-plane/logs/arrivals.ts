import type { StoredEvent } from './log-record.js';

/** An event that was taken, and where it went. */
export interface Arrival {
  readonly groupName: string;
  readonly streamName: string;
  readonly event: StoredEvent;
}

type Listener = (arrival: Arrival) => void;

/** Tells whoever listens of every event that is taken. */
export class Arrivals {
  readonly #listeners = new Set<Listener>();

  /** @returns what ends it */
  listen(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  tell(arrival: Arrival): void {
    for (const listener of this.#listeners) listener(arrival);
  }
}

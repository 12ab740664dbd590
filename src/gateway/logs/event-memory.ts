import { createHash } from 'node:crypto';
import type { LogEvent } from './log-service.js';

/** Events that happened within one second. */
interface Second {
  /** Ids of the events that polling has brought. */
  readonly ids: Set<string>;
  /** How often polling and Live Tail have brought events that look the same, where Live Tail has brought any. */
  readonly alike: Map<string, { polled: number; live: number }>;
}

const secondMs = 1_000;
const mostByDefault = 250_000;

/**
 * Remembers which events of one log group were given out, so that none is twice: by its id where polling brings it. Live Tail
 * gives no ids, so what it brings is told apart by stream, timestamp and text, and counted: of events that look the same, as many are given out
 * as the more complete of both has brought.
 *
 * Holds a bounded number of events: beyond it the oldest seconds go, and `floor` says from when on it still knows.
 */
export class EventMemory {
  readonly #seconds = new Map<number, Second>();
  #size = 0;
  #floor = -Infinity;

  /** @param withLiveTail whether Live Tail brings events too; costs a hash for each event */
  constructor(
    private readonly withLiveTail: boolean,
    private readonly most = mostByDefault,
  ) {}

  /** Milliseconds since the epoch: what happened before is not remembered. */
  get floor(): number {
    return this.#floor;
  }

  get size(): number {
    return this.#size;
  }

  /** Whether an event that polling brought is new. */
  polled(event: LogEvent): boolean {
    const second = this.#secondOf(event);
    const id = event.id ?? looksOf(event);
    if (second.ids.has(id)) return false;
    second.ids.add(id);
    this.#grow();
    if (!this.withLiveTail) return true;
    const alike = this.#alike(second, event);
    return ++alike.polled > alike.live;
  }

  /** Whether an event that Live Tail brought is new. */
  live(event: LogEvent): boolean {
    const second = this.#secondOf(event);
    const alike = this.#alike(second, event);
    return ++alike.live > alike.polled;
  }

  /** Forgets what happened before; it will not be read again. */
  forget(before: number): void {
    this.#floor = Math.max(this.#floor, before);
    for (const [key, second] of this.#seconds) {
      if ((key + 1) * secondMs <= before) this.#drop(key, second);
    }
  }

  #secondOf(event: LogEvent): Second {
    const key = Math.floor(event.timestamp / secondMs);
    let second = this.#seconds.get(key);
    if (!second) this.#seconds.set(key, (second = { ids: new Set(), alike: new Map() }));
    return second;
  }

  #alike(second: Second, event: LogEvent): { polled: number; live: number } {
    const looks = looksOf(event);
    let alike = second.alike.get(looks);
    if (!alike) {
      second.alike.set(looks, (alike = { polled: 0, live: 0 }));
      this.#grow();
    }
    return alike;
  }

  #grow(): void {
    if (++this.#size <= this.most || this.#seconds.size <= 1) return;
    const oldest = Math.min(...this.#seconds.keys());
    const second = this.#seconds.get(oldest);
    if (second) this.#drop(oldest, second);
    this.#floor = Math.max(this.#floor, (oldest + 1) * secondMs);
  }

  #drop(key: number, second: Second): void {
    this.#size -= second.ids.size + second.alike.size;
    this.#seconds.delete(key);
  }
}

function looksOf({ stream, timestamp, message }: LogEvent): string {
  return `${stream} ${timestamp} ${createHash('sha1').update(message).digest('base64')}`;
}

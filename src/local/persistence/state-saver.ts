import { createHash } from 'node:crypto';
import type { Clock } from '../clock.js';

/** How long changes are collected before they are written. */
const SETTLE_MS = 250;
/** Saving takes at most this share of the time: where a save is slow, saves are rare. */
const LARGEST_SHARE = 0.1;

/** What a saver does with the state. */
export interface SaverActions {
  /** The whole state as text; equal states give equal texts. */
  serialize(): string;
  write(text: string): Promise<void>;
  /** Told when writing fails; it is tried again with the next change and at the end. */
  failed(error: unknown): void;
}

/**
 * Saves shortly after changes. Services also change what is inside their tables while nothing tells the saver, as work in the background
 * goes on; so after each save that wrote something it looks once more, until nothing differs.
 */
export class StateSaver {
  readonly #actions: SaverActions;
  readonly #clock: Clock;
  readonly #stop = new AbortController();
  #written: string | undefined;
  #dirty = false;
  #loop: Promise<void> | undefined;
  #lastSaveMs = 0;

  constructor(actions: SaverActions, clock: Clock) {
    this.#actions = actions;
    this.#clock = clock;
  }

  /** Something may have changed. */
  changed(): void {
    this.#dirty = true;
    if (this.#stop.signal.aborted) return;
    this.#loop ??= this.#run().finally(() => {
      this.#loop = undefined;
    });
  }

  /** Writes what is not yet written, and ends. @throws what writing throws */
  async close(): Promise<void> {
    this.#stop.abort();
    await this.#loop;
    await this.#save();
  }

  async #run(): Promise<void> {
    while (this.#dirty && (await this.#settle())) {
      this.#dirty = false;
      try {
        if (await this.#save()) this.#dirty = true;
      } catch (error) {
        this.#actions.failed(error);
      }
    }
  }

  /** Waits for more changes; false when the saver was closed meanwhile. */
  async #settle(): Promise<boolean> {
    try {
      await this.#clock.sleep(Math.max(SETTLE_MS, this.#lastSaveMs / LARGEST_SHARE), this.#stop.signal);
    } catch {
      return false;
    }
    return !this.#stop.signal.aborted;
  }

  async #save(): Promise<boolean> {
    const started = performance.now();
    const text = this.#actions.serialize();
    const digest = createHash('sha256').update(text).digest('hex');
    const differs = digest !== this.#written;
    if (differs) {
      await this.#actions.write(text);
      this.#written = digest;
    }
    this.#lastSaveMs = performance.now() - started;
    return differs;
  }
}

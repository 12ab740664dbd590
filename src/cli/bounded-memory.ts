import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Bytes of work between two collections. */
const between = 32 * 2 ** 20;

/**
 * Keeps the memory of a long stream small: V8 lets buffers outside its heap (what comes from the network, what goes to a pipe) grow by 64 MB and
 * more before it looks for those nobody uses. Collecting after so much work costs a few percent of the time.
 */
export class BoundedMemory {
  #done = 0;
  #collect: (() => void) | undefined;

  /** Tells of work that left garbage behind. */
  worked(bytes: number): void {
    this.#done += bytes;
    if (this.#done < between) return;
    this.#done = 0;
    this.#collect ??= collector();
    this.#collect();
  }
}

function collector(): () => void {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc') as () => void;
}

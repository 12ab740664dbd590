import type { Clock } from '../clock.js';
import { State } from '../state.js';
import { prepareStateDirectory, readStateFile, serializeStates, writeStateFile } from './state-file.js';
import { lockStateDirectory } from './state-lock.js';
import { StateSaver } from './state-saver.js';

/** The state of all regions, kept in memory or also in a directory. */
export interface StateStore {
  /** Regions that have state. */
  regions(): string[];
  /** The state of a region, made on first use. */
  of(region: string): State;
  /** Something may have changed. */
  changed(): void;
  /** Saves what is not saved. */
  close(): Promise<void>;
}

/** State that ends with the process. */
export function createMemoryStore(): StateStore {
  const states = new Map<string, State>();
  return {
    regions: () => [...states.keys()],
    of: (region) => stateOf(states, region),
    changed: () => undefined,
    close: () => Promise.resolve(),
  };
}

/**
 * State kept in a directory, which one process at a time may use.
 *
 * @param failed told when saving fails; the local AWS works on, and tries again with the next change
 * @throws StateFileError when the directory is in use, or what is in it cannot be read
 */
export async function openStateStore(
  directory: string,
  clock: Clock,
  failed: (error: unknown) => void,
): Promise<StateStore> {
  await prepareStateDirectory(directory);
  const unlock = await lockStateDirectory(directory);
  try {
    const states = await readStateFile(directory);
    const actions = {
      serialize: () => serializeStates(states),
      write: (text: string) => writeStateFile(directory, text),
      failed,
    };
    const saver = new StateSaver(actions, clock);
    return {
      regions: () => [...states.keys()],
      of: (region) => stateOf(states, region),
      changed: () => {
        saver.changed();
      },
      close: () => saver.close().finally(unlock),
    };
  } catch (error) {
    await unlock();
    throw error;
  }
}

function stateOf(states: Map<string, State>, region: string): State {
  let state = states.get(region);
  if (!state) states.set(region, (state = new State()));
  return state;
}

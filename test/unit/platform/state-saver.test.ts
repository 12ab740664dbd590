import { describe, expect, it } from '@jest/globals';
import type { Clock } from '../../../src/local/clock.js';
import { StateSaver } from '../../../src/local/persistence/state-saver.js';

/** A clock whose sleepers wake when the test says so. */
class HandClock implements Clock {
  readonly #sleepers = new Set<() => void>();
  now = () => 0;

  sleep(_ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#sleepers.add(resolve);
      signal?.addEventListener('abort', () => {
        reject(new Error('aborted'));
      });
    });
  }

  get sleepers(): number {
    return this.#sleepers.size;
  }

  async wake(): Promise<void> {
    const waking = [...this.#sleepers];
    this.#sleepers.clear();
    for (const wake of waking) wake();
    await new Promise((resolve) => setImmediate(resolve));
  }
}

function saverOf(state: { text: string }, write: (text: string) => Promise<void>) {
  const failures: unknown[] = [];
  const clock = new HandClock();
  const saver = new StateSaver(
    {
      serialize: () => state.text,
      write,
      failed: (error) => {
        failures.push(error);
      },
    },
    clock,
  );
  return { saver, clock, failures };
}

function recorder() {
  const written: string[] = [];
  const write = (text: string) => {
    written.push(text);
    return Promise.resolve();
  };
  return { written, write };
}

describe('given a saver', () => {
  it('when many changes come together, then they are written once', async () => {
    const { written, write } = recorder();
    const { saver, clock } = saverOf({ text: 'a' }, write);
    saver.changed();
    saver.changed();
    saver.changed();
    await clock.wake();
    expect(written).toEqual(['a']);
    await saver.close();
  });

  it('when something changes in place after a save, then it looks again without being told', async () => {
    const { written, write } = recorder();
    const state = { text: 'a' };
    const { saver, clock } = saverOf(state, write);
    saver.changed();
    await clock.wake();
    state.text = 'b';
    await clock.wake();
    expect(written).toEqual(['a', 'b']);
    await saver.close();
  });

  it('when nothing differs any more, then it sleeps no more', async () => {
    const { write } = recorder();
    const { saver, clock } = saverOf({ text: 'a' }, write);
    saver.changed();
    await clock.wake();
    await clock.wake();
    expect(clock.sleepers).toBe(0);
    await saver.close();
  });

  it('when a write fails, then it is told, and the next change is written', async () => {
    const { written, write } = recorder();
    let fail = true;
    const { saver, clock, failures } = saverOf({ text: 'a' }, (text) =>
      fail ? Promise.reject(new Error('disk full')) : write(text),
    );
    saver.changed();
    await clock.wake();
    expect(failures).toHaveLength(1);
    fail = false;
    saver.changed();
    await clock.wake();
    expect(written).toEqual(['a']);
    await saver.close();
  });

  it('when it is closed while it waits, then it saves at once', async () => {
    const { written, write } = recorder();
    const { saver } = saverOf({ text: 'last' }, write);
    saver.changed();
    await saver.close();
    expect(written).toEqual(['last']);
  });
});

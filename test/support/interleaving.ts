import { setImmediate } from 'node:timers/promises';
import type { Around } from './intercepted.js';
import { seededRandom } from './seeded-random.js';

/** One of several operators at work: it makes its calls through `around`. */
export type Operator<T> = (around: Around) => Promise<T>;

/**
 * Lets operators work at once, one call of one of them at a time, in an order that the seed decides. Between calls they may do
 * nothing that takes time: clocks are faked.
 *
 * @returns how each of them ended, in the order given
 */
export async function interleaved<T>(
  seed: number,
  operators: readonly Operator<T>[],
): Promise<PromiseSettledResult<T>[]> {
  const random = seededRandom(seed);
  const waiting: (() => Promise<void>)[] = [];
  const around: Around = (_call, run) =>
    new Promise((resolve, reject) => {
      waiting.push(async () => {
        await run().then(resolve, reject);
      });
    });
  let working = true;
  const ended = Promise.allSettled(operators.map((operator) => operator(around))).finally(() => {
    working = false;
  });
  await setImmediate();
  while (waiting.length > 0 || working) {
    const [next] = waiting.splice(Math.floor(random() * waiting.length), 1);
    await next?.();
    await setImmediate();
  }
  return ended;
}

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { isFailure } from '../../../src/gateway/errors.js';
import { startTestAws, type RunningTestAws } from '../../support/local-aws.js';
import { interleaved } from '../../support/interleaving.js';
import { alone, releaseVerbs, verbNames, type VerbName } from '../../support/release-verbs.js';
import { ReleaseScene } from '../../support/release-scene.js';
import { seededRandom } from '../../support/seeded-random.js';

const runs = Number(process.env['AIGW_INTERLEAVINGS'] ?? 500);
const firstSeed = Number(process.env['AIGW_INTERLEAVING_SEED'] ?? 1);

/** Two operators who want the same may both be told that it is done. */
const agreeing: readonly VerbName[] = ['promote'];

let local: RunningTestAws;
let scene: ReleaseScene;
beforeAll(async () => {
  local = await startTestAws();
  scene = await ReleaseScene.prepare(local);
});
afterAll(() => local.aws.stop());

describe('two operators at work on one stage', () => {
  it(`given ${runs} random interleavings (first seed ${firstSeed}), then the result is that of some order of those who succeeded, and the others are told`, async () => {
    const serial = new SerialOrders(scene);
    const outcomes = new Map<string, number>();
    for (let seed = firstSeed; seed < firstSeed + runs; seed += 1) {
      const run = drawn(seed);
      await begin(run.withCanary);
      const ended = await interleaved<unknown>(
        seed,
        run.verbs.map((verb) => (around) => releaseVerbs[verb](scene, around)),
      );
      const served = await scene.served();
      const unexplained = ended.filter(
        (end) => end.status === 'rejected' && !isFailure(end.reason, 'conflict'),
      );
      const succeeded = run.verbs.filter((_, index) => ended[index]?.status === 'fulfilled');
      const possible = await serial.results(run.withCanary, succeeded);
      const legal = possible.includes(served);
      if (!legal || unexplained.length > 0) {
        const seen = { seed, ...run, succeeded, served, possible, ended };
        throw new Error(report(seen));
      }
      const outcome = `${succeeded.length} of 2 succeeded`;
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    }
    // A test in which nobody ever lost, or nobody ever won, would show nothing.
    expect(outcomes.get('1 of 2 succeeded')).toBeGreaterThan(runs / 10);
    expect(outcomes.get('2 of 2 succeeded')).toBeGreaterThan(runs / 10);
  }, 300_000);
});

function drawn(seed: number): { withCanary: boolean; verbs: VerbName[] } {
  const random = seededRandom(seed * 7_919);
  const verb = () => verbNames[Math.floor(random() * verbNames.length)] ?? 'abort';
  return { withCanary: random() < 0.5, verbs: [verb(), verb()] };
}

async function begin(withCanary: boolean): Promise<void> {
  await scene.reset();
  if (!withCanary) return;
  await alone(scene, 'start');
  const { apiId, stageName } = scene.request;
  await scene.apis.shiftCanary(apiId, stageName, 10);
}

/** What verbs lead to when one follows the other, each run once and remembered. */
class SerialOrders {
  readonly #known = new Map<string, Promise<string | undefined>>();

  constructor(private readonly on: ReleaseScene) {}

  /** The results of all orders in which each of them succeeds. */
  async results(withCanary: boolean, verbs: readonly VerbName[]): Promise<string[]> {
    const orders = verbs.length < 2 ? [verbs] : [verbs, verbs.toReversed()];
    const found: string[] = [];
    for (const order of orders) {
      const result = await this.#result(withCanary, order);
      if (result !== undefined) found.push(result);
    }
    return found;
  }

  #result(withCanary: boolean, order: readonly VerbName[]): Promise<string | undefined> {
    const key = [withCanary, ...order].join();
    const known = this.#known.get(key) ?? this.#run(withCanary, order);
    this.#known.set(key, known);
    return known;
  }

  async #run(withCanary: boolean, order: readonly VerbName[]): Promise<string | undefined> {
    await begin(withCanary);
    for (const [index, verb] of order.entries()) {
      const refused = await alone(this.on, verb).then(
        () => false,
        () => true,
      );
      const agreed = agreeing.includes(verb) && order[index - 1] === verb;
      if (refused && !agreed) return undefined;
    }
    return this.on.served();
  }
}

function report(run: object & { readonly ended: readonly PromiseSettledResult<unknown>[] }): string {
  const ended = run.ended.map((end) => (end.status === 'rejected' ? String(end.reason) : 'succeeded'));
  return JSON.stringify({ ...run, ended }, null, 2);
}

import { addTenant } from '../../src/gateway/tenant/add-tenant.js';
import { parseLimits } from '../../src/gateway/plan/limits.js';
import { inProcessTenants, type InProcessTenants } from './in-process-tenants.js';
import { Killed, killedAt, type Around } from './intercepted.js';
import { seededRandom } from './seeded-random.js';

const plan = parseLimits({ rate: 10, quota: '100/day' });
/** Tenants of one account: more make lists long, and tests slow. */
const together = 50;

/**
 * Adds so many tenants, each by runs that are killed at random, up to three times, while a fifth of the answers is lost, and by one
 * that is not killed.
 *
 * @throws Error unless each then has one key, in one plan, and nothing else is there
 */
export async function addManyKilledAtRandom(count: number, seed: number): Promise<void> {
  const random = seededRandom(seed);
  for (let done = 0; done < count; done += together) {
    const world = await inProcessTenants();
    world.network.losesAnswer = () => random() < 0.2;
    const ids = Array.from(
      { length: Math.min(together, count - done) },
      (_, place) => `${place}-of-seed-${seed}`,
    );
    for (const id of ids) await addThroughDeaths(world, id, random);
    assertWhole(world, ids);
  }
}

async function addThroughDeaths(world: InProcessTenants, id: string, random: () => number): Promise<void> {
  const add = (around?: Around) => addTenant(world.tools(around), { id, plan });
  for (let deaths = 0; deaths < 3 && random() < 0.8; deaths++) {
    const moment = random() < 0.5 ? 'before' : 'after';
    await add(killedAt(Math.floor(random() * 9), moment)).catch((error: unknown) => {
      if (!(error instanceof Killed)) throw error;
    });
  }
  await add();
}

function assertWhole(world: InProcessTenants, ids: readonly string[]): void {
  const keys = world.standing();
  const whole = keys.filter((key) => key.enabled && key.record?.kind === 'key' && key.plans.length === 1);
  const names = whole.map(({ name }) => name).sort();
  if (keys.length === ids.length && names.join() === [...ids].sort().join()) return;
  throw new Error(`not whole: ${JSON.stringify(keys.filter((key) => !whole.includes(key)))}`);
}

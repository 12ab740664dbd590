import { inProcessTenants } from './in-process-tenants.js';
import { interleaved } from './interleaving.js';
import { seededRandom } from './seeded-random.js';
import {
  add,
  allSyncs,
  allVerbs,
  expectedOf,
  outcomeOf,
  rotate,
  someLimits,
  standingOf,
  type Outcome,
  type TenantModel,
  type Verb,
} from './tenant-verbs.js';

const id = 'acme';

/** How one interleaving ended. */
export interface Meeting {
  readonly verbs: readonly string[];
  readonly outcomes: readonly Outcome[];
  readonly standing: string;
  /** Whether some order of the verbs, one after the other, ends and leaves the same. */
  readonly asIfInOrder: boolean;
  /** Whether somebody was told of a conflict. */
  readonly reported: boolean;
  /** Whether, after those that failed were run again, each key is a tenant's, alone or in a rotation, and in its one plan. */
  readonly whole: boolean;
}

/** Lets operators do one or two things each to one tenant at once, as the seed decides. */
export async function meeting(seed: number, operators = 2): Promise<Meeting> {
  const random = seededRandom(seed);
  const world = await inProcessTenants();
  const pick = <T>(from: readonly T[]) => from[Math.floor(random() * from.length)] as T;
  const start: Verb[] = pick([[], [add(pick(someLimits))], [add(pick(someLimits)), rotate]]);
  let before: TenantModel | undefined;
  for (const verb of start) {
    await verb.run(world, id);
    [, before] = verb.model(before);
  }
  const verbs = Array.from({ length: operators }, () => pick([...allVerbs, ...allSyncs]));
  const ended = await interleaved(
    seed,
    verbs.map((verb) => (around) => outcomeOf(verb.run(world, id, around))),
  );
  const outcomes = ended.map((end) => {
    if (end.status === 'fulfilled') return end.value;
    throw end.reason;
  });
  const standing = standingOf(world, id);
  const asIfInOrder = orders(verbs.map((_verb, at) => at)).some((order) =>
    agrees(order, verbs, outcomes, before, standing),
  );
  const failed = verbs.filter((_verb, at) => outcomes[at] === 'conflict');
  for (const verb of failed) await outcomeOf(verb.run(world, id));
  return {
    verbs: [...start, ...verbs].map(({ name }) => name),
    outcomes,
    standing,
    asIfInOrder,
    reported: failed.length > 0,
    whole: isWhole(world.standing()),
  };
}

function agrees(
  order: readonly number[],
  verbs: readonly Verb[],
  outcomes: readonly Outcome[],
  before: TenantModel | undefined,
  standing: string,
): boolean {
  let tenant = before;
  for (const at of order) {
    const [outcome, after] = verbs[at]?.model(tenant) ?? ['ok', tenant];
    if (outcome !== outcomes[at]) return false;
    tenant = after;
  }
  return expectedOf(tenant) === standing;
}

function orders(items: readonly number[]): number[][] {
  if (items.length < 2) return [[...items]];
  return items.flatMap((item) =>
    orders(items.filter((other) => other !== item)).map((rest) => [item, ...rest]),
  );
}

function isWhole(keys: ReturnType<Awaited<ReturnType<typeof inProcessTenants>>['standing']>): boolean {
  const inPlace = keys.every(
    ({ record, plans }) => record && !record.withdrawn && plans.length === 1 && plans[0] === record.plan,
  );
  const replaced = keys.filter(({ id: keyId }) =>
    keys.some(({ record }) => record?.replaces?.keyId === keyId),
  );
  const alike = new Set(
    keys.map(({ enabled, record }) => `${enabled} ${record?.plan} ${record?.description}`),
  );
  return inPlace && keys.length - replaced.length <= 1 && alike.size <= 1;
}

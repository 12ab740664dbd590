import fc from 'fast-check';
import { inProcessTenants, type InProcessTenants } from './in-process-tenants.js';
import { Killed, killedAt } from './intercepted.js';
import { allVerbs, expectedOf, outcomeOf, standingOf, type TenantModel, type Verb } from './tenant-verbs.js';

const ids = ['acme', 'acme-2', 'b.eta'] as const;

interface Model {
  readonly tenants: Map<string, TenantModel>;
}

/** What happens to a step: nothing; death at a call, after which the same step is run again; lost answers. */
type Trouble =
  | { readonly kind: 'none' }
  | { readonly kind: 'death'; readonly call: number; readonly moment: 'before' | 'after' }
  | { readonly kind: 'lost answers' };

class Step implements fc.AsyncCommand<Model, InProcessTenants> {
  constructor(
    private readonly verb: Verb,
    private readonly id: string,
    private readonly trouble: Trouble,
  ) {}

  check(): boolean {
    return true;
  }

  async run(model: Model, world: InProcessTenants): Promise<void> {
    const { verb, id, trouble } = this;
    const [expected, after] = verb.model(model.tenants.get(id));
    if (trouble.kind === 'death') await dying(verb.run(world, id, killedAt(trouble.call, trouble.moment)));
    world.network.losesAnswer = () => trouble.kind === 'lost answers';
    const outcome = await outcomeOf(verb.run(world, id));
    // What was done before a death is there for the run after it.
    const done = trouble.kind === 'death' && outcome === 'not-found' && after === undefined;
    if (outcome !== expected && !done)
      throw new Error(`${this.toString()} ended ${outcome}, not ${expected}`);
    if (after) model.tenants.set(id, after);
    else model.tenants.delete(id);
    assertAsModelled(model, world);
  }

  toString(): string {
    const { verb, id, trouble } = this;
    const how = trouble.kind === 'death' ? `killed ${trouble.moment} call ${trouble.call}` : trouble.kind;
    return `${verb.name} ${id} (${how})`;
  }
}

async function dying(run: Promise<unknown>): Promise<void> {
  try {
    await outcomeOf(run);
  } catch (error) {
    if (!(error instanceof Killed)) throw error;
  }
}

/** Every tenant is as the model has it, each key alone in its one plan, and there is no other key. */
function assertAsModelled({ tenants }: Model, world: InProcessTenants): void {
  for (const id of ids) {
    const [found, expected] = [standingOf(world, id), expectedOf(tenants.get(id))];
    if (found !== expected) throw new Error(`${id} is\n${found}\ninstead of\n${expected}`);
  }
  const values = world.standing().map(({ value }) => value);
  if (new Set(values).size !== values.length) throw new Error('a key is there twice');
}

const troubles: fc.Arbitrary<Trouble> = fc.oneof(
  { weight: 3, arbitrary: fc.constant<Trouble>({ kind: 'none' }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('death' as const),
      call: fc.nat(10),
      moment: fc.constantFrom('before' as const, 'after' as const),
    }),
  },
  { weight: 1, arbitrary: fc.constant<Trouble>({ kind: 'lost answers' }) },
);

const steps = fc
  .tuple(fc.constantFrom(...allVerbs), fc.constantFrom(...ids), troubles)
  .map(([verb, id, trouble]) => new Step(verb, id, trouble));

/**
 * Histories of 30 verbs on three tenants, killed, run again and deprived of answers at random, against a model that knows nothing of
 * keys and plans.
 *
 * @throws the shortest history that breaks an invariant, with its seed
 */
export async function holdInHistories(numRuns: number, seed: number): Promise<void> {
  const history = fc.array(steps, { minLength: 30, maxLength: 30 });
  await fc.assert(
    fc.asyncProperty(history, async (commands) => {
      const world = await inProcessTenants();
      await fc.asyncModelRun(() => ({ model: { tenants: new Map() }, real: world }), commands);
    }),
    { numRuns, seed, endOnFailure: false },
  );
}

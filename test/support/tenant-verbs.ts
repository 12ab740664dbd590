import { GatewayError } from '../../src/gateway/errors.js';
import { equalLimits, parseLimits, type Limits } from '../../src/gateway/plan/limits.js';
import { planName } from '../../src/gateway/plan/plan-name.js';
import { addTenant } from '../../src/gateway/tenant/add-tenant.js';
import { enableTenant } from '../../src/gateway/tenant/enable-tenant.js';
import { finishRotation } from '../../src/gateway/tenant/finish-rotation.js';
import { removeTenant } from '../../src/gateway/tenant/remove-tenant.js';
import { rotateKey } from '../../src/gateway/tenant/rotate-key.js';
import { setTenant } from '../../src/gateway/tenant/set-tenant.js';
import { syncTenants } from '../../src/gateway/tenant-file/sync-tenants.js';
import type { InProcessTenants, StandingKey } from './in-process-tenants.js';
import type { Around } from './intercepted.js';

/** What one tenant is to be, without anything that AWS makes up. */
export interface TenantModel {
  readonly enabled: boolean;
  readonly limits: Limits;
  readonly description: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly rotating: boolean;
}

export type Outcome = 'ok' | 'conflict' | 'not-found';

/** One thing an operator does to a tenant: really, and in the model. */
export interface Verb {
  readonly name: string;
  run(world: InProcessTenants, id: string, around?: Around): Promise<unknown>;
  /** What becomes of a tenant, undefined where there is none. */
  model(tenant: TenantModel | undefined): readonly [Outcome, TenantModel | undefined];
}

export const someLimits = [parseLimits({ rate: 10 }), parseLimits({ rate: 20, quota: '100/day' })];
const yes = () => Promise.resolve(true);

/** A verb that wants the tenant to be there. */
function onExisting(
  name: string,
  run: Verb['run'],
  change: (tenant: TenantModel) => TenantModel | undefined,
): Verb {
  const model: Verb['model'] = (tenant) => (tenant ? ['ok', change(tenant)] : ['not-found', undefined]);
  return { name, run, model };
}

export const add = (limits: Limits): Verb => ({
  name: `add ${planName('gateway', limits)}`,
  run: (world, id, around) => addTenant(world.tools(around), { id, plan: limits }),
  model: (tenant) =>
    tenant
      ? [equalLimits(tenant.limits, limits) ? 'ok' : 'conflict', tenant]
      : ['ok', { enabled: true, limits, description: '', tags: {}, rotating: false }],
});

export const setLimits = (limits: Limits): Verb =>
  onExisting(
    `set ${planName('gateway', limits)}`,
    (world, id, around) => {
      const plan = {
        throttle: limits.throttle ?? ('none' as const),
        quota: limits.quota ?? ('none' as const),
      };
      return setTenant(world.tools(around), id, { plan });
    },
    (tenant) => ({ ...tenant, limits }),
  );

export const describe = (description: string): Verb =>
  onExisting(
    `describe ${description}`,
    (world, id, around) => setTenant(world.tools(around), id, { description }),
    (tenant) => ({ ...tenant, description }),
  );

export const tag = (name: string, value: string): Verb =>
  onExisting(
    `tag ${name}=${value}`,
    (world, id, around) => setTenant(world.tools(around), id, { tags: { [name]: value } }),
    (tenant) => ({ ...tenant, tags: { ...tenant.tags, [name]: value } }),
  );

export const enable = (enabled: boolean): Verb =>
  onExisting(
    enabled ? 'resume' : 'suspend',
    (world, id, around) => enableTenant(world.tools(around), id, enabled),
    (tenant) => ({ ...tenant, enabled }),
  );

export const rotate: Verb = onExisting(
  'rotate',
  (world, id, around) => rotateKey(world.tools(around), id, 3_600_000),
  (tenant) => ({ ...tenant, rotating: true }),
);

export const finish: Verb = onExisting(
  'finish',
  (world, id, around) => finishRotation(world.tools(around), id, yes),
  (tenant) => ({ ...tenant, rotating: false }),
);

export const remove: Verb = {
  name: 'remove',
  run: (world, id, around) => removeTenant(world.tools(around), id, yes),
  model: () => ['ok', undefined],
};

/** A file that holds this tenant alone, and everything of it but its keys. */
export const sync = (limits: Limits, description: string): Verb => ({
  name: `sync ${planName('gateway', limits)} ${description}`,
  run: (world, id, around) =>
    syncTenants(world.tools(around), {
      entries: [{ id, plan: { limits }, auth: 'key', description, tags: {}, suspended: false }],
      prune: false,
      approve: yes,
    }),
  model: (tenant) => [
    'ok',
    { enabled: true, limits, description, tags: {}, rotating: tenant?.rotating ?? false },
  ],
});

export const allSyncs: readonly Verb[] = someLimits.map((limits, at) => sync(limits, `file ${at}`));

export const allVerbs: readonly Verb[] = [
  ...someLimits.flatMap((limits) => [add(limits), setLimits(limits)]),
  describe('first'),
  describe('second'),
  tag('team', 'a'),
  tag('tier', 'b'),
  enable(true),
  enable(false),
  rotate,
  finish,
  remove,
];

/** How a run ended, as the model has it. @throws whatever is no expected failure */
export async function outcomeOf(run: Promise<unknown>): Promise<Outcome> {
  try {
    await run;
    return 'ok';
  } catch (error) {
    if (error instanceof GatewayError && (error.kind === 'conflict' || error.kind === 'not-found'))
      return error.kind;
    throw error;
  }
}

/** The tenant's keys in words, wherever AWS's own inventions do not count; and the same of a model. */
export function standingOf(world: InProcessTenants, id: string): string {
  return text(
    world
      .standing()
      .filter(({ name }) => name === id)
      .map(keyText),
  );
}

export function expectedOf(tenant: TenantModel | undefined): string {
  if (!tenant) return text([]);
  const { enabled, description, tags, rotating, limits } = tenant;
  const plan = planName('gateway', limits);
  const key = JSON.stringify([enabled, [plan], plan, description, sorted(tags), false]);
  return text(rotating ? [key, key] : [key]);
}

function keyText({ enabled, plans, record }: StandingKey): string {
  return JSON.stringify([
    enabled,
    plans,
    record?.plan,
    record?.description,
    sorted(record?.tags ?? {}),
    record?.withdrawn ?? false,
  ]);
}

function sorted(tags: Readonly<Record<string, string>>): string[] {
  return Object.entries(tags)
    .map(([name, value]) => `${name}=${value}`)
    .sort();
}

function text(keys: readonly string[]): string {
  return [...keys].sort().join('\n');
}

import { GatewayError } from '../errors.js';
import { findOrCreatePlan } from '../plan/find-or-create-plan.js';
import { equalLimits, type Limits } from '../plan/limits.js';
import { limitsAt } from '../plan/plan-limits.js';
import { changedMeanwhile } from './change-record.js';
import { createKey, type MadeKey } from './create-key.js';
import { findTenant } from './find-tenant.js';
import { placeInPlan, planNamed } from './place-in-plan.js';
import { assertDescription, assertRecordFits, assertTags, sameTags } from './tenant-fields.js';
import { assertTenantId } from './tenant-id.js';
import type { TenantRecord } from './tenant-record.js';
import type { TenantTools } from './tenant-tools.js';
import { kindsOf, type Tenant, type TenantAuth, type TenantKey } from './tenant.js';
import { takeUpBegun, withoutLeftovers } from './unfinished-keys.js';
import type { StageName, UsagePlan } from './usage-plan-service.js';
import { withdrawKey } from './withdraw-key.js';

/** A tenant as it should be. What is absent is as it is, or for a new tenant: one key, no limits, nothing said. */
export interface TenantToAdd {
  readonly id: string;
  readonly auth?: TenantAuth;
  /** A plan's name, or limits: then the plan that all tenants with these share. */
  readonly plan?: string | Limits;
  readonly description?: string;
  readonly tags?: Readonly<Record<string, string>>;
}

export interface AddedTenant {
  /** `completed`: an earlier run had begun it. `present`: nothing was to be done. */
  readonly outcome: 'added' | 'completed' | 'present';
  readonly tenant: Tenant;
  readonly plan: UsagePlan;
  /** The key to hand to the tenant: new, or begun by an earlier run that cannot have shown it. */
  readonly newKey?: { readonly id: string; readonly value: string };
}

export type AddTools = TenantTools & {
  /** Value of the key that counts a tenant's requests with JWTs. */
  readonly jwtKeyValue: (tenantId: string) => Promise<string>;
};

/** Tries where others add the same tenant; each begins by reading what is there. */
const attempts = 5;

/** Two runs made a key for the same tenant at once; both withdraw theirs. */
class Rivalry extends Error {}

/**
 * Gives a tenant its key, or keys, and puts them into their plan. Killed anywhere and run again it leaves one key of a kind and one
 * attachment of each.
 *
 * @throws GatewayError `conflict` where the tenant is there otherwise than asked for
 */
export async function addTenant(tools: AddTools, wanted: TenantToAdd): Promise<AddedTenant> {
  assertTenantId(wanted.id);
  assertTags(wanted.tags ?? {});
  assertDescription(wanted.description ?? '');
  for (let attempt = 1; ; attempt++) {
    try {
      return await addOnce(tools, wanted);
    } catch (error) {
      if (!(error instanceof Rivalry)) throw error;
      if (attempt === attempts) throw changedMeanwhile('Others add it, or remove it.');
      await tools.clock.sleep(Math.random() * 400 * attempt);
    }
  }
}

async function addOnce(tools: AddTools, wanted: TenantToAdd): Promise<AddedTenant> {
  const before = await withoutLeftovers(tools, wanted.id);
  const plan = await planFor(tools, before, wanted);
  const begun = before ? await takeUpBegun(tools, before) : [];
  const made = await makeMissingKeys(tools, wanted, before, plan.name);
  const placed: (TenantKey & { readonly value?: string })[] = [...begun, ...made];
  for (const { id } of placed) await placeInPlan(tools, id, plan, []);
  const tenant = placed.length > 0 || !before ? await findTenant(tools, wanted.id) : before;
  if (!tenant || placed.some(({ id }) => !tenant.keys.some((key) => key.id === id))) throw new Rivalry();
  if (before) assertAsWanted(tenant, wanted, plan, tools.gateway.stage);
  const shown = placed.find(({ kind }) => kind === 'key');
  const value = shown && (shown.value ?? (await tools.apiKeys.value(shown.id)));
  return {
    outcome: !before ? 'added' : placed.length > 0 ? 'completed' : 'present',
    tenant,
    plan,
    ...(shown && value !== undefined && { newKey: { id: shown.id, value } }),
  };
}

/** A tenant that is there stays in its plan, whatever was asked for: that is compared at the end. */
async function planFor(
  tools: AddTools,
  before: Tenant | undefined,
  { plan }: TenantToAdd,
): Promise<UsagePlan> {
  if (before) return planNamed(tools, before.plan);
  if (typeof plan === 'string') return planNamed(tools, plan);
  return findOrCreatePlan(tools.usagePlans, tools.gateway, plan ?? { routes: [] });
}

async function makeMissingKeys(
  tools: AddTools,
  wanted: TenantToAdd,
  before: Tenant | undefined,
  plan: string,
): Promise<MadeKey[]> {
  const made: MadeKey[] = [];
  for (const kind of kindsOf(wanted.auth ?? before?.auth ?? 'key')) {
    if (before?.keys.some((key) => key.kind === kind)) continue;
    const record = {
      stack: tools.gateway.stackName,
      kind,
      plan,
      description: before?.description ?? wanted.description ?? '',
      tags: before?.tags ?? wanted.tags ?? {},
    };
    made.push(await makeKey(tools, wanted.id, record, before));
  }
  return made;
}

async function makeKey(
  tools: AddTools,
  tenantId: string,
  record: Omit<TenantRecord, 'revision'>,
  before: Tenant | undefined,
): Promise<MadeKey> {
  assertRecordFits(record);
  const derivedValue = record.kind === 'jwt' ? await tools.jwtKeyValue(tenantId) : undefined;
  const enabled = before?.state !== 'suspended';
  const key = await createKey(tools, { tenantId, record, enabled, derivedValue });
  const rival = key.others.some((other) => other.kind === record.kind);
  const orphaned = before && !key.others.some(({ id }) => id === before.main.id);
  if (rival || orphaned) {
    await withdrawKey(tools, key);
    throw new Rivalry();
  }
  // It may have been suspended or resumed since it was read.
  const main = key.others.find(({ id }) => id === before?.main.id);
  if (main && main.enabled !== key.enabled) await tools.apiKeys.enable(key.id, main.enabled);
  return key;
}

function assertAsWanted(tenant: Tenant, wanted: TenantToAdd, plan: UsagePlan, stage: StageName): void {
  const different = [
    ...(wanted.plan !== undefined && !isPlan(plan, wanted.plan, stage) ? [`its plan is ${tenant.plan}`] : []),
    ...(wanted.description !== undefined && wanted.description !== tenant.description
      ? ['its description is another']
      : []),
    ...(wanted.tags !== undefined && !sameTags(wanted.tags, tenant.tags) ? ['its tags are others'] : []),
  ];
  if (different.length === 0) return;
  throw new GatewayError('conflict', `Tenant ${tenant.id} is already there, and not as asked for.`, {
    reason: `${different.join(', ')}. Nothing of that was changed.`,
    next: [`aigw tenant show ${tenant.id}`, `aigw tenant set ${tenant.id} …`],
  });
}

function isPlan(plan: UsagePlan, wanted: string | Limits, stage: StageName): boolean {
  if (typeof wanted === 'string') return plan.name === wanted;
  const limits = limitsAt(plan, stage);
  return limits !== undefined && equalLimits(limits, wanted);
}

import type {
  CreateUsagePlanRequest,
  DeleteUsagePlanRequest,
  GetUsagePlanRequest,
  GetUsagePlansRequest,
  UpdateUsagePlanRequest,
  UsagePlan,
  UsagePlans,
} from '@aws-sdk/client-api-gateway';
import { unusedId } from './identifiers.js';
import { nothing, type Operations } from './operations.js';
import { newestFirst, page } from './paging.js';
import { checkedPatches } from './patch-operations.js';
import { badRequest, limitExceeded } from './rejections.js';
import type { Tables, UsagePlanRecord } from './tables.js';
import { requireTags } from './tag-rules.js';
import { requireKeysFitStages } from './usage-plan-keys.js';
import { patchedUsagePlan } from './usage-plan-patches.js';
import { dayOf, UsageLedger } from './usage-ledger.js';
import { findUsagePlan, requireApiStage, requireLimits } from './usage-plan-rules.js';

const largestCount = 300;

export function usagePlanOperations(tables: Tables): Operations {
  return {
    CreateUsagePlan: (input: CreateUsagePlanRequest) => createUsagePlan(tables, input),
    GetUsagePlan: (input: GetUsagePlanRequest): UsagePlan => ({
      tags: {},
      ...findUsagePlan(tables, input.usagePlanId).plan,
    }),
    GetUsagePlans: (input: GetUsagePlansRequest) => getUsagePlans(tables, input),
    UpdateUsagePlan: (input: UpdateUsagePlanRequest) => updateUsagePlan(tables, input),
    DeleteUsagePlan: (input: DeleteUsagePlanRequest) => deleteUsagePlan(tables, input),
  };
}

function createUsagePlan(tables: Tables, input: CreateUsagePlanRequest): UsagePlan {
  if (!input.name) throw badRequest('Usage Plan name cannot be empty');
  requireTags(input.tags);
  if (tables.usagePlans.size >= largestCount) {
    throw limitExceeded('Maximum number of usage plans for this account has been reached');
  }
  const id = unusedId(tables.usagePlans, 6);
  const plan: UsagePlanRecord['plan'] = {
    id,
    name: input.name,
    ...(input.description !== undefined && { description: input.description }),
    apiStages: input.apiStages ?? [],
    ...(input.throttle && { throttle: { ...input.throttle } }),
    ...(input.quota && { quota: { ...input.quota, offset: input.quota.offset ?? 0 } }),
    ...(input.tags && Object.keys(input.tags).length > 0 && { tags: { ...input.tags } }),
  };
  requireLimits(plan);
  for (const apiStage of plan.apiStages ?? []) requireApiStage(tables, id, apiStage);
  tables.usagePlans.set(id, { order: tables.nextOrder(), plan, keys: new Map() });
  noteQuota(tables, plan);
  return plan;
}

/** With `keyId`, only the plans the key is in. */
function getUsagePlans(tables: Tables, input: GetUsagePlansRequest): UsagePlans {
  const matching = [...tables.usagePlans.values()].filter(
    ({ keys }) => input.keyId === undefined || keys.has(input.keyId),
  );
  const { items, ...rest } = page(matching, ({ order }) => newestFirst(order), input);
  return { items: items.map(({ plan }) => plan), ...rest };
}

/** All of the patches or none. */
function updateUsagePlan(tables: Tables, input: UpdateUsagePlanRequest): UsagePlan {
  const patches = checkedPatches('updateUsagePlanInput', input.patchOperations);
  const record = findUsagePlan(tables, input.usagePlanId);
  const plan = patches.reduce((current, patch) => patchedUsagePlan(tables, current, patch), record.plan);
  requireLimits(plan);
  requireKeysFitStages(tables, plan, [...record.keys.keys()]);
  tables.usagePlans.set(plan.id, { ...record, plan });
  noteQuota(tables, plan);
  return { tags: {}, ...plan };
}

/** Refused while a stage is attached (GH aws/aws-sdk-js#3841). */
function deleteUsagePlan(tables: Tables, input: DeleteUsagePlanRequest): object {
  const { plan } = findUsagePlan(tables, input.usagePlanId);
  if (plan.apiStages?.length) {
    throw badRequest(`Cannot delete Usage Plan ${plan.id} because there are API Stages associated with it`);
  }
  tables.usagePlans.delete(plan.id);
  return nothing;
}

function noteQuota({ region }: Tables, plan: UsagePlan): void {
  new UsageLedger(region.state).noteQuota(plan, dayOf(region.clock.now()));
}

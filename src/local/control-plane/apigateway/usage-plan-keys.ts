import type {
  CreateUsagePlanKeyRequest,
  DeleteUsagePlanKeyRequest,
  GetUsagePlanKeyRequest,
  GetUsagePlanKeysRequest,
  UsagePlan,
  UsagePlanKey,
  UsagePlanKeys,
} from '@aws-sdk/client-api-gateway';
import { findApiKey } from './api-key-rules.js';
import { nothing, type Operations } from './operations.js';
import { newestFirst, page } from './paging.js';
import { badRequest, conflict, limitExceeded, notFound } from './rejections.js';
import type { ApiKeyRecord, Tables } from './tables.js';
import { findUsagePlan, withoutKey } from './usage-plan-rules.js';

const mostPlansOfKey = 10;

export function usagePlanKeyOperations(tables: Tables): Operations {
  return {
    CreateUsagePlanKey: (input: CreateUsagePlanKeyRequest) => createUsagePlanKey(tables, input),
    GetUsagePlanKey: (input: GetUsagePlanKeyRequest) => shown(find(tables, input)),
    GetUsagePlanKeys: (input: GetUsagePlanKeysRequest) => getUsagePlanKeys(tables, input),
    DeleteUsagePlanKey: (input: DeleteUsagePlanKeyRequest) => deleteUsagePlanKey(tables, input),
  };
}

function createUsagePlanKey(tables: Tables, input: CreateUsagePlanKeyRequest): UsagePlanKey {
  if (input.keyType !== 'API_KEY') throw badRequest('Invalid key type specified. Valid options are API_KEY');
  const { plan } = findUsagePlan(tables, input.usagePlanId);
  const record = findApiKey(tables, input.keyId);
  addKeyToPlan(tables, plan.id, record.key.id);
  return shown(record);
}

/** Puts the key into the plan. A key is in one plan per stage, and in ten at most (DG/api-gateway-api-usage-plans, DG/limits). */
function addKeyToPlan(tables: Tables, planId: string, keyId: string): void {
  const record = findUsagePlan(tables, planId);
  if (record.keys.has(keyId)) {
    throw conflict(`API Key ${keyId} is already associated with usage plan ${planId}`);
  }
  requireKeysFitStages(tables, record.plan, [keyId]);
  if (otherPlans(tables, planId, keyId).length >= mostPlansOfKey) {
    throw limitExceeded('Maximum number of usage plans for this API key has been reached');
  }
  addKeysToPlan(tables, planId, [keyId]);
}

/** Puts keys that fit into the plan, those that are in it already left as they are. */
export function addKeysToPlan(tables: Tables, planId: string, keyIds: readonly string[]): void {
  const record = findUsagePlan(tables, planId);
  const keys = new Map(record.keys);
  for (const id of keyIds) if (!keys.has(id)) keys.set(id, tables.nextOrder());
  tables.usagePlans.set(planId, { ...record, keys });
}

/** Throws where one of the keys is in another plan of one of the plan's stages. */
export function requireKeysFitStages(
  tables: Tables,
  plan: UsagePlan & { readonly id: string },
  keyIds: readonly string[],
): void {
  const stages = (plan.apiStages ?? []).map(stageName);
  for (const keyId of keyIds) {
    for (const other of otherPlans(tables, plan.id, keyId)) {
      const shared = other.apiStages?.map(stageName).find((stage) => stages.includes(stage));
      if (shared === undefined) continue;
      throw conflict(
        `Usage Plan ID ${plan.id} cannot be added because API Key ID ${keyId} cannot reference multiple Usage Plans with the same API stage: ${shared}`,
      );
    }
  }
}

function otherPlans(tables: Tables, planId: string, keyId: string): UsagePlan[] {
  return [...tables.usagePlans.values()]
    .filter(({ plan, keys }) => plan.id !== planId && keys.has(keyId))
    .map(({ plan }) => plan);
}

function stageName({
  apiId = '',
  stage = '',
}: {
  apiId?: string | undefined;
  stage?: string | undefined;
}): string {
  return `${apiId}:${stage}`;
}

/** Newest first, values and all; an unknown plan has none (LS). */
function getUsagePlanKeys(tables: Tables, input: GetUsagePlanKeysRequest): UsagePlanKeys {
  const keys = tables.usagePlans.get(input.usagePlanId ?? '')?.keys ?? new Map<string, number>();
  const added = [...keys].map(([id, order]) => ({ order, record: findApiKey(tables, id) }));
  const matching = added.filter(({ record }) => (record.key.name ?? '').startsWith(input.nameQuery ?? ''));
  const { items, ...rest } = page(matching, ({ order }) => newestFirst(order), input);
  return { items: items.map(({ record }) => shown(record)), ...rest };
}

function deleteUsagePlanKey(tables: Tables, input: DeleteUsagePlanKeyRequest): object {
  const { key } = find(tables, input);
  const record = findUsagePlan(tables, input.usagePlanId);
  tables.usagePlans.set(record.plan.id, withoutKey(record, key.id));
  return nothing;
}

function find(
  tables: Tables,
  { usagePlanId, keyId }: { usagePlanId: string | undefined; keyId: string | undefined },
): ApiKeyRecord {
  const { keys } = findUsagePlan(tables, usagePlanId);
  const record = findApiKey(tables, keyId);
  if (!keys.has(record.key.id)) throw notFound('Invalid Usage Plan Key identifier specified');
  return record;
}

function shown({ key }: ApiKeyRecord): UsagePlanKey {
  return { id: key.id, type: 'API_KEY', value: key.value, ...(key.name !== undefined && { name: key.name }) };
}

import type { GetUsageRequest, UpdateUsageRequest, Usage, UsagePlan } from '@aws-sdk/client-api-gateway';
import type { Operations } from './operations.js';
import { page } from './paging.js';
import { checkedPatches, requireReplaceOf } from './patch-operations.js';
import { badRequest, notFound } from './rejections.js';
import type { Tables, UsagePlanRecord } from './tables.js';
import { dayOf, daysBetween, UsageLedger } from './usage-ledger.js';
import { findUsagePlan } from './usage-plan-rules.js';

export function usageOperations(tables: Tables): Operations {
  return {
    GetUsage: (input: GetUsageRequest) => getUsage(tables, input),
    UpdateUsage: (input: UpdateUsageRequest) => updateUsage(tables, input),
  };
}

/**
 * Each key's days as `[used, remaining]`, keyed by the key's id, as seen on AWS (GH floci-io/floci#3561). Days to come are left out;
 * without a quota the second number is 0. Both are our choice.
 */
function getUsage(
  tables: Tables,
  { usagePlanId, keyId, startDate, endDate, ...rest }: GetUsageRequest,
): Usage {
  const from = requireDay(startDate, 'start');
  const to = requireDay(endDate, 'end');
  if (from > to) throw badRequest('Usage start date must not be after the end date');
  const record = findUsagePlan(tables, usagePlanId);
  if (keyId !== undefined) requireKeyOf(record, keyId);
  const ids = keyId === undefined ? record.keys.keys() : [keyId];
  const { items, position } = page(ids, (id) => id, rest);
  const today = dayOf(tables.region.clock.now());
  const days = daysBetween(from, to < today ? to : today);
  const rows = items.map((id) => [id, usageRows(tables, record.plan, id, days)] as const);
  return {
    usagePlanId: record.plan.id,
    startDate: from,
    endDate: to,
    items: Object.fromEntries(rows),
    ...(position !== undefined && { position }),
  };
}

function usageRows(tables: Tables, plan: UsagePlan, keyId: string, days: readonly string[]): number[][] {
  const ledger = new UsageLedger(tables.region.state);
  return days.map((day) => [ledger.used(plan.id ?? '', keyId, day), ledger.remaining(plan, keyId, day) ?? 0]);
}

/** `replace /remaining`, as the AWS CLI's own example has it. */
function updateUsage(tables: Tables, { usagePlanId, keyId, patchOperations }: UpdateUsageRequest): Usage {
  const patches = checkedPatches('updateUsageInput', patchOperations);
  const record = findUsagePlan(tables, usagePlanId);
  const id = requireKeyOf(record, keyId);
  const today = dayOf(tables.region.clock.now());
  for (const patch of patches) requireReplaceOf(patch, ['/remaining']);
  const amounts = patches.map(({ value }) => requireAmount(value));
  if (!record.plan.quota) throw badRequest(`Usage Plan ${record.plan.id} has no quota to extend`);
  for (const remaining of amounts) {
    new UsageLedger(tables.region.state).grant(record.plan, id, today, remaining);
  }
  const items = { [id]: usageRows(tables, record.plan, id, [today]) };
  return { usagePlanId: record.plan.id, startDate: today, endDate: today, items };
}

function requireKeyOf({ keys }: UsagePlanRecord, keyId: string | undefined): string {
  if (keyId === undefined || !keys.has(keyId)) {
    throw notFound('Invalid Usage Plan Key identifier specified');
  }
  return keyId;
}

function requireDay(text: string | undefined, which: string): string {
  const isDay = /^\d{4}-\d\d-\d\d$/.test(text ?? '') && !Number.isNaN(Date.parse(text ?? ''));
  if (text === undefined || !isDay || dayOf(Date.parse(text)) !== text) {
    throw badRequest(`Invalid usage ${which} date specified. It must have the format YYYY-MM-DD`);
  }
  return text;
}

function requireAmount(value: string | undefined): number {
  if (!/^\d{1,15}$/.test(value ?? '')) throw badRequest('Remaining usage must be a non-negative integer');
  return Number(value);
}

import type { ApiStage, QuotaSettings, ThrottleSettings, UsagePlan } from '@aws-sdk/client-api-gateway';
import { badRequest, limitExceeded, notFound } from './rejections.js';
import type { Tables, UsagePlanRecord } from './tables.js';

const periods = ['DAY', 'WEEK', 'MONTH'];
const mostMethodThrottles = 20;

/** Throws unless quota and throttles are ones a plan can have (BC, DG/limits). */
export function requireLimits({ quota, throttle, apiStages }: UsagePlan): void {
  if (quota) requireQuota(quota);
  if (throttle) requireThrottle(throttle);
  for (const stage of apiStages ?? []) {
    const throttles = Object.values(stage.throttle ?? {});
    throttles.forEach(requireThrottle);
    if (throttles.length > mostMethodThrottles) {
      throw limitExceeded(`Maximum number of method throttles for a stage is ${String(mostMethodThrottles)}`);
    }
  }
}

function requireQuota({ limit, offset = 0, period }: QuotaSettings): void {
  if (limit === undefined || !Number.isInteger(limit) || limit < 1) {
    throw badRequest('Usage Plan quota limit must be a positive integer');
  }
  if (period === undefined || !periods.includes(period)) {
    throw badRequest(`Invalid Usage Plan quota period specified. Valid options are ${periods.join(',')}`);
  }
  if (!Number.isInteger(offset) || offset < 0 || offset > limit) {
    throw badRequest('Usage Plan quota offset must be between 0 and the limit');
  }
}

function requireThrottle({ rateLimit = 0, burstLimit = 0 }: ThrottleSettings): void {
  if (!(rateLimit >= 0)) throw badRequest('Usage Plan throttle rate limit must not be negative');
  if (!Number.isInteger(burstLimit) || burstLimit < 0) {
    throw badRequest('Usage Plan throttle burst limit must be a non-negative integer');
  }
}

/** `api:stage` read (LS). */
export function parseApiStage(value: string | undefined): { apiId: string; stage: string } {
  const [, apiId, stage] = /^([^:]+):([^:]+)$/.exec(value ?? '') ?? [];
  if (!apiId || !stage) throw badRequest('Invalid API Stage specified');
  return { apiId, stage };
}

/** Throws unless the stage exists (LS). */
export function requireApiStage(tables: Tables, planId: string, { apiId = '', stage = '' }: ApiStage): void {
  if (!tables.apis.get(apiId)?.stages.has(stage)) throw unknownApiStage(planId, apiId, stage);
}

export function unknownApiStage(planId: string, apiId: string, stage: string): Error {
  return notFound(`Invalid API Stage {api: ${apiId}, stage: ${stage}} specified for usageplan ${planId}`);
}

/** The plan, or 404 (LS). */
export function findUsagePlan(tables: Tables, id: string | undefined): UsagePlanRecord {
  const record = tables.usagePlans.get(id ?? '');
  if (!record) throw notFound('Invalid Usage Plan ID specified');
  return record;
}

/** The plan without that key. */
export function withoutKey(record: UsagePlanRecord, keyId: string): UsagePlanRecord {
  return { ...record, keys: new Map([...record.keys].filter(([id]) => id !== keyId)) };
}

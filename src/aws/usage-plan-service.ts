import {
  APIGatewayClient,
  CreateUsagePlanCommand,
  CreateUsagePlanKeyCommand,
  DeleteUsagePlanCommand,
  DeleteUsagePlanKeyCommand,
  GetUsageCommand,
  GetUsagePlanCommand,
  GetUsagePlanKeyCommand,
  GetUsagePlanKeysCommand,
  GetUsagePlansCommand,
  UpdateUsageCommand,
  UpdateUsagePlanCommand,
  type ApiStage,
  type UsagePlan as SdkUsagePlan,
  type UsagePlanKey,
} from '@aws-sdk/client-api-gateway';
import type { ConnectionOptions } from '../gateway/connection.js';
import type { Throttle } from '../gateway/plan/limits.js';
import {
  removedKeys,
  type DayUsage,
  type NewUsagePlan,
  type PlanStage,
  type Usage,
  type UsagePlan,
  type UsagePlanService,
} from '../gateway/tenant/usage-plan-service.js';
import { clientConfiguration, equip } from './client-configuration.js';
import { explained, hasCode } from './explain-failure.js';
import { everyPage } from './paging.js';
import { parseRouteKey, routeKey, usagePlanPatches } from './usage-plan-patches.js';

/** Usage plans of API Gateway behind the interface that use cases know. */
export function createUsagePlanService(options: ConnectionOptions): UsagePlanService {
  const client = equip(new APIGatewayClient(clientConfiguration(options)), options);
  // CreateUsagePlan cannot be made idempotent: the caller looks for the plan before it asks again.
  const once = equip(new APIGatewayClient(clientConfiguration(options, 'refused')), options);
  return {
    list: (keyId) => explained('listing usage plans', () => listPlans(client, keyId)),
    find: (id) => explained(`reading usage plan ${id}`, () => findPlan(client, id)),
    create: (plan) =>
      explained(`creating usage plan ${plan.name}`, async () =>
        toPlan(await once.send(new CreateUsagePlanCommand(creation(plan)))),
      ),
    update: (id, changes) =>
      explained(`changing usage plan ${id}`, async () => {
        const patchOperations = usagePlanPatches(changes);
        return toPlan(await client.send(new UpdateUsagePlanCommand({ usagePlanId: id, patchOperations })));
      }),
    remove: (id) =>
      explained(`deleting usage plan ${id}`, () =>
        unlessGone(() => client.send(new DeleteUsagePlanCommand({ usagePlanId: id }))),
      ),
    keys: (id) =>
      explained(`listing the keys of usage plan ${id}`, async () =>
        (await listKeys(client, id)).map((key) => ({ id: key.id ?? '', name: key.name ?? '' })),
      ),
    addKey: (id, keyId) => explained('adding a key to its usage plan', () => addKey(client, id, keyId)),
    removeKey: (id, keyId) =>
      explained('taking a key out of its usage plan', () =>
        unlessGone(() => client.send(new DeleteUsagePlanKeyCommand({ usagePlanId: id, keyId }))),
      ),
    usage: (id, days, keyId) => explained('reading usage', () => readUsage(client, id, days, keyId)),
    setRemaining: (id, keyId, remaining) =>
      explained('extending a quota', () => setRemaining(client, id, keyId, remaining)),
  };
}

async function listPlans(client: APIGatewayClient, keyId?: string): Promise<UsagePlan[]> {
  const plans = await everyPage((position) =>
    client.send(new GetUsagePlansCommand({ keyId, position, limit: 500 })),
  );
  return plans.map(toPlan);
}

async function findPlan(client: APIGatewayClient, usagePlanId: string): Promise<UsagePlan | undefined> {
  try {
    return toPlan(await client.send(new GetUsagePlanCommand({ usagePlanId })));
  } catch (error) {
    if (hasCode(error, 'NotFoundException')) return undefined;
    throw error;
  }
}

async function unlessGone(call: () => Promise<unknown>): Promise<void> {
  try {
    await call();
  } catch (error) {
    if (!hasCode(error, 'NotFoundException')) throw error;
  }
}

/** Values and all (AWS-facts §4): they stay in this file. */
function listKeys(client: APIGatewayClient, usagePlanId: string): Promise<UsagePlanKey[]> {
  return everyPage((position) =>
    client.send(new GetUsagePlanKeysCommand({ usagePlanId, position, limit: 500 })),
  );
}

async function addKey(client: APIGatewayClient, usagePlanId: string, keyId: string): Promise<void> {
  try {
    await client.send(new CreateUsagePlanKeyCommand({ usagePlanId, keyId, keyType: 'API_KEY' }));
  } catch (error) {
    // The conflict may be with itself: an earlier try whose answer was lost.
    if (!hasCode(error, 'ConflictException') || !(await isInPlan(client, usagePlanId, keyId))) throw error;
  }
}

async function isInPlan(client: APIGatewayClient, usagePlanId: string, keyId: string): Promise<boolean> {
  try {
    await client.send(new GetUsagePlanKeyCommand({ usagePlanId, keyId }));
    return true;
  } catch (error) {
    if (hasCode(error, 'NotFoundException')) return false;
    throw error;
  }
}

async function readUsage(
  client: APIGatewayClient,
  usagePlanId: string,
  { from, to }: { readonly from: string; readonly to: string },
  keyId: string | undefined,
): Promise<Usage> {
  const entries = await everyPage(async (position) => {
    const range = { usagePlanId, keyId, startDate: from, endDate: to, position, limit: 500 };
    const { items = {}, position: next } = await client.send(new GetUsageCommand(range));
    return { items: Object.entries(items), position: next };
  });
  if (entries.length === 0) return new Map();
  const keys = await listKeys(client, usagePlanId);
  const ids = new Map(keys.flatMap(({ id = '', value = '' }) => [[id, id] as const, [value, id] as const]));
  const usage = new Map<string, readonly DayUsage[]>();
  for (const [key, days] of entries) {
    const id = ids.get(key) ?? removedKeys;
    usage.set(id, together(usage.get(id), daysFrom(from, days)));
  }
  return usage;
}

function daysFrom(from: string, days: readonly (readonly number[])[]): DayUsage[] {
  return days.map(([used = 0, remaining], index) => ({
    day: new Date(Date.parse(from) + index * 86_400_000).toISOString().slice(0, 10),
    used,
    remaining,
  }));
}

/** Keys that are gone have no quota of their own any more: only what they used is added up. */
function together(some: readonly DayUsage[] | undefined, more: readonly DayUsage[]): readonly DayUsage[] {
  return some ? more.map(({ day, used }, index) => ({ day, used: used + (some[index]?.used ?? 0) })) : more;
}

/** The path is seen in third-party tests only (AWS-facts §4). */
async function setRemaining(
  client: APIGatewayClient,
  usagePlanId: string,
  keyId: string,
  remaining: number,
): Promise<void> {
  const patchOperations = [{ op: 'replace' as const, path: '/remaining', value: String(remaining) }];
  await client.send(new UpdateUsageCommand({ usagePlanId, keyId, patchOperations }));
}

function creation({ name, description, limits, stage, tags }: NewUsagePlan) {
  const routes = limits.routes.map((route) => [routeKey(route), sdkThrottle(route)] as const);
  return {
    name,
    description,
    tags: { ...tags },
    apiStages: [
      {
        apiId: stage.apiId,
        stage: stage.stageName,
        ...(routes.length > 0 && { throttle: Object.fromEntries(routes) }),
      },
    ],
    ...(limits.throttle && { throttle: sdkThrottle(limits.throttle) }),
    ...(limits.quota && { quota: { ...limits.quota } }),
  };
}

function sdkThrottle({ rate, burst }: Throttle) {
  return { rateLimit: rate, burstLimit: burst };
}

function toPlan({
  id = '',
  name = '',
  description = '',
  throttle,
  quota,
  apiStages,
}: SdkUsagePlan): UsagePlan {
  return {
    id,
    name,
    description,
    ...(throttle && { throttle: { rate: throttle.rateLimit ?? 0, burst: throttle.burstLimit ?? 0 } }),
    ...(quota?.period && { quota: { limit: Number(quota.limit ?? 0), period: quota.period } }),
    stages: (apiStages ?? []).map(toStage),
  };
}

function toStage({ apiId = '', stage = '', throttle = {} }: ApiStage): PlanStage {
  const routes = Object.entries(throttle).map(([key, { rateLimit = 0, burstLimit = 0 }]) => ({
    ...parseRouteKey(key),
    rate: rateLimit,
    burst: burstLimit,
  }));
  return { apiId, stageName: stage, routes };
}

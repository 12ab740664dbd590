import { GatewayError } from '../errors.js';
import type {
  StageName,
  UsagePlan,
  UsagePlanChanges,
  UsagePlanService,
} from '../tenant/usage-plan-service.js';
import { assertRoomForPlan, findOrCreatePlan, type PlanGateway } from './find-or-create-plan.js';
import {
  checkedLimits,
  describeLimits,
  equalLimits,
  routeName,
  type Limits,
  type Quota,
  type RouteLimit,
  type Throttle,
} from './limits.js';
import { planNamed } from './plan-gateway.js';
import { attachedStage, limitsOf } from './plan-limits.js';
import { planName } from './plan-name.js';

export interface ChangedPlan {
  readonly outcome: 'created' | 'changed' | 'unchanged';
  readonly plan: UsagePlan;
}

/**
 * Makes a plan with a name of its own, or the shared plan of these limits where none is given. Run again it finds what is there.
 *
 * @throws GatewayError `conflict` where the name is taken by a plan with other limits
 */
export async function createPlan(
  usagePlans: UsagePlanService,
  gateway: PlanGateway,
  request: { readonly name?: string; readonly description?: string; readonly limits: Limits },
): Promise<ChangedPlan> {
  const before = await usagePlans.list();
  const { name = planName(gateway.stackName, request.limits), limits } = request;
  const existing = before.find((plan) => plan.name === name && attachedStage(plan, gateway.stage));
  if (existing) return { outcome: 'unchanged', plan: sameOrConflict(existing, gateway.stage, limits) };
  assertRoomForPlan(before.length, gateway.planQuota);
  const plan = await findOrCreatePlan(usagePlans, gateway, limits, {
    name,
    ...(request.name !== undefined && { description: `for stack ${gateway.stackName}` }),
    ...(request.description !== undefined && { description: request.description }),
  });
  return { outcome: before.some(({ id }) => id === plan.id) ? 'changed' : 'created', plan };
}

function sameOrConflict(plan: UsagePlan, stage: StageName, limits: Limits): UsagePlan {
  const has = limitsOf(plan, attachedStage(plan, stage));
  if (equalLimits(has, limits)) return plan;
  throw new GatewayError('conflict', `The plan ${plan.name} has other limits.`, {
    reason: `It has ${describeLimits(has)}.`,
    next: [`aigw plan set ${plan.name}`, `aigw plan show ${plan.name}`],
  });
}

/** What is to become of a plan; what is absent stays. */
export interface PlanWish {
  /** Either part may be absent, and stays; a burst that there is none of yet is one second's worth. */
  readonly throttle?: Partial<Throttle> | 'none';
  readonly quota?: Quota | 'none';
  readonly routes: readonly RouteLimit[];
  /** Routes whose limits go. */
  readonly withoutRoutes: readonly Pick<RouteLimit, 'path' | 'method'>[];
  readonly description?: string;
}

/**
 * Changes a plan in one UpdateUsagePlan, and in none where it is already so.
 *
 * @throws GatewayError `conflict` where the plan is shared under the name of its limits
 */
export async function setPlan(
  usagePlans: UsagePlanService,
  gateway: PlanGateway,
  nameOrId: string,
  wish: PlanWish,
): Promise<ChangedPlan> {
  const plan = planNamed(await usagePlans.list(), nameOrId, gateway.stage);
  const changes = changesTo(plan, gateway.stage, wish);
  if (Object.keys(changes).length === 0) return { outcome: 'unchanged', plan };
  assertNotNamedAfterLimits(plan, gateway, changes);
  return { outcome: 'changed', plan: await usagePlans.update(plan.id, changes) };
}

/** What an update has to say so that the plan is as wished and serves the stage. */
export function changesTo(plan: UsagePlan, stage: StageName, wish: PlanWish): UsagePlanChanges {
  const { quota, description } = wish;
  const throttle = wishedThrottle(plan, wish);
  const attached = attachedStage(plan, stage);
  const routes = routeChanges(attached?.routes ?? [], wish);
  return {
    ...(throttle !== undefined && !same(throttle, plan.throttle) && { throttle }),
    ...(quota !== undefined && !same(quota, plan.quota) && { quota }),
    ...(description !== undefined && description !== plan.description && { description }),
    ...(!attached && { attach: [stage] }),
    ...(routes && { routes: { at: stage, ...routes } }),
  };
}

/** @throws GatewayError `usage` where a burst is wanted of a plan without a rate */
function wishedThrottle(plan: UsagePlan, { throttle }: PlanWish): Throttle | 'none' | undefined {
  if (throttle === undefined || throttle === 'none') return throttle;
  const { rate, burst } = { ...plan.throttle, ...throttle };
  if (rate === undefined)
    throw new GatewayError('usage', 'A burst needs a rate.', { next: ['--rate N --burst N'] });
  return { rate, burst: burst ?? Math.max(1, Math.ceil(rate)) };
}

function same(wished: Throttle | Quota | 'none', current: Throttle | Quota | undefined): boolean {
  if (wished === 'none') return current === undefined;
  return (
    current !== undefined &&
    Object.entries(wished).every(([name, value]) => Reflect.get(current, name) === value)
  );
}

function routeChanges(current: readonly RouteLimit[], wish: PlanWish) {
  const now = new Map(current.map((route) => [routeName(route), route]));
  const remove = wish.withoutRoutes.filter((route) => now.has(routeName(route)));
  const set = wish.routes.filter((route) => !same(route, now.get(routeName(route))));
  const gone = new Set(remove.map(routeName));
  const kept = current.filter((route) => !gone.has(routeName(route)));
  checkedLimits({ routes: [...new Map([...kept, ...set].map((each) => [routeName(each), each])).values()] });
  return set.length + remove.length > 0 ? { set, remove } : undefined;
}

function assertNotNamedAfterLimits(plan: UsagePlan, gateway: PlanGateway, changes: UsagePlanChanges): void {
  const isShared =
    plan.name === planName(gateway.stackName, limitsOf(plan, attachedStage(plan, gateway.stage)));
  if (!isShared || !(changes.throttle ?? changes.quota ?? changes.routes)) return;
  throw new GatewayError(
    'conflict',
    `The plan ${plan.name} is named after its limits, which tenants share.`,
    {
      reason: 'With others its name would lie, and the next tenant with these limits would not find it.',
      next: [
        'Give tenants other limits: aigw tenant set ID --rate N --burst N --quota N/day',
        'Or use a plan with a name of its own, whose limits may change: aigw plan create NAME --rate N',
      ],
    },
  );
}

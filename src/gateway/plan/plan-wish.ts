import { GatewayError } from '../errors.js';
import type { PlanWish } from './change-plan.js';
import { parseLimits, parseRouteName, parseThrottle } from './limits.js';

/**
 * What is to become of a plan, from what an operator typed; `none` lifts a limit.
 *
 * @throws GatewayError `usage`, also where nothing is to change
 */
export function parsePlanWish(input: {
  readonly rate?: string;
  readonly burst?: string;
  readonly quota?: string;
  readonly routes: readonly string[];
  readonly withoutRoutes: readonly string[];
  readonly description?: string;
}): PlanWish {
  const { description, withoutRoutes } = input;
  const [unlimitedRate, unlimitedQuota] = [input.rate === 'none', input.quota === 'none'];
  const limits = parseLimits({
    ...(!unlimitedQuota && { quota: input.quota }),
    routes: input.routes,
  });
  const throttle = {
    ...(input.rate !== undefined && !unlimitedRate && { rate: parseThrottle(input.rate).rate }),
    ...(input.burst !== undefined && { burst: parseThrottle(input.rate ?? 1, input.burst).burst }),
  };
  const wish: PlanWish = {
    ...limits,
    ...(Object.keys(throttle).length > 0 && { throttle }),
    ...(unlimitedRate && { throttle: 'none' as const }),
    ...(unlimitedQuota && { quota: 'none' as const }),
    withoutRoutes: withoutRoutes.map(parseRouteName),
    ...(description !== undefined && { description }),
  };
  if (Object.keys(wish).length > 2 || limits.routes.length > 0 || withoutRoutes.length > 0) return wish;
  throw new GatewayError('usage', 'Nothing is to change.', {
    next: ['--rate N --burst N', '--quota N/day', '--route "METHOD PATH=RATE:BURST"', '--description TEXT'],
  });
}

import { GatewayError } from '../errors.js';

/** How fast one key may call: a token bucket (DG/api-gateway-request-throttling). */
export interface Throttle {
  /** Requests a second. */
  readonly rate: number;
  /** Most requests at once. */
  readonly burst: number;
}

export const quotaPeriods = ['DAY', 'WEEK', 'MONTH'] as const;
export type QuotaPeriod = (typeof quotaPeriods)[number];

/** How many requests one key may make in a period. */
export interface Quota {
  readonly limit: number;
  readonly period: QuotaPeriod;
}

/** The throttle of one method of the API, in place of the plan's own. */
export interface RouteLimit extends Throttle {
  /** Path of the resource as the API has it, e.g. `/{proxy+}`. */
  readonly path: string;
  readonly method: string;
}

/** What a usage plan allows each of its keys. What is absent is not limited. */
export interface Limits {
  readonly throttle?: Throttle;
  readonly quota?: Quota;
  readonly routes: readonly RouteLimit[];
}

/** Limits of methods that one plan may have for one stage (DG/limits). */
export const mostRouteLimits = 20;

const periodNames: Readonly<Record<string, QuotaPeriod>> = { day: 'DAY', week: 'WEEK', month: 'MONTH' };
const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS', 'ANY'];

/**
 * Limits from what an operator typed. A burst that is not given is one second's worth of requests, because API Gateway takes a
 * missing one for none at all.
 *
 * @param input.quota e.g. `1000/day`
 * @param input.routes e.g. `POST /invoke=5:10`
 * @throws GatewayError `usage`
 */
export function parseLimits(input: {
  readonly rate?: string | number;
  readonly burst?: string | number;
  readonly quota?: string;
  readonly routes?: readonly string[];
}): Limits {
  if (input.burst !== undefined && input.rate === undefined) {
    throw new GatewayError('usage', 'A burst needs a rate.', { next: ['--rate N --burst N'] });
  }
  return checkedLimits({
    ...(input.rate !== undefined && { throttle: parseThrottle(input.rate, input.burst) }),
    ...(input.quota !== undefined && { quota: parseQuota(input.quota) }),
    routes: (input.routes ?? []).map(parseRouteLimit),
  });
}

/** `1000/day`, `5000/week`, `20000/month`. @throws GatewayError `usage` */
export function parseQuota(text: string): Quota {
  const [, count = '', name = ''] = /^(\d{1,10})\s*\/\s*(day|week|month)$/i.exec(text.trim()) ?? [];
  const period = periodNames[name.toLowerCase()];
  const limit = Number(count);
  if (period && limit >= 1 && limit <= 2_147_483_647) return { limit, period };
  throw new GatewayError('usage', `"${text}" is not a quota.`, {
    reason: 'A quota is a number of requests and a period: 1000/day, 5000/week, 20000/month.',
  });
}

/** `POST /invoke`. @throws GatewayError `usage` */
export function parseRouteName(text: string): Pick<RouteLimit, 'method' | 'path'> {
  const [, method = '', path = ''] = /^\s*([A-Za-z]+)\s+(\/\S*)\s*$/.exec(text) ?? [];
  if (methods.includes(method.toUpperCase())) return { method: method.toUpperCase(), path };
  throw new GatewayError('usage', `"${text}" is not a route.`, {
    reason: 'It is a method and a path as the API has them: ANY /{proxy+}.',
  });
}

/** `POST /invoke=5:10`: method, path of the resource, rate, and perhaps a burst. @throws GatewayError `usage` */
export function parseRouteLimit(text: string): RouteLimit {
  const [, method = '', path = '', rate = '', burst] =
    /^\s*([A-Za-z]+)\s+(\/\S*)\s*=\s*([\d.]+)(?::([\d.]+))?\s*$/.exec(text) ?? [];
  if (methods.includes(method.toUpperCase())) {
    return { method: method.toUpperCase(), path, ...parseThrottle(rate, burst) };
  }
  throw new GatewayError('usage', `"${text}" is not the limit of a route.`, {
    reason:
      'It is a method and a path as the API has them, and a rate, perhaps with a burst: ANY /{proxy+}=5:10.',
  });
}

/** A rate, and a burst that is one second's worth of it unless given. @throws GatewayError `usage` */
export function parseThrottle(rate: string | number, burst?: string | number): Throttle {
  const perSecond = numberIn(
    rate,
    'rate',
    'a number of requests a second above 0, such as 10 or 0.5',
    10_000,
  );
  if (burst === undefined) return { rate: perSecond, burst: Math.max(1, Math.ceil(perSecond)) };
  const most = numberIn(burst, 'burst', 'a whole number of requests, at least 1', 10_000);
  if (Number.isInteger(most)) return { rate: perSecond, burst: most };
  throw new GatewayError('usage', `A burst of ${most} is not a whole number of requests.`);
}

function numberIn(given: string | number, what: string, must: string, largest: number): number {
  const read = typeof given === 'number' ? given : /^\d+(\.\d+)?$/.test(given.trim()) ? Number(given) : NaN;
  if (read > 0 && read <= largest) return read;
  throw new GatewayError('usage', `"${given}" is not a ${what}.`, {
    reason: `It must be ${must}, at most ${largest}.`,
  });
}

/** Limits in their order. @throws GatewayError `usage`, or `limit` where there are too many routes */
export function checkedLimits(limits: Limits): Limits {
  const names = limits.routes.map(routeName);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new GatewayError('usage', `The route ${twice} is limited twice.`);
  if (names.length > mostRouteLimits) {
    throw new GatewayError('limit', `${names.length} routes are limited.`, {
      reason: `API Gateway takes ${mostRouteLimits} for one stage of a usage plan.`,
    });
  }
  return { ...limits, routes: [...limits.routes].sort((a, b) => (routeName(a) < routeName(b) ? -1 : 1)) };
}

/** `POST /invoke`. */
export function routeName({ method, path }: Pick<RouteLimit, 'method' | 'path'>): string {
  return `${method} ${path}`;
}

/** Whether two plans allow the same. */
export function equalLimits(one: Limits, other: Limits): boolean {
  return limitsKey(one) === limitsKey(other);
}

/** The same text for the same limits, and only for them. */
export function limitsKey({ throttle, quota, routes }: Limits): string {
  const named = [...routes].sort((a, b) => (routeName(a) < routeName(b) ? -1 : 1));
  return JSON.stringify([
    throttle ? [throttle.rate, throttle.burst] : null,
    quota ? [quota.limit, quota.period] : null,
    ...named.map((route) => [routeName(route), route.rate, route.burst]),
  ]);
}

/** Limits for a person: `10/s, burst 20, 1000/day`. */
export function describeLimits({ throttle, quota, routes }: Limits): string {
  const parts = [
    ...(throttle ? [`${throttle.rate}/s, burst ${throttle.burst}`] : []),
    ...(quota ? [describeQuota(quota)] : []),
    ...routes.map((route) => `${routeName(route)} ${route.rate}/s, burst ${route.burst}`),
  ];
  return parts.length === 0 ? 'no limits' : parts.join('; ');
}

/** `1000/day`, as `--quota` takes it. */
export function describeQuota({ limit, period }: Quota): string {
  return `${limit}/${period.toLowerCase()}`;
}

import type { PatchOperation } from '@aws-sdk/client-api-gateway';
import type { RouteLimit, Throttle } from '../gateway/plan/limits.js';
import type { StageName, UsagePlanChanges } from '../gateway/tenant/usage-plan-service.js';

/**
 * The patches of one UpdateUsagePlan. Stages are attached before limits of their methods are set, and detached last (LS; GH
 * boto/boto3#2629 for the paths of methods).
 */
export function usagePlanPatches(changes: UsagePlanChanges): PatchOperation[] {
  const { name, description, throttle, quota, attach = [], detach = [], routes } = changes;
  return [
    ...(name === undefined ? [] : [replace('/name', name)]),
    ...(description === undefined ? [] : [replace('/description', description)]),
    ...(throttle === undefined
      ? []
      : throttle === 'none'
        ? [remove('/throttle')]
        : limits('/throttle', throttle)),
    ...(quota === undefined
      ? []
      : quota === 'none'
        ? [remove('/quota')]
        : [replace('/quota/limit', String(quota.limit)), replace('/quota/period', quota.period)]),
    ...attach.map((stage) => ({ op: 'add' as const, path: '/apiStages', value: stageValue(stage) })),
    ...(routes?.remove.map((route) => remove(routePath(routes.at, route))) ?? []),
    ...(routes?.set.flatMap((route) => limits(routePath(routes.at, route), route)) ?? []),
    ...detach.map((stage) => ({ op: 'remove' as const, path: '/apiStages', value: stageValue(stage) })),
  ];
}

/** Where a plan keeps the limit of a method among those of a stage: `/invoke/POST`. */
export function routeKey({ path, method }: Pick<RouteLimit, 'path' | 'method'>): string {
  return `${path}/${method}`;
}

/** `/invoke/POST` read; the root's is `//POST`. */
export function parseRouteKey(key: string): Pick<RouteLimit, 'path' | 'method'> {
  const end = key.lastIndexOf('/');
  return { path: key.slice(0, end) || '/', method: key.slice(end + 1) };
}

function routePath(stage: StageName, { path, method }: Pick<RouteLimit, 'path' | 'method'>): string {
  const escaped = path.replaceAll('~', '~0').replaceAll('/', '~1');
  return `/apiStages/${stageValue(stage)}/throttle/${escaped}/${method}`;
}

function limits(path: string, { rate, burst }: Throttle): PatchOperation[] {
  return [replace(`${path}/rateLimit`, String(rate)), replace(`${path}/burstLimit`, String(burst))];
}

function stageValue({ apiId, stageName }: StageName): string {
  return `${apiId}:${stageName}`;
}

function replace(path: string, value: string): PatchOperation {
  return { op: 'replace', path, value };
}

function remove(path: string): PatchOperation {
  return { op: 'remove', path };
}

import { createHash } from 'node:crypto';
import { limitsKey, type Limits } from './limits.js';

/**
 * Name of the usage plan that tenants of a gateway with these limits share: `aigw-{stack}-10rps-20burst-1000day`. The limits of
 * routes are told apart by eight characters of their hash.
 */
export function planName(stackName: string, limits: Limits): string {
  const { throttle, quota, routes } = limits;
  const parts = [
    ...(throttle ? [`${throttle.rate}rps`, `${throttle.burst}burst`] : []),
    ...(quota ? [`${quota.limit}${quota.period.toLowerCase()}`] : []),
    ...(routes.length > 0 ? [`routes${hashOf(limitsKey({ routes }))}`] : []),
  ];
  return `aigw-${stackName}-${parts.length === 0 ? 'unlimited' : parts.join('-')}`;
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 8);
}

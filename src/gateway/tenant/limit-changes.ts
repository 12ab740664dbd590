import { GatewayError } from '../errors.js';
import { parseLimits } from '../plan/limits.js';
import type { LimitChanges } from './set-tenant.js';

/**
 * Changes of limits from what an operator typed; `none` lifts one.
 *
 * @returns undefined where none was typed
 * @throws GatewayError `usage`
 */
export function parseLimitChanges(input: {
  readonly rate?: string;
  readonly burst?: string;
  readonly quota?: string;
}): LimitChanges | undefined {
  const { rate, burst, quota } = input;
  if (rate === undefined && burst === undefined && quota === undefined) return undefined;
  if (rate === 'none' && burst !== undefined) {
    throw new GatewayError('usage', 'A burst needs a rate.', { next: ['--rate N --burst N'] });
  }
  const limits = parseLimits({
    ...(rate !== 'none' && { rate, burst }),
    ...(quota !== 'none' && { quota }),
  });
  return {
    ...(rate === 'none' ? { throttle: 'none' } : limits.throttle && { throttle: limits.throttle }),
    ...(quota === 'none' ? { quota: 'none' } : limits.quota && { quota: limits.quota }),
  };
}

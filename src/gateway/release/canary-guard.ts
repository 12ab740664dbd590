import { GatewayError } from '../errors.js';
import type { Stage } from './api-service.js';

/**
 * Refuses to work on a stage that has a canary: a release would be made underneath it.
 *
 * @throws GatewayError `conflict`
 */
export function assertNoCanary(stage: Stage): void {
  if (!stage.canary) return;
  throw new GatewayError('conflict', `Stage ${stage.name} has a canary at ${stage.canary.percent} %.`, {
    reason: 'A release would be made underneath it.',
    next: [
      'End the canary first: aigw canary promote',
      'Or: aigw canary abort',
      'How it stands: aigw canary status',
    ],
  });
}

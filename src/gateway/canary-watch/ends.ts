import { GatewayError } from '../errors.js';
import type { Canary } from '../release/api-service.js';
import type { EndedEvent } from './watch-event.js';

const look = ['aigw canary status'];

/** The gate said no, and the canary is gone. */
export function stoppedAsUnhealthy({ reasons }: EndedEvent): GatewayError {
  return new GatewayError('verification', 'The canary was unhealthy and is aborted.', {
    reason: [...reasons, 'All requests meet what was live before.'].join('\n  '),
    next: ['aigw diff', 'aigw logs tail --canary --since 1h --status 5xx'],
  });
}

/** Time is up before the gate could say yes. */
export function undecided({ verdict, percent, reasons }: EndedEvent, moves: boolean): GatewayError {
  const found = verdict === 'unhealthy' ? 'is unhealthy' : 'was not found healthy in time';
  return new GatewayError('verification', `The canary ${found}; it stays at ${percent} %.`, {
    reason: reasons.join('\n  '),
    next: [
      moves ? 'Go on: run the same command again' : 'aigw canary watch',
      'aigw canary promote',
      'aigw canary abort',
    ],
  });
}

/** Somebody else promoted or aborted the canary that this watch was to move on. */
export function endedBySomebodyElse({ deploymentId }: Canary, promoted: boolean): GatewayError {
  const what = promoted ? 'promoted' : 'ended';
  return new GatewayError('conflict', `Somebody else ${what} the canary meanwhile.`, {
    reason: `It was on deployment ${deploymentId}. This watch changed nothing more.`,
    next: look,
  });
}

/** The stage has another canary than the one this watch was started for: nobody asked it to promote that. */
export function replacedBySomebodyElse(before: Canary, now: Canary): GatewayError {
  return new GatewayError('conflict', 'Somebody else replaced the canary meanwhile.', {
    reason: `It was on deployment ${before.deploymentId}; now it is on ${now.deploymentId}, at ${now.percent} %, which this watch was not started for.`,
    next: [...look, 'Watch the new one: run the same command again'],
  });
}

import { GatewayError } from '../errors.js';
import type { Stage } from '../release/api-service.js';
import { assertCanaryRequest } from '../release/canary/canary-request.js';
import type { DeployRequest } from './deploy.js';

/** Refuses a canary that could not begin at the end of this deployment. @throws GatewayError `usage` */
export function assertCanaryCanBegin({ canary, until }: Pick<DeployRequest, 'canary' | 'until'>): void {
  assertCanaryRequest(canary);
  if (!canary || until === 'finish' || until === 'plan') return;
  throw new GatewayError(
    'usage',
    'A canary begins when the stack is up to date, which this command would not wait for.',
    {
      reason: 'Nothing was changed.',
      next: ['Give --canary to the command that finishes the deployment'],
    },
  );
}

/** The first deployment goes live for everybody: before it, nothing answers. */
export function nothingBesideCanary(): GatewayError {
  return new GatewayError('usage', 'Nothing is live yet, so a canary would have nothing beside it.', {
    reason: 'Nothing was changed.',
    next: ['aigw deploy'],
  });
}

/** What an operator should know before a stack is updated beside a canary. */
export function canaryGoesOn({ name, canary }: Stage): string {
  return `Stage ${name} has a canary at ${canary?.percent ?? 0} %. A stack update leaves it as it is, and nothing is released before it is promoted or aborted.`;
}

import { GatewayError } from '../../errors.js';
import type { Canary, Deployment, Stage } from '../api-service.js';
import { parseReleaseDescription } from '../release-description.js';

/**
 * How a stage stands with its canary. `promoted`: the canary is still there, but on what the stage itself serves, so that
 * it makes no difference: a promotion was interrupted before it took the canary away.
 */
export type CanaryCondition = 'none' | 'active' | 'promoted';

export function canaryConditionOf({ deploymentId, variables, canary }: Stage): CanaryCondition {
  if (!canary) return 'none';
  const overrides = Object.entries(canary.variableOverrides);
  const same =
    canary.deploymentId === deploymentId && overrides.every(([name, value]) => variables[name] === value);
  return same ? 'promoted' : 'active';
}

/**
 * The canary of a stage that has one.
 *
 * @param verb what was to be done with it
 * @param expected deployment it has to be on, where the caller has one in mind
 * @throws GatewayError `conflict` where there is none, or another
 */
export function requireCanary(stage: Stage, verb: string, expected?: string): Canary {
  const { canary } = stage;
  if (!canary) {
    throw new GatewayError('conflict', `Stage ${stage.name} has no canary to ${verb}.`, {
      reason: `All requests meet deployment ${stage.deploymentId}. Nothing was changed.`,
      next: ['aigw canary start --percent 10', 'aigw deployment list'],
    });
  }
  if (expected === undefined || canary.deploymentId === expected) return canary;
  throw new GatewayError('conflict', `Stage ${stage.name} has another canary than the one to ${verb}.`, {
    reason: `It is on deployment ${canary.deploymentId}, not ${expected}. Nothing was changed.`,
    next: ['aigw canary status'],
  });
}

/**
 * A canary on the stage's own deployment without any override, which is what AWS makes when a share is set on a stage without
 * one (AWS-FACTS §3): the trace of a command that came too late.
 */
export function isPhantom({ deploymentId, canary }: Stage): boolean {
  return canary?.deploymentId === deploymentId && Object.keys(canary.variableOverrides).length === 0;
}

/** A canary as its deployment says it was started; undefined where the deployment was not made for one. */
export function canaryAsStarted({ id, description }: Deployment): Canary | undefined {
  const release = parseReleaseDescription(description);
  if (!release?.canary) return undefined;
  const { forwarder, authorizer, canary } = release;
  return {
    deploymentId: id,
    percent: canary.percent,
    variableOverrides: { forwarder, authorizer, ...canary.variables },
  };
}

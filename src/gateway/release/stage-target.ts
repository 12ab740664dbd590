import { canonicalJson } from '../canonical-json.js';
import { GatewayError } from '../errors.js';
import type { ApiService, Stage } from './api-service.js';

/** The stage that a verb works on. */
export interface StageTarget {
  readonly apiId: string;
  readonly stageName: string;
}

/** Reads the stage. @throws GatewayError `not-found` */
export async function readStage(apis: ApiService, { apiId, stageName }: StageTarget): Promise<Stage> {
  const stage = await apis.stage(apiId, stageName);
  if (stage) return stage;
  throw new GatewayError('not-found', `API ${apiId} has no stage ${stageName}.`, {
    reason: 'The stack makes it; somebody deleted it since.',
    next: ['aigw status'],
  });
}

/** Whether clients meet the same on both: deployment, variables and canary. */
export function isSameStage(a: Stage, b: Stage): boolean {
  const served = ({ deploymentId, variables, canary }: Stage) =>
    canonicalJson({ deploymentId, variables, canary });
  return served(a) === served(b);
}

/**
 * Reads the stage again, right before it is changed. AWS has no conditional write (AWS-FACTS §3): what comes between this and
 * the change has to be read from the answer to the change.
 *
 * @throws GatewayError `conflict` where it is not as it was
 */
export async function assertUnchanged(apis: ApiService, target: StageTarget, before: Stage): Promise<void> {
  if (isSameStage(before, await readStage(apis, target))) return;
  throw changedUnderneath(target, 'Nothing was changed by this command.');
}

/** The failure of whoever comes second. @param outcome what that means for the stage, as a sentence */
export function changedUnderneath({ stageName }: StageTarget, outcome: string): GatewayError {
  return new GatewayError('conflict', `Somebody else changed stage ${stageName} at the same time.`, {
    reason: outcome,
    next: ['aigw canary status', 'aigw deployment list'],
  });
}

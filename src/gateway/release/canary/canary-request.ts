import type { CanaryRequest } from '../release-request.js';
import { assertStageVariables } from '../stage-variable-rules.js';
import { assertPercent } from './percent.js';

/** Refuses a share and variables that AWS would refuse, before anything is written. @throws GatewayError `usage` */
export function assertCanaryRequest(canary: CanaryRequest | undefined): void {
  if (!canary) return;
  assertPercent(canary.percent);
  assertStageVariables(canary.variables ?? {});
}

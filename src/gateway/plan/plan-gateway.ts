import type { Connection } from '../connection.js';
import { GatewayError } from '../errors.js';
import { gatewayParts } from '../stack/gateway-outputs.js';
import { existingStack } from '../stack/status.js';
import type { StageName, UsagePlan } from '../tenant/usage-plan-service.js';
import type { PlanGateway } from './find-or-create-plan.js';
import { attachedStage } from './plan-limits.js';

/** The gateway whose plans are worked on. @throws GatewayError `not-found`, or `usage` where the stack is no gateway's */
export async function planGateway(
  connection: Pick<Connection, 'stacks' | 'region'>,
  stackName: string,
): Promise<PlanGateway> {
  const { apiId, stageName } = gatewayParts(await existingStack(connection, stackName));
  return { stackName, stage: { apiId, stageName } };
}

/**
 * The plan of that name or id. Where several have the name, the one attached to the stage is meant.
 *
 * @throws GatewayError `not-found`, or `conflict` where the name does not tell which
 */
export function planNamed(plans: readonly UsagePlan[], nameOrId: string, stage: StageName): UsagePlan {
  const named = plans.filter(({ name, id }) => name === nameOrId || id === nameOrId);
  const attached = named.filter((plan) => attachedStage(plan, stage));
  const [plan, ...others] = attached.length > 0 ? attached : named;
  if (!plan) {
    throw new GatewayError('not-found', `There is no usage plan ${nameOrId}.`, { next: ['aigw plan list'] });
  }
  if (others.length === 0) return plan;
  throw new GatewayError('conflict', `${others.length + 1} usage plans have the name ${nameOrId}.`, {
    reason: 'The name does not tell which of them is meant.',
    next: [plan, ...others].map(({ id }) => `Use the id instead: ${id}`),
  });
}

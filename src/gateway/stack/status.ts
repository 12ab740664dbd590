import { GatewayError } from '../errors.js';
import type { ApiService } from '../release/api-service.js';
import { readLiveState, type LiveState } from '../release/live-state.js';
import { gatewayParts, type GatewayParts } from './gateway-outputs.js';
import type { Stack, StackService } from './stack-service.js';
import { conditionOf } from './stack-state.js';

/** Whether clients are asked who they are. */
export type AuthorizationState = 'on' | 'off' | 'mixed';

export interface GatewayStatus {
  readonly stack: Stack;
  /** Absent while the stack holds no complete gateway. */
  readonly gateway?: GatewayParts;
  readonly live?: LiveState;
  readonly authorization?: {
    /** What clients meet: read from the live snapshot. */
    readonly live: AuthorizationState;
    /** What the next deployment would bring. */
    readonly draft: AuthorizationState;
  };
}

/**
 * Reads how a gateway stands: its stack, and what is live whatever the stack says.
 *
 * @throws GatewayError `not-found` where there is no such stack in this region
 */
export async function readStatus(
  services: { readonly stacks: StackService; readonly apis: ApiService; readonly region: string },
  stackName: string,
): Promise<GatewayStatus> {
  const stack = await existingStack(services, stackName);
  if (conditionOf(stack.status) === 'review' || stack.outputs.length === 0) return { stack };
  const gateway = gatewayParts(stack);
  const live = await readLiveState(services.apis, gateway.apiId, gateway.stageName);
  if (!live) return { stack, gateway };
  const authorization = {
    live: authorizationOf(live.protections),
    draft: authorizationOf(live.draft.protections),
  };
  return { stack, gateway, live, authorization };
}

/** The stack of that name. @throws GatewayError `not-found` */
export async function existingStack(
  services: { readonly stacks: StackService; readonly region: string },
  stackName: string,
): Promise<Stack> {
  const stack = await services.stacks.describe(stackName);
  if (stack) return stack;
  throw new GatewayError('not-found', `There is no stack ${stackName} in ${services.region}.`, {
    reason: 'It was never deployed, has another name, or lives in another region or account.',
    next: ['aigw deploy', 'Or name it: --stack NAME --region REGION --profile PROFILE'],
  });
}

/** `mixed` where some methods ask and others do not: worse than off, because it looks like on. */
export function authorizationOf(
  protections: readonly { readonly authorization: string }[],
): AuthorizationState {
  const open = protections.filter((method) => method.authorization === 'NONE').length;
  if (open === protections.length) return 'off';
  return open === 0 ? 'on' : 'mixed';
}

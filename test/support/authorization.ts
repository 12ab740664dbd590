import { setTimeout as delay } from 'node:timers/promises';
import { join } from 'node:path';
import { readFunctionCode } from '../../src/cli/bundle.js';
import { gatewayProbe, readDocument } from '../../src/cli/web-requests.js';
import {
  disablingParameters,
  enablingParameters,
  type AuthorizationChange,
  type AuthorizerOptions,
} from '../../src/gateway/authorizer/authorization-change.js';
import {
  changeAuthorization,
  type ChangeResult,
  type ChangeTools,
} from '../../src/gateway/authorizer/change-authorization.js';
import { beforeDisabling, beforeEnabling } from '../../src/gateway/authorizer/preconditions.js';
import type { FunctionCode } from '../../src/gateway/release/release.js';
import type { DeployedGateway } from './deployed-gateway.js';
import { recordedProgress } from './fakes/time-and-progress.js';

const root = join(import.meta.dirname, '../..');

/** The functions as they are built. */
export const bundledCode = () => readFunctionCode(root);

/** Waits as long as it is told, but never long enough to be felt. */
const hastyClock = { now: () => Date.now(), sleep: (ms: number) => delay(Math.min(ms, 5)) };

/** What `aigw authorizer enable` and `disable` work with, in this process. */
export function changeTools({ connection }: DeployedGateway, tools: Partial<ChangeTools> = {}): ChangeTools {
  const { stacks, apis, functions, authorizers, region, endpoint } = connection;
  return {
    ...{ stacks, apis, functions, authorizers, region, endpoint },
    probe: gatewayProbe,
    clock: hastyClock,
    progress: recordedProgress(),
    approve: () => Promise.resolve(true),
    agree: () => Promise.resolve(true),
    ...tools,
  };
}

export async function enabling(
  gateway: DeployedGateway,
  options: AuthorizerOptions,
  tools: Partial<ChangeTools> = {},
  { custom, canary }: { readonly custom?: FunctionCode } & Pick<AuthorizationChange, 'canary'> = {},
): Promise<ChangeResult> {
  const { authorizer: bundled } = await bundledCode();
  const change = {
    expected: 'on',
    parameters: enablingParameters(custom ? { ...options, customCode: true } : options),
    code: { bundled, custom },
    canary,
  } as const;
  const check = beforeEnabling(change, readDocument);
  return changeAuthorization(changeTools(gateway, tools), gateway.stackName, change, check);
}

export function disabling(gateway: DeployedGateway, tools: Partial<ChangeTools> = {}): Promise<ChangeResult> {
  const change = { expected: 'off', parameters: disablingParameters } as const;
  return changeAuthorization(changeTools(gateway, tools), gateway.stackName, change, beforeDisabling);
}

import { isSameStage, readStage } from '../release/stage-target.js';
import { prepareChangeSet } from '../stack/change-set.js';
import { settle } from '../stack/recover.js';
import { existingStack } from '../stack/status.js';
import { stackIntent } from '../stack/stack-intent.js';
import { updateStack } from '../stack/update-stack.js';
import type { AuthorizationChange } from './authorization-change.js';
import type { ChangeTools } from './change-authorization.js';
import type { GatewayBefore } from './gateway-before.js';

/**
 * Brings a gateway back to what it was: first what clients meet, then the stack.
 *
 * @returns what was undone; nothing where it is as it was
 */
export async function undoChange(
  tools: ChangeTools,
  before: GatewayBefore,
  change: AuthorizationChange,
): Promise<string[]> {
  await settle(tools, before.stack.name);
  return [...(await restoreStage(tools, before)), ...(await restoreStack(tools, before, change))];
}

async function restoreStage({ apis, progress }: ChangeTools, { gateway, stage }: GatewayBefore) {
  const found = await readStage(apis, gateway);
  if (isSameStage(found, stage)) return [];
  await progress.step('Going back to what was live', async (step) => {
    await apis.restoreStage(gateway.apiId, stage, found);
    step.conclude(`Live again: deployment ${stage.deploymentId}`);
  });
  return ['the release'];
}

async function restoreStack(tools: ChangeTools, before: GatewayBefore, change: AuthorizationChange) {
  const current = await existingStack(tools, before.stack.name);
  const wanted = parametersBefore(before, change);
  const same = Object.entries(wanted).every(([name, value]) => current.parameters[name] === value);
  if (same) return [];
  const intent = stackIntent({
    stackName: current.name,
    templateSource: before.template,
    parameters: wanted,
    tags: {},
  });
  const { changeSet } = await prepareChangeSet(tools.stacks, tools.clock, intent, current);
  if (!changeSet) return [];
  const stage = await readStage(tools.apis, before.gateway);
  await updateStack(tools, changeSet, current.name, { stack: current, stage });
  return ['the stack update'];
}

/**
 * What the changed parameters were. Authorization itself goes by what is live: a run that was killed may have left a stack that says
 * something else.
 */
function parametersBefore(
  { stack, protections, gateway }: GatewayBefore,
  { parameters }: AuthorizationChange,
): Record<string, string> {
  const names = Object.keys(parameters).filter((name) => name in stack.parameters);
  const values = Object.fromEntries(names.map((name) => [name, stack.parameters[name] ?? '']));
  const isOn = protections.some(({ authorization }) => authorization !== 'NONE');
  // A public endpoint is never left open, whatever is live.
  const on = isOn || gateway.endpointType !== 'PRIVATE';
  return { ...values, EnableAuthorizer: String(on) };
}

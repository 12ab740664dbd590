import type { ApiService, Stage } from '../release/api-service.js';
import { reassertStage } from '../release/reassert-stage.js';
import { executeChangeSet, type ExecutionTools } from './execute-change-set.js';
import { gatewayParts } from './gateway-outputs.js';
import type { ChangeSet, Stack } from './stack-service.js';

/** What stands before a deployment; all absent before the first. */
export interface Standing {
  readonly stack?: Stack;
  readonly stage?: Stage;
}

/** Reads the stage of a stack that has one. */
export async function standingBefore(
  { apis }: { readonly apis: ApiService },
  stack: Stack | undefined,
): Promise<Standing> {
  if (!stack?.outputs.some((output) => output.key === 'ApiId')) return { stack };
  const { apiId, stageName } = gatewayParts(stack);
  return { stack, stage: await apis.stage(apiId, stageName) };
}

/** Executes a change set. Whether that succeeds or is rolled back, the stage serves afterwards what it served before. */
export async function updateStack(
  tools: ExecutionTools & { readonly apis: ApiService },
  changeSet: ChangeSet,
  stackName: string,
  { stack, stage }: Standing,
): Promise<Stack> {
  const reassert = async () => {
    if (!stack || !stage) return;
    const { apiId } = gatewayParts(stack);
    await reassertStage(tools, { apiId, stageName: stage.name }, stage);
  };
  const updated = await executeChangeSet(tools, changeSet, stackName).catch(async (error: unknown) => {
    await reassert().catch(() => {
      tools.progress.warn('Whether the stage serves what it served before could not be told: aigw status');
    });
    throw error;
  });
  await reassert();
  return updated;
}

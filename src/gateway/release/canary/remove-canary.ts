import { isFailure } from '../../errors.js';
import type { ApiService, Stage } from '../api-service.js';
import { readStage, type StageTarget } from '../stage-target.js';

/**
 * Takes the canary away. That it is gone already is success: the answer to an earlier request may have been lost, or another
 * operator wanted the same. What AWS answers then is not documented (AWS-FACTS §3), so the stage is asked.
 *
 * @returns the stage as AWS shows it afterwards
 */
export async function removeCanary(apis: ApiService, target: StageTarget): Promise<Stage> {
  try {
    return await apis.removeCanary(target.apiId, target.stageName);
  } catch (error) {
    if (!isFailure(error, 'usage') && !isFailure(error, 'not-found')) throw error;
    const stage = await readStage(apis, target);
    if (stage.canary) throw error;
    return stage;
  }
}

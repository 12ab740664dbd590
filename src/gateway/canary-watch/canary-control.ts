import type { ApiService, Deployment, Stage } from '../release/api-service.js';
import { abortCanary } from '../release/canary/abort.js';
import { promoteCanary } from '../release/canary/promote.js';
import { shiftCanary } from '../release/canary/shift.js';
import { readStage, type StageTarget } from '../release/stage-target.js';
import type { Progress } from '../progress.js';

/** What a watch does with the canary it watches. Each change is refused where the stage has another canary meanwhile. */
export interface CanaryControl {
  stage(): Promise<Stage>;
  deployments(): Promise<Deployment[]>;
  shift(percent: number, canary: string): Promise<unknown>;
  promote(canary: string): Promise<unknown>;
  abort(canary: string): Promise<unknown>;
}

/** The canary of a stage, by the same use cases as `aigw canary shift`, `promote` and `abort`. */
export function canaryControl(apis: ApiService, target: StageTarget): CanaryControl {
  const tools = { apis, progress: unseen };
  return {
    stage: () => readStage(apis, target),
    deployments: () => apis.deployments(target.apiId),
    shift: (percent, canary) => shiftCanary(tools, target, percent, canary),
    promote: (canary) => promoteCanary(tools, target, canary),
    abort: (canary) => abortCanary(tools, target, canary),
  };
}

/** The watch says itself what it does, and what Ctrl-C should say. */
const unseen: Progress = {
  step: (_title, work) => work({ report: ignore, part: ignore, conclude: ignore }),
  warn: ignore,
  onInterrupt: ignore,
};

function ignore(): void {
  // Nobody looks.
}

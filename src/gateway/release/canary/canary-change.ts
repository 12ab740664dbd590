import type { Progress } from '../../progress.js';
import type { ApiService, Stage } from '../api-service.js';

export interface CanaryTools {
  readonly apis: ApiService;
  readonly progress: Progress;
}

/** What came of a canary verb. */
export interface CanaryChange {
  /** False where the stage was so already. */
  readonly changed: boolean;
  /** Whether an abort found the canary promoted already, and only took away what was left of it. */
  readonly wasPromoted?: true;
  /** The stage as AWS shows it afterwards. */
  readonly stage: Stage;
}

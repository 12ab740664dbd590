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
  /** The stage as AWS shows it afterwards. */
  readonly stage: Stage;
}

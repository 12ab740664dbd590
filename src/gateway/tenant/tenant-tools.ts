import type { Clock } from '../clock.js';
import type { PlanGateway } from '../plan/find-or-create-plan.js';
import type { Progress } from '../progress.js';
import type { ApiKeyService } from './api-key-service.js';
import type { UsagePlanService } from './usage-plan-service.js';

/** What the tenant verbs work with. */
export interface TenantTools {
  readonly apiKeys: ApiKeyService;
  readonly usagePlans: UsagePlanService;
  readonly clock: Clock;
  readonly progress: Progress;
  readonly gateway: PlanGateway;
}

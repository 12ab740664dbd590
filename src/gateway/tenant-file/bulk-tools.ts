import type { Clock } from '../clock.js';
import type { PlanGateway } from '../plan/find-or-create-plan.js';
import type { Progress } from '../progress.js';
import type { ApiKeyService } from '../tenant/api-key-service.js';
import type { UsagePlanService } from '../tenant/usage-plan-service.js';

/** What work on many tenants at once needs. */
export interface BulkTools {
  readonly apiKeys: ApiKeyService;
  readonly usagePlans: UsagePlanService;
  readonly clock: Clock;
  readonly progress: Progress;
  readonly gateway: PlanGateway;
  /** Value of the key that counts a tenant's requests with JWTs. */
  readonly jwtKeyValue: (tenantId: string) => Promise<string>;
}

import type { Limits, Quota, RouteLimit, Throttle } from '../plan/limits.js';

/** A stage of an API. */
export interface StageName {
  readonly apiId: string;
  readonly stageName: string;
}

/** A stage a usage plan is attached to, with limits of single methods there. */
export interface PlanStage extends StageName {
  readonly routes: readonly RouteLimit[];
}

/** A usage plan as API Gateway has it now. */
export interface UsagePlan {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly throttle?: Throttle;
  readonly quota?: Quota;
  readonly stages: readonly PlanStage[];
}

/** A plan to be made, attached to its stage from the start. */
export interface NewUsagePlan {
  readonly name: string;
  readonly description: string;
  readonly limits: Limits;
  readonly stage: StageName;
  readonly tags: Readonly<Record<string, string>>;
}

/** What is to change of a plan; what is absent stays. AWS takes one update in 20 s, so all of it goes into one. */
export interface UsagePlanChanges {
  readonly name?: string;
  readonly description?: string;
  /** `none` lifts the limit. */
  readonly throttle?: Throttle | 'none';
  readonly quota?: Quota | 'none';
  readonly attach?: readonly StageName[];
  readonly detach?: readonly StageName[];
  /** Limits of methods at a stage that is attached, or is attached by this change: set these, take those away. */
  readonly routes?: {
    readonly at: StageName;
    readonly set: readonly RouteLimit[];
    readonly remove: readonly Pick<RouteLimit, 'path' | 'method'>[];
  };
}

/** A key in a plan. Its value is never read here, although AWS sends it (AWS-facts §4). */
export interface PlanKey {
  readonly id: string;
  readonly name: string;
}

/** Requests of one key on one day. */
export interface DayUsage {
  /** `YYYY-MM-DD` */
  readonly day: string;
  readonly used: number;
  /** What was left of the quota; absent without one. */
  readonly remaining?: number;
}

/** Days of usage by id of the key. What keys used that are in the plan no more stands under `removedKeys`. */
export type Usage = ReadonlyMap<string, readonly DayUsage[]>;

export const removedKeys = 'removed';

/** What use cases need of usage plans. Implemented by `src/aws`; every method throws `GatewayError`. */
export interface UsagePlanService {
  /** All plans of the account in this region, or those a key is in. */
  list(keyId?: string): Promise<UsagePlan[]>;
  find(id: string): Promise<UsagePlan | undefined>;
  /** Not repeated when the answer is lost: look for the plan before asking again. */
  create(plan: NewUsagePlan): Promise<UsagePlan>;
  /** One UpdateUsagePlan, whatever changes. */
  update(id: string, changes: UsagePlanChanges): Promise<UsagePlan>;
  /** Refused by AWS while a stage is attached. A plan that is gone already is success. */
  remove(id: string): Promise<void>;
  /** Empty for a plan that does not exist. */
  keys(planId: string): Promise<PlanKey[]>;
  /** A key that is in the plan already is success. */
  addKey(planId: string, keyId: string): Promise<void>;
  /** A key that is not in the plan is success. */
  removeKey(planId: string, keyId: string): Promise<void>;
  /** Requests of each day, both given days included (`YYYY-MM-DD`). */
  usage(planId: string, days: { readonly from: string; readonly to: string }, keyId?: string): Promise<Usage>;
  /** Sets what is left of a key's quota in the running period (UpdateUsage). */
  setRemaining(planId: string, keyId: string, remaining: number): Promise<void>;
}

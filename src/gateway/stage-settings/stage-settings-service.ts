import type { Stage } from '../release/api-service.js';

/** Requests that a stage takes for all methods together; absent: what the account may. */
export interface Throttle {
  /** Requests a second, averaged. */
  readonly rateLimit?: number;
  /** Requests at once. */
  readonly burstLimit?: number;
}

/** A stage with the settings that are not part of a release. */
export interface StageSettings extends Stage {
  readonly throttle: Throttle;
  /** Methods with a throttle of their own, by `path/METHOD`. */
  readonly methodThrottles: Readonly<Record<string, Throttle>>;
  /** ARN of where requests are logged. */
  readonly accessLog?: string;
  readonly tracing: boolean;
}

/** What is to be otherwise. */
export interface StageSettingsChange {
  readonly set: Readonly<Record<string, string>>;
  /** Names of variables that are to go. */
  readonly unset: readonly string[];
  readonly throttle: Throttle;
}

/** What use cases need of API Gateway's stages beside releases. Implemented by `src/aws`; every method throws `GatewayError`. */
export interface StageSettingsService {
  read(apiId: string, stage: string): Promise<StageSettings | undefined>;
  /** One update, of all or nothing. */
  change(apiId: string, stage: string, change: StageSettingsChange): Promise<StageSettings>;
}

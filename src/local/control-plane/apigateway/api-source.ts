import type {
  Authorizer,
  GatewayResponse,
  Method,
  Model,
  Resource,
  RestApi,
  Stage,
} from '@aws-sdk/client-api-gateway';

/** A resource with its methods, each with its integration and responses, as `GetResources embed=methods` shows it. */
export type SnapshotResource = Resource & { readonly resourceMethods?: Record<string, Method> };

/** What one deployment froze: immutable, and the only thing the data plane serves. */
export interface ApiSnapshot {
  readonly restApi: RestApi;
  readonly resources: readonly SnapshotResource[];
  readonly authorizers: readonly Authorizer[];
  readonly gatewayResponses: readonly GatewayResponse[];
  readonly models: readonly Model[];
}

/** A stage as the data plane needs it: the live settings and the snapshots its deployments froze. */
export interface LiveStage {
  /** Live settings (not frozen): variables, method settings, access logs, canary. */
  readonly stage: Stage;
  readonly snapshot: ApiSnapshot;
  /** Present while the stage has a canary with a deployment of its own. */
  readonly canarySnapshot?: ApiSnapshot;
}

/** Read access to what is deployed. */
export interface ApiSource {
  /** The stage, or undefined where the API or the stage does not exist. Cheap enough to call for every request. */
  find(apiId: string, stageName: string): LiveStage | undefined;
}

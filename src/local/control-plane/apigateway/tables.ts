import type {
  Account,
  ApiKey,
  Authorizer,
  BasePathMapping,
  Deployment,
  DomainName,
  DomainNameAccessAssociation,
  GatewayResponse,
  Model,
  RequestValidator,
  RestApi,
  Stage,
  UsagePlan,
} from '@aws-sdk/client-api-gateway';
import type { LocalRegion } from '../../region.js';
import type { ApiSnapshot, SnapshotResource } from './api-source.js';
import { notFound } from './rejections.js';

/** A resource of the draft. */
export type DraftResource = SnapshotResource & { readonly id: string; readonly path: string };

/** A stage, always on a deployment. */
export type StageRecord = Stage & { readonly stageName: string; readonly deploymentId: string };

/**
 * One REST API: its draft (what the authoring calls change), its deployments and its stages. Entities are replaced,
 * never changed in place: whoever holds one keeps a consistent view, and an operation that fails half-way leaves no trace.
 */
export interface ApiRecord {
  /** Position in lists: APIs are listed in order of creation. */
  readonly order: number;
  /** The policy is kept as plain JSON, see `rest-api-policy.ts`. */
  restApi: RestApi & { readonly id: string };
  readonly resources: Map<string, DraftResource>;
  readonly authorizers: Map<string, Authorizer>;
  /** Only those that were set; defaults are generated, see `gateway-responses.ts`. */
  readonly gatewayResponses: Map<string, GatewayResponse>;
  /** By name. */
  readonly models: Map<string, Model>;
  readonly requestValidators: Map<string, RequestValidator>;
  readonly deployments: Map<string, DeploymentRecord>;
  readonly stages: Map<string, StageRecord>;
}

export interface DeploymentRecord {
  readonly order: number;
  readonly deployment: Deployment & { readonly id: string };
}

export interface ApiKeyRecord {
  readonly order: number;
  readonly key: ApiKey & { readonly id: string; readonly value: string };
}

export interface UsagePlanRecord {
  readonly order: number;
  readonly plan: UsagePlan & { readonly id: string };
  /** Ids of its keys, each with a number that grows with every key added. */
  readonly keys: ReadonlyMap<string, number>;
}

export interface DomainNameRecord {
  readonly domainName: DomainName & { readonly domainName: string };
  /** By base path; `(none)` is the empty one. */
  readonly mappings: ReadonlyMap<string, BasePathMapping>;
}

/** Everything API Gateway remembers in one region, as plain values in the region's state. */
export class Tables {
  constructor(readonly region: LocalRegion) {}

  get apis(): Map<string, ApiRecord> {
    return this.region.state.table('apigateway/restApis');
  }

  /** What each deployment froze, keyed `apiId/deploymentId`. */
  get snapshots(): Map<string, ApiSnapshot> {
    return this.region.state.table('apigateway/snapshots');
  }

  get apiKeys(): Map<string, ApiKeyRecord> {
    return this.region.state.table('apigateway/apiKeys');
  }

  get usagePlans(): Map<string, UsagePlanRecord> {
    return this.region.state.table('apigateway/usagePlans');
  }

  /** Keyed by name, or by `name+id` for private domain names. */
  get domainNames(): Map<string, DomainNameRecord> {
    return this.region.state.table('apigateway/domainNames');
  }

  get accessAssociations(): Map<string, DomainNameAccessAssociation> {
    return this.region.state.table('apigateway/domainNameAccessAssociations');
  }

  /** Keyed `apiId/stageName`: a number that grows with every flush of the stage's authorizer cache. */
  get authorizerFlushes(): Map<string, number> {
    return this.region.state.table('apigateway/authorizerFlushes');
  }

  /** One entry, `account`: settings of the whole account in this region. */
  get account(): Map<string, Account> {
    return this.region.state.table('apigateway/account');
  }

  /** Now, in whole seconds: all that API Gateway keeps of a time. */
  now(): Date {
    return new Date(Math.floor(this.region.clock.now() / 1000) * 1000);
  }

  /** A number greater than every one before it. */
  nextOrder(): number {
    const counters = this.region.state.table<number>('apigateway/counters');
    const order = (counters.get('order') ?? 0) + 1;
    counters.set('order', order);
    return order;
  }

  /** The API, or 404 in AWS's words (LS). */
  api(restApiId: string | undefined): ApiRecord {
    const api = this.apis.get(restApiId ?? '');
    if (!api) throw unknownApi(this.region, restApiId);
    return api;
  }
}

export function unknownApi(region: LocalRegion, restApiId: string | undefined): Error {
  return notFound(`Invalid API identifier specified ${region.accountId}:${restApiId ?? 'null'}`);
}

export function snapshotKey(restApiId: string, deploymentId: string): string {
  return `${restApiId}/${deploymentId}`;
}

import type { LocalRegion } from '../../../region.js';
import type { Json, JsonObject } from '../template/document.js';

/** What a resource is after it was made or changed. */
export interface ProvisionedResource {
  /** What `Ref` gives and what DescribeStackResources shows. */
  readonly physicalId: string;
  readonly attributes: Readonly<Record<string, Json>>;
}

/** A resource as it exists: what it was made with last. */
export interface ExistingResource extends ProvisionedResource {
  readonly properties: JsonObject;
  /** The stack's tags it was last given. */
  readonly stackTags: Readonly<Record<string, string>>;
}

/** What a provider knows of the request it serves. */
export interface ResourceRequest {
  readonly region: LocalRegion;
  readonly type: string;
  readonly logicalId: string;
  readonly stackName: string;
  readonly stackId: string;
  /** Evaluated properties, in the types of the resource's schema. */
  readonly properties: JsonObject;
  /** The stack's own tags, which CloudFormation hands on to resources. */
  readonly stackTags: Readonly<Record<string, string>>;
  /** Says the physical id as soon as there is one, before the rest of a creation, so that a failure after it can be undone. */
  initiated(physicalId: string): void;
}

/** Makes, changes and deletes resources of one type. Failures are thrown as they come from the service. */
export interface ResourceProvider {
  create(request: ResourceRequest): Promise<ProvisionedResource>;
  /** Called only when no property that needs replacement changed. */
  update(request: ResourceRequest, current: ExistingResource): Promise<ProvisionedResource>;
  /** A resource that is already gone counts as deleted. */
  delete(request: ResourceRequest, current: ExistingResource): Promise<void>;
}

/** For types all of whose properties need replacement: there is nothing to update. */
export function nothingToUpdate(
  _request: ResourceRequest,
  current: ExistingResource,
): Promise<ProvisionedResource> {
  return Promise.resolve({ physicalId: current.physicalId, attributes: current.attributes });
}

import type {
  DescribeStackResourceInput,
  DescribeStackResourceOutput,
  DescribeStackResourcesInput,
  DescribeStackResourcesOutput,
  ListStackResourcesInput,
  ListStackResourcesOutput,
  StackResourceDetail,
} from '@aws-sdk/client-cloudformation';
import { validationError } from '../errors.js';
import type { ResourceRecord, StackRecord } from '../stack/records.js';
import { stackWithIdDoesNotExist } from '../stack/store.js';
import { page } from './paging.js';
import type { ServiceParts } from './service-parts.js';

/** Operations that describe the resources of a stack. */
export function resourceDescriptions(parts: ServiceParts) {
  return {
    DescribeStackResources: (input: DescribeStackResourcesInput): DescribeStackResourcesOutput =>
      describeAll(parts, input),
    DescribeStackResource: (input: DescribeStackResourceInput): DescribeStackResourceOutput =>
      describeOne(parts, input),
    ListStackResources: (input: ListStackResourcesInput): ListStackResourcesOutput => list(parts, input),
  };
}

const notChecked = { StackResourceDriftStatus: 'NOT_CHECKED' as const };

function sorted(stack: StackRecord): ResourceRecord[] {
  return Object.values(stack.resources).sort((left, right) => (left.logicalId < right.logicalId ? -1 : 1));
}

function shared(record: ResourceRecord) {
  return {
    LogicalResourceId: record.logicalId,
    ...(record.physicalId === '' ? {} : { PhysicalResourceId: record.physicalId }),
    ResourceType: record.type,
    ResourceStatus: record.status,
    ...(record.statusReason === undefined ? {} : { ResourceStatusReason: record.statusReason }),
  };
}

function describeAll(parts: ServiceParts, input: DescribeStackResourcesInput): DescribeStackResourcesOutput {
  const stack = stackOf(parts, input);
  const { StackId, StackName } = { StackId: stack.stackId, StackName: stack.stackName };
  const records = sorted(stack).filter(
    (record) => input.LogicalResourceId === undefined || record.logicalId === input.LogicalResourceId,
  );
  return {
    StackResources: records.map((record) => ({
      StackName,
      StackId,
      ...shared(record),
      Timestamp: record.timestamp,
      DriftInformation: notChecked,
    })),
  };
}

function stackOf(parts: ServiceParts, input: DescribeStackResourcesInput): StackRecord {
  if (input.StackName !== undefined) return parts.store.require(input.StackName, stackWithIdDoesNotExist);
  const physicalId = input.PhysicalResourceId;
  const owner = parts.store
    .stacks()
    .find((stack) => Object.values(stack.resources).some((record) => record.physicalId === physicalId));
  if (physicalId !== undefined && owner) return owner;
  throw validationError(
    physicalId === undefined
      ? 'Either stackName or physicalResourceId must be specified'
      : `Stack for ${physicalId} does not exist`,
  );
}

function describeOne(parts: ServiceParts, input: DescribeStackResourceInput): DescribeStackResourceOutput {
  const stack = parts.store.require(input.StackName, (name) => `Stack '${name}' does not exist`);
  const record = stack.resources[input.LogicalResourceId ?? ''];
  if (!record)
    throw validationError(
      `Resource ${String(input.LogicalResourceId)} does not exist for stack ${stack.stackName}`,
    );
  const detail: StackResourceDetail = {
    StackName: stack.stackName,
    StackId: stack.stackId,
    ...shared(record),
    LastUpdatedTimestamp: record.timestamp,
    Metadata: JSON.stringify(record.metadata ?? {}),
    DriftInformation: notChecked,
  };
  return { StackResourceDetail: detail };
}

function list(parts: ServiceParts, input: ListStackResourcesInput): ListStackResourcesOutput {
  const stack = parts.store.require(input.StackName, stackWithIdDoesNotExist);
  const { items, nextToken } = page(sorted(stack), input.NextToken);
  return {
    StackResourceSummaries: items.map((record) => ({
      ...shared(record),
      LastUpdatedTimestamp: record.timestamp,
      DriftInformation: notChecked,
    })),
    ...(nextToken === undefined ? {} : { NextToken: nextToken }),
  };
}

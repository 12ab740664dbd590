import type {
  DescribeStacksInput,
  DescribeStacksOutput,
  ListStacksInput,
  ListStacksOutput,
  Stack,
  StackSummary,
} from '@aws-sdk/client-cloudformation';
import type { StackRecord } from '../stack/records.js';
import { stackWithIdDoesNotExist } from '../stack/store.js';
import { shownParameters } from '../template/parameters.js';
import { readTemplate } from '../template/read-template.js';
import { page } from './paging.js';
import type { ServiceParts } from './service-parts.js';

/** Operations that describe stacks. */
export function stackDescriptions(parts: ServiceParts) {
  return {
    DescribeStacks: (input: DescribeStacksInput): DescribeStacksOutput => describeStacks(parts, input),
    ListStacks: (input: ListStacksInput): ListStacksOutput => listStacks(parts, input),
  };
}

function describeStacks(parts: ServiceParts, input: DescribeStacksInput): DescribeStacksOutput {
  if (input.StackName !== undefined) {
    return { Stacks: [describe(parts.store.require(input.StackName, stackWithIdDoesNotExist))] };
  }
  const existing = newestFirst(parts).filter((stack) => stack.status !== 'DELETE_COMPLETE');
  const { items, nextToken } = page(existing, input.NextToken);
  return { Stacks: items.map(describe), ...(nextToken === undefined ? {} : { NextToken: nextToken }) };
}

function newestFirst(parts: ServiceParts): StackRecord[] {
  return parts.store.stacks().reverse();
}

/** A stack as AWS shows it: what was never set is absent rather than empty (LS test_stacks). */
function describe(stack: StackRecord): Stack {
  const { definition } = stack;
  const parameters =
    definition.templateBody === ''
      ? []
      : shownParameters(readTemplate(definition.templateBody), definition.parameters);
  return {
    ...identity(stack),
    ...(stack.changeSetId === undefined ? {} : { ChangeSetId: stack.changeSetId }),
    ...(definition.description === undefined ? {} : { Description: definition.description }),
    ...(parameters.length > 0 ? { Parameters: parameters } : {}),
    ...(definition.capabilities.length > 0
      ? { Capabilities: [...definition.capabilities] as Stack['Capabilities'] }
      : {}),
    ...(stack.outputs.length > 0 ? { Outputs: stack.outputs.map(outputOf) } : {}),
    ...(definition.roleArn === undefined ? {} : { RoleARN: definition.roleArn }),
    ...(stack.timeoutInMinutes === undefined ? {} : { TimeoutInMinutes: stack.timeoutInMinutes }),
    ...(stack.retainExceptOnCreate ? { RetainExceptOnCreate: true } : {}),
    ...(stack.status === 'DELETE_COMPLETE'
      ? {}
      : { EnableTerminationProtection: stack.terminationProtection }),
    DisableRollback: stack.disableRollback,
    NotificationARNs: [...definition.notificationArns],
    RollbackConfiguration: definition.rollbackConfiguration ?? {},
    Tags: Object.entries(definition.tags).map(([Key, Value]) => ({ Key, Value })),
  };
}

function outputOf(output: StackRecord['outputs'][number]) {
  return {
    OutputKey: output.key,
    OutputValue: output.value,
    ...(output.description === undefined ? {} : { Description: output.description }),
    ...(output.exportName === undefined ? {} : { ExportName: output.exportName }),
  };
}

/** What the full description and the summary share. */
function identity(stack: StackRecord) {
  return {
    StackId: stack.stackId,
    StackName: stack.stackName,
    CreationTime: stack.creationTime,
    ...(stack.lastUpdatedTime ? { LastUpdatedTime: stack.lastUpdatedTime } : {}),
    ...(stack.deletionTime ? { DeletionTime: stack.deletionTime } : {}),
    StackStatus: stack.status,
    ...(stack.statusReason === undefined ? {} : { StackStatusReason: stack.statusReason }),
    DriftInformation: { StackDriftStatus: 'NOT_CHECKED' as const },
    LastOperations: stack.lastOperations.slice(0, 1),
  };
}

function listStacks(parts: ServiceParts, input: ListStacksInput): ListStacksOutput {
  const wanted = new Set(input.StackStatusFilter ?? []);
  const stacks = newestFirst(parts).filter((stack) => wanted.size === 0 || wanted.has(stack.status));
  const { items, nextToken } = page(stacks, input.NextToken);
  return {
    StackSummaries: items.map(summarize),
    ...(nextToken === undefined ? {} : { NextToken: nextToken }),
  };
}

function summarize(stack: StackRecord): StackSummary {
  const { description } = stack.definition;
  return { ...identity(stack), ...(description === undefined ? {} : { TemplateDescription: description }) };
}

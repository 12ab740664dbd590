import type {
  DescribeEventsInput,
  DescribeEventsOutput,
  DescribeStackEventsInput,
  DescribeStackEventsOutput,
  OperationEvent,
} from '@aws-sdk/client-cloudformation';
import { validationError } from '../errors.js';
import { requireChangeSet } from './change-set-lookup.js';
import { page } from './paging.js';
import type { ServiceParts } from './service-parts.js';

/** Operations that tell what happened. */
export function eventDescriptions(parts: ServiceParts) {
  return {
    DescribeStackEvents: (input: DescribeStackEventsInput): DescribeStackEventsOutput =>
      describeStackEvents(parts, input),
    DescribeEvents: (input: DescribeEventsInput): DescribeEventsOutput => describeEvents(parts, input),
  };
}

/** Newest first, a hundred a page. */
function describeStackEvents(
  parts: ServiceParts,
  input: DescribeStackEventsInput,
): DescribeStackEventsOutput {
  const stack = parts.store.require(input.StackName);
  const { items, nextToken } = page(parts.store.history(stack.stackId).events.toReversed(), input.NextToken);
  return { StackEvents: items, ...(nextToken === undefined ? {} : { NextToken: nextToken }) };
}

/** Events by stack, change set or operation; `Filters.FailedEvents` leaves what went wrong (BC DescribeEvents). */
function describeEvents(parts: ServiceParts, input: DescribeEventsInput): DescribeEventsOutput {
  const events = selectEvents(parts, input).toReversed();
  const wanted = input.Filters?.FailedEvents ? events.filter(isFailure) : events;
  const { items, nextToken } = page(wanted, input.NextToken);
  return { OperationEvents: items, ...(nextToken === undefined ? {} : { NextToken: nextToken }) };
}

function selectEvents(parts: ServiceParts, input: DescribeEventsInput): OperationEvent[] {
  const all = (): OperationEvent[] =>
    parts.store.stacks().flatMap((stack) => parts.store.history(stack.stackId).operationEvents);
  if (input.OperationId !== undefined)
    return all().filter((event) => event.OperationId === input.OperationId);
  if (input.ChangeSetName !== undefined) {
    const { operationId } = requireChangeSet(parts, input.ChangeSetName, input.StackName);
    return all().filter((event) => event.OperationId === operationId);
  }
  if (input.StackName !== undefined) {
    return parts.store.history(parts.store.require(input.StackName).stackId).operationEvents;
  }
  throw validationError('At least one of StackName, ChangeSetName or OperationId must be specified.');
}

function isFailure(event: OperationEvent): boolean {
  return (
    event.EventType === 'VALIDATION_ERROR' ||
    event.EventType === 'PROVISIONING_ERROR' ||
    event.EventType === 'HOOK_INVOCATION_ERROR'
  );
}

import { randomUUID } from 'node:crypto';
import type { OperationEvent, ResourceStatus, StackEvent, StackStatus } from '@aws-sdk/client-cloudformation';
import type { Clock } from '../../../clock.js';
import type { JsonObject } from '../template/document.js';
import type { StackOperation, StackRecord } from './records.js';
import type { StackStore } from './store.js';

/** A change of one resource's state, to be written down as an event. */
export interface ResourceEvent {
  readonly logicalId: string;
  readonly type: string;
  readonly physicalId: string;
  readonly status: ResourceStatus;
  readonly reason?: string;
  /** Absent for deletions after an update, as on AWS (LS test_change_set_values). */
  readonly properties?: JsonObject;
}

const stackType = 'AWS::CloudFormation::Stack';

/** Writes events as DescribeStackEvents and DescribeEvents read them. */
export class EventLog {
  readonly #store: StackStore;
  readonly #clock: Clock;

  constructor(store: StackStore, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
  }

  /** Moves a stack to a status and says so. */
  stack(stack: StackRecord, status: StackStatus, reason?: string): void {
    const timestamp = new Date(this.#clock.now());
    stack.status = status;
    if (reason === undefined) delete stack.statusReason;
    else stack.statusReason = reason;
    this.#write(stack, {
      eventId: randomUUID(),
      timestamp,
      event: {
        logicalId: stack.stackName,
        type: stackType,
        physicalId: stack.stackId,
        status: status as ResourceStatus,
        ...(reason === undefined ? {} : { reason }),
      },
    });
  }

  resource(stack: StackRecord, event: ResourceEvent): void {
    const timestamp = new Date(this.#clock.now());
    const eventId =
      event.properties === undefined
        ? `${event.logicalId}-${randomUUID()}`
        : this.#datedId(stack, `${event.logicalId}-${event.status}`, timestamp);
    this.#write(stack, { eventId, timestamp, event });
  }

  /** Clients tell events apart by their ids: two in the same millisecond must not share one. */
  #datedId(stack: StackRecord, name: string, timestamp: Date): string {
    const eventId = `${name}-${timestamp.toISOString()}`;
    const taken = this.#store.history(stack.stackId).events.some((event) => event.EventId === eventId);
    return taken ? this.#datedId(stack, name, new Date(timestamp.getTime() + 1)) : eventId;
  }

  /** Says that a change set was refused before anything was provisioned. */
  validationFailed(
    stack: StackRecord,
    operationId: string,
    failure: { logicalId: string; type: string; reason: string },
  ): void {
    this.#store.history(stack.stackId).operationEvents.push({
      EventId: randomUUID(),
      StackId: stack.stackId,
      OperationId: operationId,
      OperationType: 'CREATE_CHANGESET',
      EventType: 'VALIDATION_ERROR',
      LogicalResourceId: failure.logicalId,
      ResourceType: failure.type,
      Timestamp: new Date(this.#clock.now()),
      ValidationFailureMode: 'FAIL',
      ValidationName: 'PROPERTY_VALIDATION',
      ValidationStatus: 'FAILED',
      ValidationStatusReason: failure.reason,
      ValidationPath: `/Resources/${failure.logicalId}/Properties`,
    });
  }

  #write(stack: StackRecord, entry: { eventId: string; timestamp: Date; event: ResourceEvent }): void {
    const history = this.#store.history(stack.stackId);
    const operation = stack.operation;
    history.events.push(asStackEvent(stack, operation, entry));
    if (operation) history.operationEvents.push(asOperationEvent(stack, operation, entry));
  }
}

interface Entry {
  readonly eventId: string;
  readonly timestamp: Date;
  readonly event: ResourceEvent;
}

function shared(
  stack: StackRecord,
  operation: StackOperation | undefined,
  { eventId, timestamp, event }: Entry,
) {
  return {
    StackId: stack.stackId,
    EventId: eventId,
    LogicalResourceId: event.logicalId,
    PhysicalResourceId: event.physicalId,
    ResourceType: event.type,
    Timestamp: timestamp,
    ResourceStatus: event.status,
    ...(event.reason === undefined ? {} : { ResourceStatusReason: event.reason }),
    ...(event.properties === undefined ? {} : { ResourceProperties: JSON.stringify(event.properties) }),
    ...(operation?.token === undefined ? {} : { ClientRequestToken: operation.token }),
  };
}

function asStackEvent(stack: StackRecord, operation: StackOperation | undefined, entry: Entry): StackEvent {
  return {
    ...shared(stack, operation, entry),
    StackName: stack.stackName,
    ...(operation ? { OperationId: operation.id } : {}),
  };
}

/** Failures of resources are provisioning errors, the stack's own changes stack events, the rest progress (BC OperationEvent). */
function asOperationEvent(stack: StackRecord, operation: StackOperation, entry: Entry): OperationEvent {
  const members: OperationEvent = shared(stack, operation, entry);
  const { type, status } = entry.event;
  const failed = status.endsWith('_FAILED');
  const eventType = type === stackType ? 'STACK_EVENT' : failed ? 'PROVISIONING_ERROR' : 'PROGRESS_EVENT';
  return {
    ...members,
    OperationId: operation.id,
    OperationType: operation.kind,
    EventType: eventType,
    ...(eventType === 'STACK_EVENT'
      ? { OperationStatus: operationStatus(status), StartTime: operation.startTime }
      : {}),
    ...(eventType === 'STACK_EVENT' && !status.endsWith('_IN_PROGRESS') ? { EndTime: entry.timestamp } : {}),
  };
}

function operationStatus(status: string): 'IN_PROGRESS' | 'SUCCEEDED' | 'FAILED' {
  if (status.endsWith('_IN_PROGRESS')) return 'IN_PROGRESS';
  return status.endsWith('_FAILED') || status.includes('ROLLBACK') ? 'FAILED' : 'SUCCEEDED';
}

import type {
  Change,
  OnStackFailure,
  OperationEvent,
  Parameter,
  ResourceStatus,
  RollbackConfiguration,
  StackEvent,
  StackStatus,
} from '@aws-sdk/client-cloudformation';
import type { ExistingResource } from '../resources/provider.js';
import type { Json, JsonObject } from '../template/document.js';
import type { ParameterValues } from '../template/parameters.js';

/** What a stack is made from: everything an update replaces and a rollback puts back. */
export interface StackDefinition {
  readonly templateBody: string;
  readonly parameters: ParameterValues;
  readonly tags: Readonly<Record<string, string>>;
  readonly capabilities: readonly string[];
  readonly notificationArns: readonly string[];
  readonly roleArn?: string;
  readonly rollbackConfiguration?: RollbackConfiguration;
  readonly description?: string;
}

export interface StackOutput {
  readonly key: string;
  readonly value: string;
  readonly description?: string;
  readonly exportName?: string;
}

/** A resource of a stack as CloudFormation remembers it. */
export interface ResourceRecord {
  readonly logicalId: string;
  readonly type: string;
  /** Empty until there is one. */
  physicalId: string;
  attributes: Readonly<Record<string, Json>>;
  /** Evaluated properties, as the template and parameters gave them (not in the types of the schema). */
  properties: JsonObject;
  /** The stack's tags the resource was last given. */
  stackTags: Readonly<Record<string, string>>;
  metadata?: Json;
  deletionPolicy: string;
  updateReplacePolicy: string;
  /** Logical ids that must outlive it. */
  dependsOn: readonly string[];
  status: ResourceStatus;
  statusReason?: string;
  timestamp: Date;
}

/** A physical resource that no longer belongs to the template and is deleted once the update is complete. */
export interface Obsolete extends ExistingResource {
  readonly logicalId: string;
  readonly type: string;
  readonly dependsOn: readonly string[];
  readonly retained: boolean;
}

/** What a rollback puts back. */
export interface StableState {
  readonly definition: StackDefinition;
  readonly outputs: readonly StackOutput[];
  readonly importedNames: readonly string[];
  readonly resources: Readonly<Record<string, ResourceRecord>>;
}

export type OperationKind =
  'CREATE_STACK' | 'UPDATE_STACK' | 'DELETE_STACK' | 'CONTINUE_ROLLBACK' | 'ROLLBACK';

/** Where an operation stands; what a restart picks up. */
export type Phase =
  'provision' | 'cleanup' | 'rollback' | 'rollback-cleanup' | 'create-rollback' | 'delete' | 'ended';

/** A running or interrupted operation on a stack. */
export interface StackOperation {
  readonly id: string;
  readonly kind: OperationKind;
  readonly token?: string;
  phase: Phase;
  readonly disableRollback: boolean;
  readonly onFailure: OnStackFailure;
  readonly retainExceptOnCreate: boolean;
  /** Present for updates, and kept after a failed one that was not rolled back. */
  readonly stable?: StableState;
  readonly obsolete: Obsolete[];
  /** Logical ids that ContinueUpdateRollback leaves alone. */
  readonly skip: readonly string[];
  /** Logical ids that DeleteStack leaves alone. */
  readonly retain: readonly string[];
  readonly force: boolean;
  cancelled: boolean;
  /** A deletion asked for while the stack was being created: it starts once what is under way has ended. */
  next?: StackOperation;
  readonly startTime: Date;
}

export interface StackRecord {
  readonly stackId: string;
  readonly stackName: string;
  status: StackStatus;
  statusReason?: string;
  readonly creationTime: Date;
  lastUpdatedTime?: Date;
  deletionTime?: Date;
  definition: StackDefinition;
  outputs: readonly StackOutput[];
  /** Exports of other stacks that it uses. */
  importedNames: readonly string[];
  resources: Record<string, ResourceRecord>;
  changeSetId?: string;
  disableRollback: boolean;
  retainExceptOnCreate: boolean;
  terminationProtection: boolean;
  timeoutInMinutes?: number;
  policyBody?: string;
  /** The last operation; running while its phase is not `ended`. */
  operation?: StackOperation;
  lastOperations: { OperationId: string; OperationType: OperationKind | 'CREATE_CHANGESET' }[];
  /** Client request tokens used on this stack, with the operation each was used for. */
  tokens: Record<string, string>;
}

export interface ChangeSetRecord {
  readonly changeSetId: string;
  readonly changeSetName: string;
  readonly stackId: string;
  readonly stackName: string;
  readonly operationId: string;
  readonly description?: string;
  readonly creationTime: Date;
  readonly definition: StackDefinition;
  /** Parameters as describe calls show them. */
  readonly parameters: readonly Parameter[];
  readonly onStackFailure?: OnStackFailure;
  readonly clientToken?: string;
  readonly includeNestedStacks: boolean;
  readonly importExistingResources?: boolean;
  /** What it would do, as described without and with values. */
  changes: readonly Change[];
  changesWithValues: readonly Change[];
  status: 'CREATE_PENDING' | 'CREATE_IN_PROGRESS' | 'CREATE_COMPLETE' | 'FAILED' | 'DELETE_COMPLETE';
  statusReason?: string;
  executionStatus:
    'UNAVAILABLE' | 'AVAILABLE' | 'EXECUTE_IN_PROGRESS' | 'EXECUTE_COMPLETE' | 'EXECUTE_FAILED' | 'OBSOLETE';
}

/** Events of one stack, oldest first, in both forms in which they are read. */
export interface StackHistory {
  readonly events: StackEvent[];
  readonly operationEvents: OperationEvent[];
}

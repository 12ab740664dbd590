/** A stack as CloudFormation describes it. */
export interface Stack {
  /** ARN: names it even after it was deleted. */
  readonly id: string;
  readonly name: string;
  /** E.g. `UPDATE_COMPLETE`. */
  readonly status: string;
  readonly statusReason?: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly outputs: readonly StackOutput[];
  readonly tags: Readonly<Record<string, string>>;
  readonly terminationProtection: boolean;
  readonly createdAt: Date;
  readonly updatedAt?: Date;
}

export interface StackOutput {
  readonly key: string;
  readonly value: string;
  readonly description?: string;
}

export interface StackEvent {
  readonly id: string;
  readonly at: Date;
  readonly logicalId: string;
  readonly physicalId?: string;
  readonly resourceType: string;
  /** E.g. `CREATE_IN_PROGRESS`. */
  readonly status: string;
  readonly reason?: string;
  /** The token of the operation the event belongs to. */
  readonly token?: string;
}

export interface StackResource {
  readonly logicalId: string;
  readonly physicalId?: string;
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
}

/** One resource of a change set. */
export interface ResourceChange {
  /** `Add`, `Modify`, `Remove`, `Import` or a newer kind. */
  readonly action: string;
  readonly logicalId: string;
  readonly physicalId?: string;
  readonly type: string;
  readonly replacement?: 'True' | 'False' | 'Conditional';
  /** Names of the properties or attributes that change. */
  readonly changed: readonly string[];
  /** What becomes of the resource on removal, e.g. `Retain`. */
  readonly policyAction?: string;
}

export interface ChangeSet {
  readonly id: string;
  readonly name: string;
  readonly stackId: string;
  /** E.g. `CREATE_COMPLETE`, `FAILED`. */
  readonly status: string;
  readonly statusReason?: string;
  /** E.g. `AVAILABLE`. */
  readonly executionStatus: string;
  readonly changes: readonly ResourceChange[];
}

export interface ChangeSetRequest {
  readonly stackName: string;
  readonly name: string;
  readonly type: 'CREATE' | 'UPDATE';
  readonly templateBody: string;
  /** Values to set; a parameter that is in `keep` instead keeps its present value. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly keep: readonly string[];
  readonly tags: Readonly<Record<string, string>>;
  readonly description: string;
  /** Makes repeating the request harmless. */
  readonly token: string;
}

/**
 * What use cases need of CloudFormation. Implemented by `src/aws`; every method throws `GatewayError`. Names may be stack
 * ids (ARNs) everywhere.
 */
export interface StackService {
  /** The stack, or undefined where there is none of that name. A deleted stack is found by id only. */
  describe(stack: string): Promise<Stack | undefined>;
  /** The template as it was sent. */
  template(stack: string): Promise<string>;
  resources(stack: string): Promise<StackResource[]>;
  /** Events of the stack, newest first, until `enough` says so of one (which is left out). */
  events(stack: string, enough: (event: StackEvent) => boolean): Promise<StackEvent[]>;

  createChangeSet(request: ChangeSetRequest): Promise<void>;
  /** All pages of it, or undefined where there is none. */
  describeChangeSet(stack: string, name: string): Promise<ChangeSet | undefined>;
  /** What AWS found wrong with a change set before anything was provisioned; one text for each finding. */
  validationErrors(stack: string, changeSet: string): Promise<string[]>;
  executeChangeSet(stack: string, name: string, token: string): Promise<void>;
  deleteChangeSet(stack: string, name: string): Promise<void>;

  deleteStack(
    stack: string,
    options: { token: string; retain?: readonly string[]; force?: boolean },
  ): Promise<void>;
  continueRollback(stack: string, options: { token: string; skip?: readonly string[] }): Promise<void>;
  rollback(stack: string, options: { token: string }): Promise<void>;
  setTerminationProtection(stack: string, enabled: boolean): Promise<void>;
}

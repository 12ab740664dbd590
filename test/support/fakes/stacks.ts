import type {
  ChangeSet,
  ChangeSetRequest,
  Stack,
  StackEvent,
  StackResource,
  StackService,
} from '../../../src/gateway/stack/stack-service.js';

export const stackId = 'arn:aws:cloudformation:us-east-1:123456789012:stack/gateway/1';

/** A stack of a gateway as it stands after a deployment, but for what is given. */
export function aStack(parts: Partial<Stack> = {}): Stack {
  return {
    id: stackId,
    name: 'gateway',
    status: 'CREATE_COMPLETE',
    parameters: { EndpointType: 'PRIVATE', EnableAuthorizer: 'false' },
    outputs: [
      { key: 'ApiId', value: 'api1' },
      { key: 'GatewayUrl', value: 'https://api1.execute-api.us-east-1.amazonaws.com/v1/' },
      { key: 'ForwarderFunctionName', value: 'forwarder' },
      { key: 'AuthorizerFunctionName', value: 'authorizer' },
    ],
    tags: {},
    terminationProtection: false,
    createdAt: new Date(0),
    ...parts,
  };
}

/** An event of the operation under test; `at` orders events. */
export function anEvent(parts: Partial<StackEvent> & Pick<StackEvent, 'status'>): StackEvent {
  const { at = new Date(1), logicalId = 'gateway' } = parts;
  return {
    id: `${logicalId}-${parts.status}-${at.getTime()}`,
    at,
    logicalId,
    physicalId: logicalId === 'gateway' ? stackId : `${logicalId}-id`,
    resourceType: logicalId === 'gateway' ? 'AWS::CloudFormation::Stack' : 'AWS::Some::Thing',
    ...parts,
  };
}

export function aChangeSet(parts: Partial<ChangeSet> = {}): ChangeSet {
  return {
    id: 'change-set-1',
    name: 'change-set',
    stackId,
    status: 'CREATE_COMPLETE',
    executionStatus: 'AVAILABLE',
    changes: [{ action: 'Add', logicalId: 'Vpc', type: 'AWS::EC2::VPC', changed: [] }],
    ...parts,
  };
}

/** How the stack answers from one poll on: its status (undefined: it is gone) and the events that came. */
export interface Frame {
  readonly status?: string;
  readonly events?: readonly StackEvent[];
}

/**
 * CloudFormation for a test. Each operation plays the frames scripted for it, one for every time the stack is read; `changes`
 * records what was asked of it.
 */
export class FakeStacks implements StackService {
  readonly changes: string[] = [];
  readonly requests: ChangeSetRequest[] = [];
  readonly changeSets = new Map<string, ChangeSet>();
  resourceList: StackResource[] = [];
  body = 'Resources: {}';
  /** How a change set that is made turns out. */
  made: Partial<ChangeSet> = {};
  #events: StackEvent[] = [];
  #frames: Frame[] = [];
  #token: string | undefined;

  constructor(
    public stack: Stack | undefined,
    private readonly scripts: Readonly<Record<string, readonly Frame[]>> = {},
  ) {
    this.#frames = [...(scripts['already'] ?? [])];
  }

  describe(): Promise<Stack | undefined> {
    const frame = this.#frames.shift();
    if (frame) {
      const stamped = (frame.events ?? []).map((event) => ({ token: this.#token, ...event }));
      this.#events = [...stamped.reverse(), ...this.#events];
      this.stack =
        frame.status === undefined ? undefined : { ...(this.stack ?? aStack()), status: frame.status };
    }
    return Promise.resolve(this.stack);
  }

  template(): Promise<string> {
    return Promise.resolve(this.body);
  }

  resources(): Promise<StackResource[]> {
    return Promise.resolve(this.resourceList);
  }

  events(_stack: string, enough: (event: StackEvent) => boolean): Promise<StackEvent[]> {
    const end = this.#events.findIndex(enough);
    return Promise.resolve(end === -1 ? this.#events : this.#events.slice(0, end));
  }

  createChangeSet(request: ChangeSetRequest): Promise<void> {
    this.requests.push(request);
    this.changeSets.set(request.name, aChangeSet({ name: request.name, ...this.made }));
    if (!this.stack) this.stack = aStack({ status: 'REVIEW_IN_PROGRESS', outputs: [], parameters: {} });
    return this.#note(`create change set`);
  }

  describeChangeSet(_stack: string, name: string): Promise<ChangeSet | undefined> {
    return Promise.resolve(this.changeSets.get(name));
  }

  executeChangeSet(_stack: string, name: string, token: string): Promise<void> {
    return this.#play(
      'execute',
      token,
      name === token ? 'execute change set' : 'execute under another token',
    );
  }

  deleteChangeSet(_stack: string, name: string): Promise<void> {
    this.changeSets.delete(name);
    return this.#note('delete change set');
  }

  deleteStack(
    _stack: string,
    { token, retain = [], force = false }: { token: string; retain?: readonly string[]; force?: boolean },
  ): Promise<void> {
    const how = [...retain.map((name) => ` but ${name}`), ...(force ? [' by force'] : [])].join('');
    if (this.stack?.status === 'REVIEW_IN_PROGRESS') this.stack = undefined;
    return this.#play('delete', token, `delete stack${how}`);
  }

  continueRollback(_stack: string, { token }: { token: string }): Promise<void> {
    return this.#play('continueRollback', token, 'continue rollback');
  }

  rollback(_stack: string, { token }: { token: string }): Promise<void> {
    return this.#play('rollback', token, 'roll back');
  }

  setTerminationProtection(): Promise<void> {
    return this.#note('set termination protection');
  }

  validationErrors(): Promise<string[]> {
    return Promise.resolve([]);
  }

  #play(operation: string, token: string, change: string): Promise<void> {
    this.#token = token;
    this.#frames = [...(this.scripts[operation] ?? [])];
    return this.#note(change);
  }

  #note(change: string): Promise<void> {
    this.changes.push(change);
    return Promise.resolve();
  }
}

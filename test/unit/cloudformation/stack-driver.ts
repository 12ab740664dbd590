import type {
  Change,
  CreateChangeSetInput,
  DescribeChangeSetOutput,
  DescribeStackEventsOutput,
  DescribeStacksOutput,
  DescribeStackResourcesOutput,
  Stack,
  StackEvent,
} from '@aws-sdk/client-cloudformation';
import {
  cloudFormationWith,
  type CloudFormationOptions,
} from '../../../src/local/control-plane/cloudformation/index.js';
import type { Clock } from '../../../src/local/clock.js';
import type { LocalRegion } from '../../../src/local/region.js';
import type { Service } from '../../../src/local/service.js';
import { State } from '../../../src/local/state.js';

/** Calls of other services that a stack made. */
export interface RecordedCall {
  readonly service: string;
  readonly operation: string;
  readonly input: Record<string, unknown>;
}

export type ServiceAnswer = (call: RecordedCall) => object;

const noServices: ServiceAnswer = ({ service, operation }) => {
  throw new Error(`${service}.${operation} was called`);
};

/** Time that passes only when something waits for it or looks at it, so that no test sleeps. */
function instantClock(): Clock {
  let now = Date.UTC(2026, 0, 1);
  return {
    now: () => now++,
    sleep: (milliseconds: number, signal?: AbortSignal) => {
      signal?.throwIfAborted();
      now += milliseconds;
      return new Promise<void>((resolve) => setImmediate(resolve));
    },
  };
}

/** A local CloudFormation and the calls it makes, driven as a client would, without the wire. */
export class StackDriver {
  readonly state: State;
  readonly calls: RecordedCall[] = [];
  readonly service: Service;

  constructor(
    options: {
      state?: State;
      answer?: ServiceAnswer;
      clock?: Clock;
      cloudFormation?: Partial<CloudFormationOptions>;
    } = {},
  ) {
    this.state = options.state ?? new State();
    const answer = options.answer ?? noServices;
    const region = {
      name: 'us-east-1',
      partition: 'aws',
      accountId: '123456789012',
      clock: options.clock ?? instantClock(),
      state: this.state,
      call: (service: string, operation: string, input: Record<string, unknown>) => {
        const call = structuredClone({ service, operation, input });
        this.calls.push(call);
        return Promise.resolve().then(() => structuredClone(answer(call)));
      },
    };
    this.service = cloudFormationWith({ pace: 0, ...options.cloudFormation })(
      region as unknown as LocalRegion,
    );
  }

  async send<Output extends object>(operation: string, input: object = {}): Promise<Output> {
    const run = this.service.operations[operation];
    if (!run) throw new Error(`no operation ${operation}`);
    return (await run(structuredClone(input) as never, { requestId: 'r', principalArn: 'p' })) as Output;
  }

  async stack(name = 'demo'): Promise<Stack> {
    const { Stacks } = await this.send<DescribeStacksOutput>('DescribeStacks', { StackName: name });
    const stack = Stacks?.[0];
    if (!stack) throw new Error(`no stack ${name}`);
    return stack;
  }

  async settled(name = 'demo'): Promise<Stack> {
    let stack = await this.stack(name);
    while (stack.StackStatus?.endsWith('_IN_PROGRESS') && stack.StackStatus !== 'REVIEW_IN_PROGRESS') {
      await new Promise((resolve) => setImmediate(resolve));
      stack = await this.stack(stack.StackId ?? name);
    }
    return stack;
  }

  async changeSet(
    input: Partial<CreateChangeSetInput>,
    withValues = false,
  ): Promise<DescribeChangeSetOutput> {
    const { Id } = await this.send<{ Id: string }>('CreateChangeSet', {
      StackName: 'demo',
      ChangeSetName: 'changes',
      ...input,
    });
    for (;;) {
      const described = await this.send<DescribeChangeSetOutput>('DescribeChangeSet', {
        ChangeSetName: Id,
        IncludePropertyValues: withValues,
      });
      if (described.Status === 'CREATE_COMPLETE' || described.Status === 'FAILED') return described;
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  /** Creates or updates by a change set, as the CLI does. */
  async deploy(template: object, input: Partial<CreateChangeSetInput> = {}): Promise<Stack> {
    const described = await this.changeSet({ TemplateBody: JSON.stringify(template), ...input });
    if (described.Status === 'FAILED') throw new Error(described.StatusReason);
    await this.send('ExecuteChangeSet', { ChangeSetName: described.ChangeSetId });
    return this.settled();
  }

  /** Events of a stack, oldest first. */
  async events(name = 'demo'): Promise<StackEvent[]> {
    const events: StackEvent[] = [];
    let NextToken: string | undefined;
    do {
      const page: DescribeStackEventsOutput = await this.send('DescribeStackEvents', {
        StackName: name,
        ...(NextToken ? { NextToken } : {}),
      });
      events.push(...(page.StackEvents ?? []));
      NextToken = page.NextToken;
    } while (NextToken !== undefined);
    return events.reverse();
  }

  /** Events as short lines: `Logical STATUS reason`. */
  async eventLines(name = 'demo'): Promise<string[]> {
    const events = await this.events(name);
    return events.map((event) =>
      [event.LogicalResourceId, event.ResourceStatus, event.ResourceStatusReason].filter(Boolean).join(' '),
    );
  }

  /** Physical ids of the stack's resources by logical id. */
  async physicalIds(name = 'demo'): Promise<Record<string, string | undefined>> {
    const { StackResources } = await this.send<DescribeStackResourcesOutput>('DescribeStackResources', {
      StackName: name,
    });
    return Object.fromEntries(
      (StackResources ?? []).map((resource) => [resource.LogicalResourceId, resource.PhysicalResourceId]),
    );
  }
}

/** Changes of a change set in short: `Action Logical replacement`. */
export function changeLines(changes: readonly Change[] | undefined): string[] {
  return (changes ?? []).map(({ ResourceChange: change }) =>
    [change?.Action, change?.LogicalResourceId, change?.Replacement].filter(Boolean).join(' '),
  );
}

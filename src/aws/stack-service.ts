import {
  CloudFormationClient,
  ContinueUpdateRollbackCommand,
  CreateChangeSetCommand,
  DeleteChangeSetCommand,
  DeleteStackCommand,
  DescribeChangeSetCommand,
  DescribeEventsCommand,
  DescribeStackEventsCommand,
  DescribeStackResourcesCommand,
  DescribeStacksCommand,
  ExecuteChangeSetCommand,
  GetTemplateCommand,
  RollbackStackCommand,
  UpdateTerminationProtectionCommand,
  type Change,
  type DescribeChangeSetOutput,
  type Parameter,
  type Stack as SdkStack,
  type StackEvent as SdkStackEvent,
} from '@aws-sdk/client-cloudformation';
import type { ConnectionOptions } from '../gateway/connection.js';
import type {
  ChangeSet,
  ChangeSetRequest,
  ResourceChange,
  Stack,
  StackEvent,
  StackService,
} from '../gateway/stack/stack-service.js';
import { clientConfiguration, equip } from './client-configuration.js';
import { explained, hasCode } from './explain-failure.js';

/** CloudFormation behind the interface that use cases know. */
export function createStackService(options: ConnectionOptions): StackService {
  const client = equip(new CloudFormationClient(clientConfiguration(options)), options);
  return { ...reading(client), ...changeSets(client), ...operations(client) };
}

type Reading = Pick<StackService, 'describe' | 'template' | 'resources' | 'events'>;

function reading(client: CloudFormationClient): Reading {
  return {
    describe: (stack) =>
      explained(`reading stack ${stack}`, () =>
        absentAsUndefined(async () => {
          const answer = await client.send(new DescribeStacksCommand({ StackName: stack }));
          return answer.Stacks?.[0] && toStack(answer.Stacks[0]);
        }),
      ),
    template: (stack) =>
      explained(`reading the template of stack ${stack}`, async () => {
        const answer = await client.send(
          new GetTemplateCommand({ StackName: stack, TemplateStage: 'Original' }),
        );
        return answer.TemplateBody ?? '';
      }),
    resources: (stack) =>
      explained(`reading the resources of stack ${stack}`, async () => {
        const answer = await client.send(new DescribeStackResourcesCommand({ StackName: stack }));
        return (answer.StackResources ?? []).map((resource) => ({
          logicalId: resource.LogicalResourceId ?? '',
          physicalId: resource.PhysicalResourceId,
          type: resource.ResourceType ?? '',
          status: resource.ResourceStatus ?? '',
          reason: resource.ResourceStatusReason,
        }));
      }),
    events: (stack, enough) =>
      explained(`reading the events of stack ${stack}`, () => eventsUntil(client, stack, enough)),
  };
}

/** Pages back from the newest event only as far as needed. */
async function eventsUntil(
  client: CloudFormationClient,
  stack: string,
  enough: (event: StackEvent) => boolean,
): Promise<StackEvent[]> {
  const events: StackEvent[] = [];
  let token: string | undefined;
  do {
    const page = await client.send(new DescribeStackEventsCommand({ StackName: stack, NextToken: token }));
    for (const event of (page.StackEvents ?? []).map(toEvent)) {
      if (enough(event)) return events;
      events.push(event);
    }
    token = page.NextToken;
  } while (token);
  return events;
}

type ChangeSets = Pick<
  StackService,
  'validationErrors' | 'createChangeSet' | 'describeChangeSet' | 'executeChangeSet' | 'deleteChangeSet'
>;

function changeSets(client: CloudFormationClient): ChangeSets {
  return {
    createChangeSet: (request) =>
      explained(`planning stack ${request.stackName}`, async () => {
        await client.send(new CreateChangeSetCommand(changeSetInput(request)));
      }),
    describeChangeSet: (stack, name) =>
      explained(`reading change set ${name}`, () =>
        absentAsUndefined(() => wholeChangeSet(client, stack, name)),
      ),
    validationErrors: (stack, name) =>
      explained(`reading why change set ${name} failed`, () => validationErrors(client, stack, name)),
    executeChangeSet: (stack, name, token) =>
      explained(`executing change set ${name}`, async () => {
        const input = { StackName: stack, ChangeSetName: name, ClientRequestToken: token };
        await client.send(new ExecuteChangeSetCommand(input));
      }),
    deleteChangeSet: (stack, name) =>
      explained(`deleting change set ${name}`, () =>
        absentAsUndefined(async () => {
          await client.send(new DeleteChangeSetCommand({ StackName: stack, ChangeSetName: name }));
        }),
      ),
  };
}

function changeSetInput(request: ChangeSetRequest) {
  return {
    StackName: request.stackName,
    ChangeSetName: request.name,
    ChangeSetType: request.type,
    ClientToken: request.token,
    Description: request.description,
    TemplateBody: request.templateBody,
    Capabilities: ['CAPABILITY_NAMED_IAM' as const],
    Parameters: [
      ...Object.entries(request.parameters).map(([key, value]) => ({
        ParameterKey: key,
        ParameterValue: value,
      })),
      ...request.keep.map((key) => ({ ParameterKey: key, UsePreviousValue: true })),
    ],
    Tags: Object.entries(request.tags).map(([Key, Value]) => ({ Key, Value })),
  };
}

async function validationErrors(
  client: CloudFormationClient,
  stack: string,
  changeSet: string,
): Promise<string[]> {
  const input = { StackName: stack, ChangeSetName: changeSet, Filters: { FailedEvents: true } };
  const { OperationEvents = [] } = await client.send(new DescribeEventsCommand(input));
  return OperationEvents.filter((event) => event.EventType === 'VALIDATION_ERROR').map(
    (event) => `${event.LogicalResourceId ?? 'the template'}: ${event.ValidationStatusReason ?? 'invalid'}`,
  );
}

async function wholeChangeSet(client: CloudFormationClient, stack: string, name: string): Promise<ChangeSet> {
  // With values AWS leaves out consequences that turn out to change nothing (LS test_change_set_fn_get_attr).
  const input = { StackName: stack, ChangeSetName: name, IncludePropertyValues: true };
  const describe = (token?: string) =>
    client.send(new DescribeChangeSetCommand({ ...input, NextToken: token }));
  const first: DescribeChangeSetOutput = await describe();
  const changes = [...(first.Changes ?? [])];
  for (let token = first.NextToken; token;) {
    const page: DescribeChangeSetOutput = await describe(token);
    changes.push(...(page.Changes ?? []));
    token = page.NextToken;
  }
  return {
    id: first.ChangeSetId ?? '',
    name,
    stackId: first.StackId ?? stack,
    status: first.Status ?? '',
    statusReason: first.StatusReason,
    executionStatus: first.ExecutionStatus ?? '',
    changes: changes.map(toChange),
  };
}

type Operations = Pick<
  StackService,
  'deleteStack' | 'continueRollback' | 'rollback' | 'setTerminationProtection'
>;

function operations(client: CloudFormationClient): Operations {
  return {
    deleteStack: (stack, { token, retain, force }) =>
      explained(`deleting stack ${stack}`, async () => {
        const mode = force ? 'FORCE_DELETE_STACK' : undefined;
        const input = {
          StackName: stack,
          ClientRequestToken: token,
          RetainResources: retain?.slice(),
          DeletionMode: mode,
        } as const;
        await client.send(new DeleteStackCommand(input));
      }),
    continueRollback: (stack, { token, skip }) =>
      explained(`continuing the rollback of stack ${stack}`, async () => {
        const input = { StackName: stack, ClientRequestToken: token, ResourcesToSkip: skip?.slice() };
        await client.send(new ContinueUpdateRollbackCommand(input));
      }),
    rollback: (stack, { token }) =>
      explained(`rolling stack ${stack} back`, async () => {
        await client.send(new RollbackStackCommand({ StackName: stack, ClientRequestToken: token }));
      }),
    setTerminationProtection: (stack, enabled) =>
      explained(`setting termination protection of stack ${stack}`, async () => {
        const input = { StackName: stack, EnableTerminationProtection: enabled };
        await client.send(new UpdateTerminationProtectionCommand(input));
      }),
  };
}

/** CloudFormation answers an unknown stack with a ValidationError (LS), an unknown change set with ChangeSetNotFound. */
async function absentAsUndefined<T>(call: () => Promise<T>): Promise<T | undefined> {
  try {
    return await call();
  } catch (error) {
    if (hasCode(error, 'ChangeSetNotFound', 'ChangeSetNotFoundException')) return undefined;
    const unknown =
      error instanceof Error && error.name === 'ValidationError' && /does not exist/.test(error.message);
    if (unknown) return undefined;
    throw error;
  }
}

function toStack(stack: SdkStack): Stack {
  return {
    id: stack.StackId ?? '',
    name: stack.StackName ?? '',
    status: stack.StackStatus ?? '',
    statusReason: stack.StackStatusReason,
    parameters: Object.fromEntries((stack.Parameters ?? []).map(parameterEntry)),
    outputs: (stack.Outputs ?? []).map((output) => ({
      key: output.OutputKey ?? '',
      value: output.OutputValue ?? '',
      description: output.Description,
    })),
    tags: Object.fromEntries((stack.Tags ?? []).map((tag) => [tag.Key ?? '', tag.Value ?? ''])),
    terminationProtection: stack.EnableTerminationProtection ?? false,
    createdAt: stack.CreationTime ?? new Date(0),
    updatedAt: stack.LastUpdatedTime,
  };
}

function parameterEntry(parameter: Parameter): [string, string] {
  return [parameter.ParameterKey ?? '', parameter.ParameterValue ?? ''];
}

function toEvent(event: SdkStackEvent): StackEvent {
  return {
    id: event.EventId ?? '',
    at: event.Timestamp ?? new Date(0),
    logicalId: event.LogicalResourceId ?? '',
    physicalId: event.PhysicalResourceId,
    resourceType: event.ResourceType ?? '',
    status: event.ResourceStatus ?? '',
    reason: event.ResourceStatusReason,
    token: event.ClientRequestToken,
  };
}

function toChange(change: Change): ResourceChange {
  const resource = change.ResourceChange;
  const names = (resource?.Details ?? []).map(
    (detail) => detail.Target?.Name ?? detail.Target?.Attribute ?? '',
  );
  return {
    action: resource?.Action ?? '',
    logicalId: resource?.LogicalResourceId ?? '',
    physicalId: resource?.PhysicalResourceId,
    type: resource?.ResourceType ?? '',
    replacement: resource?.Replacement,
    changed: [...new Set(names.filter((name) => name !== ''))],
    policyAction: resource?.PolicyAction,
  };
}

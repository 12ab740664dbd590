import { describe, expect, it } from '@jest/globals';
import type {
  DescribeStacksOutput,
  ListChangeSetsOutput,
  ResourceChange,
} from '@aws-sdk/client-cloudformation';
import { StackDriver, changeLines } from './stack-driver.js';

interface Topic {
  readonly Type: 'AWS::SNS::Topic';
  readonly Properties: Record<string, unknown>;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
}

function topic(name: string, display: unknown, more: object = {}): Topic {
  return { Type: 'AWS::SNS::Topic', Properties: { TopicName: name, DisplayName: display }, ...more };
}

async function created(template: object, input: object = {}): Promise<StackDriver> {
  const driver = new StackDriver();
  await driver.deploy(template, { ChangeSetType: 'CREATE', ...input });
  return driver;
}

async function planned(
  driver: StackDriver,
  template: object,
  input: object = {},
  withValues = false,
): Promise<(ResourceChange | undefined)[]> {
  const { Changes } = await driver.changeSet(
    { TemplateBody: JSON.stringify(template), ChangeSetName: 'next', ...input },
    withValues,
  );
  return (Changes ?? []).map((change) => change.ResourceChange);
}

const two = { Resources: { Topic1: topic('one', 'a'), Topic2: topic('two', { Ref: 'Topic1' }) } };

// Expected answers are those that AWS gave to LocalStack's test suite: test_changesets, test_change_set_ref, test_change_set_fn_get_attr (LS).
describe('a change set', () => {
  it('given a new stack, when made, then the stack waits in review and additions have no scope', async () => {
    const driver = new StackDriver();
    const described = await driver.changeSet({ TemplateBody: JSON.stringify(two), ChangeSetType: 'CREATE' });
    expect(described.Changes).toEqual([
      {
        Type: 'Resource',
        ResourceChange: {
          Action: 'Add',
          Details: [],
          LogicalResourceId: 'Topic1',
          ResourceType: 'AWS::SNS::Topic',
          Scope: [],
        },
      },
      {
        Type: 'Resource',
        ResourceChange: {
          Action: 'Add',
          Details: [],
          LogicalResourceId: 'Topic2',
          ResourceType: 'AWS::SNS::Topic',
          Scope: [],
        },
      },
    ]);
    expect(described).toMatchObject({
      ExecutionStatus: 'AVAILABLE',
      Capabilities: [],
      NotificationARNs: [],
      RollbackConfiguration: {},
      IncludeNestedStacks: false,
    });
    expect(await driver.stack()).toMatchObject({
      StackStatus: 'REVIEW_IN_PROGRESS',
      StackStatusReason: 'User Initiated',
      Tags: [],
    });
  });

  it('given values are asked for, when made, then what is not known yet says so', async () => {
    const driver = new StackDriver();
    const { Changes } = await driver.changeSet(
      { TemplateBody: JSON.stringify(two), ChangeSetType: 'CREATE' },
      true,
    );
    expect(JSON.parse(Changes?.[1]?.ResourceChange?.AfterContext ?? '')).toEqual({
      Properties: { TopicName: 'two', DisplayName: '{{changeSet:KNOWN_AFTER_APPLY}}' },
    });
  });

  it('given a property edited in the template, when planned, then it is a static direct modification', async () => {
    const driver = await created(two);
    expect(await planned(driver, { Resources: { ...two.Resources, Topic1: topic('one', 'b') } })).toEqual([
      {
        Action: 'Modify',
        LogicalResourceId: 'Topic1',
        PhysicalResourceId: 'arn:aws:sns:us-east-1:123456789012:one',
        ResourceType: 'AWS::SNS::Topic',
        Replacement: 'False',
        Scope: ['Properties'],
        Details: [
          {
            Target: { Attribute: 'Properties', Name: 'DisplayName', RequiresRecreation: 'Never' },
            Evaluation: 'Static',
            ChangeSource: 'DirectModification',
          },
        ],
      },
    ]);
  });

  it('given a property edited and values asked for, when planned, then the path and both values are told', async () => {
    const driver = await created(two);
    const [change] = await planned(
      driver,
      { Resources: { ...two.Resources, Topic1: topic('one', 'b') } },
      {},
      true,
    );
    expect(change?.Details?.[0]?.Target).toEqual({
      Attribute: 'Properties', Name: 'DisplayName', RequiresRecreation: 'Never', Path: '/Properties/DisplayName',
      AttributeChangeType: 'Modify', BeforeValue: 'a', AfterValue: 'b',
    }); // prettier-ignore
    expect(JSON.parse(change?.BeforeContext ?? '')).toEqual({
      Properties: { TopicName: 'one', DisplayName: 'a' },
    });
  });

  it('given a parameter changed, when planned, then the cause is the parameter, and dynamically the property', async () => {
    const template = {
      Parameters: { Value: { Type: 'String' } },
      Resources: { Topic: topic('one', { Ref: 'Value' }) },
    };
    const driver = await created(template, { Parameters: [{ ParameterKey: 'Value', ParameterValue: '1' }] });
    const [change] = await planned(driver, template, {
      Parameters: [{ ParameterKey: 'Value', ParameterValue: '2' }],
    });
    const Target = { Attribute: 'Properties', Name: 'DisplayName', RequiresRecreation: 'Never' };
    expect(change?.Details).toEqual([
      { Target, Evaluation: 'Static', ChangeSource: 'ParameterReference', CausingEntity: 'Value' },
      { Target, Evaluation: 'Dynamic', ChangeSource: 'DirectModification' },
    ]);
  });

  it('given a replacement, when planned, then a reference to it certainly changes', async () => {
    const driver = await created(two);
    const [first, second] = await planned(driver, {
      Resources: { ...two.Resources, Topic1: topic('other', 'a') },
    });
    expect(first).toMatchObject({ Action: 'Modify', Replacement: 'True', PolicyAction: 'ReplaceAndDelete' });
    expect(second?.Replacement).toBe('False');
    expect(second?.Details).toEqual([
      {
        Target: { Attribute: 'Properties', Name: 'DisplayName', RequiresRecreation: 'Never' },
        Evaluation: 'Static',
        ChangeSource: 'ResourceReference',
        CausingEntity: 'Topic1',
      },
    ]);
  });

  it('given a replacement and values asked for, when planned, then the new value is known after the execution', async () => {
    const driver = await created(two);
    const [, second] = await planned(
      driver,
      { Resources: { ...two.Resources, Topic1: topic('other', 'a') } },
      {},
      true,
    );
    expect(
      second?.Details?.map((detail) => [detail.Evaluation, detail.ChangeSource, detail.Target?.AfterValue]),
    ).toEqual([
      ['Dynamic', 'DirectModification', '{{changeSet:KNOWN_AFTER_APPLY}}'],
      ['Static', 'ResourceReference', '{{changeSet:KNOWN_AFTER_APPLY}}'],
    ]);
  });

  it('given an attribute of a resource that changes in place, when planned, then its user may change; with values, it does not', async () => {
    const template = (display: string): object => ({
      Resources: {
        Topic1: topic('one', display),
        Topic2: topic('two', { 'Fn::GetAtt': ['Topic1', 'TopicName'] }),
      },
    });
    const driver = await created(template('a'));
    const changes = await planned(driver, template('b'));
    expect(changes[1]?.Details).toEqual([
      {
        Target: { Attribute: 'Properties', Name: 'DisplayName', RequiresRecreation: 'Never' },
        Evaluation: 'Dynamic',
        ChangeSource: 'ResourceAttribute',
        CausingEntity: 'Topic1.TopicName',
      },
    ]);
    expect(await planned(driver, template('b'), { ChangeSetName: 'values' }, true)).toHaveLength(1);
  });

  it('given a reference in a property that needs replacement, when its target may be replaced, then replacement is conditional', async () => {
    const template = (display: string): object => ({
      Resources: { Topic1: topic('one', display), Topic2: topic('two', 'x'), Topic3: topic('three', 'y') },
    });
    const linked = (display: string): object => ({
      Resources: {
        ...(template(display) as { Resources: object }).Resources,
        Topic2: {
          Type: 'AWS::SNS::Topic',
          Properties: { TopicName: { 'Fn::GetAtt': ['Topic1', 'TopicName'] } },
        },
        Topic3: topic('three', { Ref: 'Topic2' }),
      },
    });
    const driver = await created(linked('a'));
    const changes = await planned(driver, linked('b'));
    expect(
      changes.map((change) => [
        change?.LogicalResourceId,
        change?.Replacement,
        change?.Details?.[0]?.Evaluation,
      ]),
    ).toEqual([
      ['Topic1', 'False', 'Static'],
      ['Topic2', 'Conditional', 'Dynamic'],
      ['Topic3', 'False', 'Dynamic'],
    ]);
    expect(await driver.deploy(linked('b'), { ChangeSetName: 'run' })).toMatchObject({
      StackStatus: 'UPDATE_COMPLETE',
    });
    expect((await driver.eventLines()).filter((line) => line.startsWith('Topic2 UPDATE'))).toEqual([]);
  });

  it('given resources removed, when planned, then the policy says what becomes of them', async () => {
    const driver = await created({
      Resources: { A: topic('a', 'x'), B: topic('b', 'x', { DeletionPolicy: 'Retain' }), C: topic('c', 'x') },
    });
    const changes = await planned(driver, { Resources: { C: topic('c', 'x') } });
    expect(changes).toEqual([
      {
        Action: 'Remove',
        Details: [],
        LogicalResourceId: 'A',
        PhysicalResourceId: 'arn:aws:sns:us-east-1:123456789012:a',
        PolicyAction: 'Delete',
        ResourceType: 'AWS::SNS::Topic',
        Scope: [],
      },
      {
        Action: 'Remove',
        Details: [],
        LogicalResourceId: 'B',
        PhysicalResourceId: 'arn:aws:sns:us-east-1:123456789012:b',
        PolicyAction: 'Retain',
        ResourceType: 'AWS::SNS::Topic',
        Scope: [],
      },
    ]);
  });

  it('given the type of a resource changes, when planned, then it is refused', async () => {
    const driver = await created(two);
    const described = driver.changeSet({
      TemplateBody: JSON.stringify({
        Resources: { ...two.Resources, Topic1: { Type: 'AWS::CloudWatch::Alarm' } },
      }),
      ChangeSetName: 'next',
    });
    await expect(described).rejects.toMatchObject({
      name: 'ValidationError',
      message:
        'Update of resource type is not permitted. The new template modifies resource type of the following resources: [Topic1]',
    });
  });

  it('given no change, when made, then it fails for that reason and cannot be executed', async () => {
    const driver = await created(two);
    const described = await driver.changeSet({
      TemplateBody: JSON.stringify({ ...two, Description: 'new words' }),
      ChangeSetName: 'next',
    });
    expect(described).toMatchObject({
      Status: 'FAILED',
      ExecutionStatus: 'UNAVAILABLE',
      StatusReason:
        "The submitted information didn't contain changes. Submit different information to create a change set.",
      Changes: [],
    });
    await expect(
      driver.send('ExecuteChangeSet', { ChangeSetName: described.ChangeSetId }),
    ).rejects.toMatchObject({
      name: 'InvalidChangeSetStatus',
      message: `ChangeSet [${String(described.ChangeSetId)}] cannot be executed in its current status of [FAILED]`,
    });
  });

  it.each<[string, object, object]>([
    ['outputs', { ...two, Outputs: { O: { Value: 'x' } } }, {}],
    ['tags', two, { Tags: [{ Key: 'team', Value: 'ai' }] }],
    [
      'metadata of a resource',
      { Resources: { ...two.Resources, Topic2: { ...two.Resources.Topic2, Metadata: { a: 1 } } } },
      {},
    ],
  ])(
    'given only %s differ, when made, then there is something to execute',
    async (_what, template, input) => {
      const driver = await created(two);
      expect(await driver.deploy(template, { ChangeSetName: 'next', ...input })).toMatchObject({
        StackStatus: 'UPDATE_COMPLETE',
      });
    },
  );

  it('given properties that the schema refuses, when made, then it fails and DescribeEvents says where', async () => {
    const driver = new StackDriver();
    const described = await driver.changeSet({
      TemplateBody: JSON.stringify({
        Resources: { S: { Type: 'AWS::EC2::Subnet', Properties: { Nope: 1 } } },
      }),
      ChangeSetType: 'CREATE',
    });
    expect(described).toMatchObject({
      Status: 'FAILED',
      StatusReason: expect.stringContaining('[AWS::EarlyValidation::PropertyValidation]'),
    });
    const { OperationEvents } = await driver.send<{ OperationEvents: object[] }>('DescribeEvents', {
      ChangeSetName: described.ChangeSetId,
      Filters: { FailedEvents: true },
    });
    expect(OperationEvents).toEqual([
      expect.objectContaining({
        EventType: 'VALIDATION_ERROR',
        LogicalResourceId: 'S',
        ValidationStatusReason: '#: extraneous key [Nope] is not permitted',
      }),
      expect.objectContaining({
        EventType: 'VALIDATION_ERROR',
        LogicalResourceId: 'S',
        ValidationStatusReason: '#: required key [VpcId] not found',
      }),
    ]);
  });

  it('given several change sets, when one is executed, then the others are gone', async () => {
    const driver = await created(two);
    const other = await driver.changeSet({
      TemplateBody: JSON.stringify({ Resources: { ...two.Resources, X: topic('x', 'x') } }),
      ChangeSetName: 'other',
    });
    await driver.deploy({ Resources: { ...two.Resources, Y: topic('y', 'y') } }, { ChangeSetName: 'chosen' });
    await expect(
      driver.send('DescribeChangeSet', { ChangeSetName: other.ChangeSetId }),
    ).rejects.toMatchObject({
      name: 'ChangeSetNotFound',
      message: `ChangeSet [${String(other.ChangeSetId)}] does not exist`,
    });
    expect(await driver.send<ListChangeSetsOutput>('ListChangeSets', { StackName: 'demo' })).toEqual({
      Summaries: [],
    });
  });

  it('given a change set, when the stack is updated without it, then it is obsolete', async () => {
    const driver = await created(two);
    const edited = JSON.stringify({ Resources: { ...two.Resources, X: topic('x', 'x') } });
    const { ChangeSetId } = await driver.changeSet({ TemplateBody: edited, ChangeSetName: 'late' });
    await driver.send('UpdateStack', { StackName: 'demo', TemplateBody: edited });
    await driver.settled();
    await expect(driver.send('ExecuteChangeSet', { ChangeSetName: ChangeSetId })).rejects.toMatchObject({
      name: 'InvalidChangeSetStatus',
      message: `ChangeSet [${String(ChangeSetId)}] cannot be executed in its current execution status of [OBSOLETE]`,
    });
  });

  it('given the same client token, when made again, then it is the same change set; another one of that name is refused', async () => {
    const driver = new StackDriver();
    const input = {
      StackName: 'demo',
      ChangeSetName: 'once',
      ChangeSetType: 'CREATE',
      TemplateBody: JSON.stringify(two),
      ClientToken: 't1',
    };
    const first = await driver.send('CreateChangeSet', input);
    expect(await driver.send('CreateChangeSet', input)).toEqual(first);
    await expect(driver.send('CreateChangeSet', { ...input, ClientToken: 't2' })).rejects.toMatchObject({
      name: 'AlreadyExistsException',
    });
  });

  it('given stacks in the wrong state, when made, then the messages are those of AWS', async () => {
    const driver = await created(two);
    const input = { StackName: 'demo', ChangeSetName: 'c', TemplateBody: JSON.stringify(two) };
    await expect(driver.send('CreateChangeSet', { ...input, ChangeSetType: 'CREATE' })).rejects.toThrow(
      'Stack [demo] already exists and cannot be created again with the changeSet [c].',
    );
    await expect(driver.send('CreateChangeSet', { ...input, StackName: 'nope' })).rejects.toThrow(
      'Stack [nope] does not exist',
    );
    await expect(driver.send('DescribeChangeSet', { ChangeSetName: 'c' })).rejects.toThrow(
      'StackName must be specified if ChangeSetName is not specified as an ARN.',
    );
    await expect(driver.send('DescribeChangeSet', { ChangeSetName: 'c', StackName: 'demo' })).rejects.toThrow(
      'ChangeSet [c] does not exist',
    );
    expect(await driver.send('DeleteChangeSet', { ChangeSetName: 'c', StackName: 'demo' })).toEqual({});
  });

  it('given a stack in review, when it is deleted, then its change set goes with it', async () => {
    const driver = new StackDriver();
    const { ChangeSetId, StackId } = await driver.changeSet({
      TemplateBody: JSON.stringify(two),
      ChangeSetType: 'CREATE',
    });
    await driver.send('DeleteStack', { StackName: 'demo' });
    expect(await driver.settled(StackId)).toMatchObject({ StackStatus: 'DELETE_COMPLETE' });
    await expect(driver.send('DescribeChangeSet', { ChangeSetName: ChangeSetId })).rejects.toMatchObject({
      name: 'ChangeSetNotFound',
    });
    expect(await driver.send<DescribeStacksOutput>('DescribeStacks')).toEqual({ Stacks: [] });
  });

  it('given IAM resources, when not acknowledged, then the capability is named', async () => {
    const driver = new StackDriver();
    const role = (name?: string): string =>
      JSON.stringify({
        Resources: {
          Role: {
            Type: 'AWS::IAM::Role',
            Properties: { AssumeRolePolicyDocument: {}, ...(name === undefined ? {} : { RoleName: name }) },
          },
        },
      });
    const input = { StackName: 'demo', ChangeSetName: 'c', ChangeSetType: 'CREATE' };
    await expect(driver.send('CreateChangeSet', { ...input, TemplateBody: role() })).rejects.toMatchObject({
      name: 'InsufficientCapabilitiesException',
      message: 'Requires capabilities : [CAPABILITY_IAM]',
    });
    await expect(
      driver.send('CreateChangeSet', { ...input, TemplateBody: role('x'), Capabilities: ['CAPABILITY_IAM'] }),
    ).rejects.toThrow('Requires capabilities : [CAPABILITY_NAMED_IAM]');
    expect(
      changeLines(
        (
          await driver.changeSet({
            TemplateBody: role('x'),
            Capabilities: ['CAPABILITY_NAMED_IAM'],
            ChangeSetType: 'CREATE',
          })
        ).Changes,
      ),
    ).toEqual(['Add Role']);
  });
});

import { beforeEach, describe, expect, it } from '@jest/globals';
import { StackDriver } from './stack-driver.js';

const template = (display = 'a', more: object = {}): string =>
  JSON.stringify({
    Description: 'A topic',
    Resources: {
      Topic: {
        Type: 'AWS::SNS::Topic',
        Properties: { TopicName: 'topic', DisplayName: display },
        Metadata: { owner: 'ops' },
      },
    },
    Outputs: {
      Arn: {
        Value: { Ref: 'Topic' },
        Description: 'its ARN',
        Export: { Name: { 'Fn::Sub': '${AWS::StackName}-arn' } },
      },
    },
    ...more,
  });

const importing = JSON.stringify({
  Resources: {
    Topic: {
      Type: 'AWS::SNS::Topic',
      Properties: { TopicName: 'importer', DisplayName: { 'Fn::ImportValue': 'demo-arn' } },
    },
  },
});

let driver: StackDriver;

async function create(input: object = {}): Promise<{ StackId: string }> {
  const created = await driver.send<{ StackId: string }>('CreateStack', {
    StackName: 'demo',
    TemplateBody: template(),
    ...input,
  });
  await driver.settled(created.StackId);
  return created;
}

beforeEach(() => {
  driver = new StackDriver();
});

describe('describing a stack', () => {
  it('given a stack, when described, then it has what AWS shows and no more', async () => {
    const { StackId } = await create({
      Tags: [{ Key: 'team', Value: 'ai' }],
      EnableTerminationProtection: true,
    });
    expect(await driver.stack()).toEqual({
      StackId,
      StackName: 'demo',
      CreationTime: expect.any(Date),
      Description: 'A topic',
      StackStatus: 'CREATE_COMPLETE',
      DisableRollback: false,
      EnableTerminationProtection: true,
      NotificationARNs: [],
      RollbackConfiguration: {},
      DriftInformation: { StackDriftStatus: 'NOT_CHECKED' },
      LastOperations: [{ OperationId: expect.any(String), OperationType: 'CREATE_STACK' }],
      Tags: [{ Key: 'team', Value: 'ai' }],
      Outputs: [
        {
          OutputKey: 'Arn',
          OutputValue: 'arn:aws:sns:us-east-1:123456789012:topic',
          Description: 'its ARN',
          ExportName: 'demo-arn',
        },
      ],
    });
  });

  it('given a deleted stack, when described, then it is found by ARN and not by name', async () => {
    const { StackId } = await create();
    await driver.send('DeleteStack', { StackName: 'demo' });
    expect(await driver.settled(StackId)).toMatchObject({
      StackStatus: 'DELETE_COMPLETE',
      DeletionTime: expect.any(Date),
    });
    await expect(driver.stack('demo')).rejects.toThrow('Stack with id demo does not exist');
    expect(await driver.send('DescribeStacks')).toEqual({ Stacks: [] });
    expect(await driver.send('ListStacks', { StackStatusFilter: ['DELETE_COMPLETE'] })).toMatchObject({
      StackSummaries: [{ StackId, TemplateDescription: 'A topic' }],
    });
    await create();
    expect((await driver.stack()).StackId).not.toBe(StackId);
  });

  it('given a stack that is not there, when asked about, then each operation has its words', async () => {
    for (const [operation, message] of [
      ['DescribeStacks', 'Stack with id nope does not exist'],
      ['DescribeStackEvents', 'Stack [nope] does not exist'],
      ['DescribeStackResources', 'Stack with id nope does not exist'],
      ['ListStackResources', 'Stack with id nope does not exist'],
      ['GetTemplate', 'Stack with id nope does not exist'],
      ['UpdateTerminationProtection', 'Stack [nope] does not exist'],
    ] as const) {
      await expect(driver.send(operation, { StackName: 'nope' })).rejects.toMatchObject({
        name: 'ValidationError',
        message,
      });
    }
    await expect(
      driver.send('DescribeStackResource', { StackName: 'nope', LogicalResourceId: 'X' }),
    ).rejects.toThrow("Stack 'nope' does not exist");
    await expect(driver.send('CreateStack', { StackName: '*x_$', TemplateBody: template() })).rejects.toThrow(
      "1 validation error detected: Value '*x_$' at 'stackName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z][-a-zA-Z0-9]*|arn:[-a-zA-Z0-9:/._+]*",
    );
    expect(await driver.send('DeleteStack', { StackName: 'nope' })).toEqual({});
  });

  it('given resources, when described each way, then ids, status and metadata are there', async () => {
    await create();
    const physical = 'arn:aws:sns:us-east-1:123456789012:topic';
    expect(
      await driver.send('DescribeStackResource', { StackName: 'demo', LogicalResourceId: 'Topic' }),
    ).toMatchObject({
      StackResourceDetail: {
        PhysicalResourceId: physical,
        ResourceStatus: 'CREATE_COMPLETE',
        Metadata: '{"owner":"ops"}',
      },
    });
    expect(await driver.send('ListStackResources', { StackName: 'demo' })).toMatchObject({
      StackResourceSummaries: [{ LogicalResourceId: 'Topic', PhysicalResourceId: physical }],
    });
    expect(await driver.send('DescribeStackResources', { PhysicalResourceId: physical })).toMatchObject({
      StackResources: [{ StackName: 'demo', LogicalResourceId: 'Topic' }],
    });
    await expect(
      driver.send('DescribeStackResource', { StackName: 'demo', LogicalResourceId: 'X' }),
    ).rejects.toThrow('Resource X does not exist for stack demo');
  });

  it('given many events, when read, then they come newest first, a hundred a page', async () => {
    const Resources = Object.fromEntries(
      Array.from({ length: 40 }, (_, index) => [`T${String(index)}`, { Type: 'AWS::SNS::Topic' }]),
    );
    await create({ TemplateBody: JSON.stringify({ Resources }) });
    const first = await driver.send<{ StackEvents: { ResourceStatus: string }[]; NextToken: string }>(
      'DescribeStackEvents',
      { StackName: 'demo' },
    );
    expect(first.StackEvents).toHaveLength(100);
    expect(first.StackEvents[0]).toMatchObject({
      LogicalResourceId: 'demo',
      ResourceStatus: 'CREATE_COMPLETE',
    });
    const second = await driver.send<{ StackEvents: object[]; NextToken?: string }>('DescribeStackEvents', {
      StackName: 'demo',
      NextToken: first.NextToken,
    });
    expect(second.StackEvents).toHaveLength(2 + 40 * 3 - 100);
    expect(second.NextToken).toBeUndefined();
    await expect(
      driver.send('DescribeStackEvents', { StackName: 'demo', NextToken: 'junk' }),
    ).rejects.toThrow('Invalid NextToken');
  });

  it('given a template, when fetched, summarised and validated, then it is the one that was sent', async () => {
    const body = template('a', {
      Parameters: { P: { Type: 'String', Default: 'x', NoEcho: true, Description: 'a secret' } },
    });
    await create({ TemplateBody: body });
    expect(await driver.send('GetTemplate', { StackName: 'demo' })).toEqual({
      TemplateBody: body,
      StagesAvailable: ['Original', 'Processed'],
    });
    const Parameters = [{ ParameterKey: 'P', DefaultValue: 'x', NoEcho: true, Description: 'a secret' }];
    expect(await driver.send('ValidateTemplate', { TemplateBody: body })).toEqual({
      Parameters,
      Description: 'A topic',
      DeclaredTransforms: [],
    });
    expect(await driver.send('GetTemplateSummary', { StackName: 'demo' })).toMatchObject({
      ResourceTypes: ['AWS::SNS::Topic'],
      Parameters: [{ ParameterType: 'String' }],
    });
    await expect(driver.send('ValidateTemplate', { TemplateBody: '{}' })).rejects.toThrow(
      'At least one Resources member must be defined.',
    );
    await expect(
      driver.send('ValidateTemplate', { TemplateURL: 'https://example.com/t' }),
    ).rejects.toMatchObject({ name: 'NotImplementedHere' });
    await expect(driver.send('ValidateTemplate', {})).rejects.toThrow(
      'Either Template URL or Template Body must be specified.',
    );
  });
});

describe('tokens', () => {
  it('given a client request token, when an operation runs, then every event of it carries the token', async () => {
    await create({ ClientRequestToken: 'create-1' });
    await driver.send('UpdateStack', {
      StackName: 'demo',
      TemplateBody: template('b'),
      ClientRequestToken: 'update-1',
    });
    await driver.settled();
    const events = await driver.events();
    expect(new Set(events.map((event) => event.ClientRequestToken))).toEqual(
      new Set(['create-1', 'update-1']),
    );
    expect(events.at(-1)).toMatchObject({
      ClientRequestToken: 'update-1',
      ResourceStatus: 'UPDATE_COMPLETE',
    });
    const { OperationEvents } = await driver.send<{
      OperationEvents: { OperationId: string; EventType: string }[];
    }>('DescribeEvents', { StackName: 'demo' });
    const operationId = OperationEvents[0]?.OperationId;
    const one = await driver.send<{ OperationEvents: object[] }>('DescribeEvents', {
      OperationId: operationId,
    });
    expect(one.OperationEvents.length).toBeGreaterThan(0);
    expect(one.OperationEvents.length).toBeLessThan(OperationEvents.length);
    expect(one.OperationEvents[0]).toMatchObject({
      EventType: 'STACK_EVENT',
      OperationType: 'UPDATE_STACK',
      OperationStatus: 'SUCCEEDED',
    });
  });

  it('given the same token, when the request is repeated, then nothing happens twice; another operation is refused', async () => {
    const { StackId } = await create({ ClientRequestToken: 't' });
    expect(
      await driver.send('CreateStack', {
        StackName: 'demo',
        TemplateBody: template(),
        ClientRequestToken: 't',
      }),
    ).toEqual({ StackId });
    await expect(
      driver.send('CreateStack', { StackName: 'demo', TemplateBody: template() }),
    ).rejects.toMatchObject({
      name: 'AlreadyExistsException',
      message: 'Stack [demo] already exists',
    });
    await expect(
      driver.send('UpdateStack', { StackName: 'demo', TemplateBody: template('b'), ClientRequestToken: 't' }),
    ).rejects.toMatchObject({ name: 'TokenAlreadyExistsException' });
  });

  it('given an executed change set, when executed again with its token, then it is the same execution', async () => {
    const { ChangeSetId } = await driver.changeSet({ TemplateBody: template(), ChangeSetType: 'CREATE' });
    const execute = { ChangeSetName: ChangeSetId, ClientRequestToken: 'run-1' };
    await driver.send('ExecuteChangeSet', execute);
    expect(await driver.send('ExecuteChangeSet', execute)).toEqual({});
    expect(await driver.settled()).toMatchObject({ StackStatus: 'CREATE_COMPLETE', ChangeSetId });
    await expect(driver.send('ExecuteChangeSet', { ChangeSetName: ChangeSetId })).rejects.toMatchObject({
      name: 'InvalidChangeSetStatus',
    });
    expect(await driver.send('DescribeChangeSet', { ChangeSetName: ChangeSetId })).toMatchObject({
      ExecutionStatus: 'EXECUTE_COMPLETE',
    });
  });
});

describe('stacks that share values', () => {
  it('given an export in use, when its stack is deleted, then it is refused until its user is gone', async () => {
    await create();
    await driver.send('CreateStack', { StackName: 'user', TemplateBody: importing });
    const { StackId } = await driver.settled('user');
    expect(await driver.send('ListExports')).toMatchObject({
      Exports: [{ Name: 'demo-arn', Value: 'arn:aws:sns:us-east-1:123456789012:topic' }],
    });
    expect(await driver.send('ListImports', { ExportName: 'demo-arn' })).toEqual({ Imports: ['user'] });
    await expect(driver.send('DeleteStack', { StackName: 'demo' })).rejects.toThrow(
      'Cannot delete export demo-arn as it is in use by user.',
    );
    await driver.send('DeleteStack', { StackName: 'user' });
    await driver.settled(StackId);
    await expect(driver.send('ListImports', { ExportName: 'demo-arn' })).rejects.toThrow(
      "Export 'demo-arn' is not imported by any stack.",
    );
    expect(await driver.send('DeleteStack', { StackName: 'demo' })).toEqual({});
  });

  it('given an export that is not there, when imported, then the stack fails and says so', async () => {
    await driver.send('CreateStack', { StackName: 'user', TemplateBody: importing });
    await driver.settled('user');
    expect(await driver.eventLines('user')).toContain('Topic CREATE_FAILED No export named demo-arn found.');
  });
});

describe('updating a stack', () => {
  it('given a replacement, when updated, then the new resource comes before the old one goes', async () => {
    await create();
    await driver.send('UpdateStack', {
      StackName: 'demo',
      TemplateBody: template().replace('"TopicName":"topic"', '"TopicName":"renamed"'),
    });
    expect(await driver.settled()).toMatchObject({
      StackStatus: 'UPDATE_COMPLETE',
      Outputs: [{ OutputValue: 'arn:aws:sns:us-east-1:123456789012:renamed' }],
    });
    const events = (await driver.events())
      .slice(-7)
      .map((event) => [
        event.ResourceStatus,
        event.PhysicalResourceId?.split(':').pop(),
        event.ResourceStatusReason,
      ]);
    expect(events.slice(0, 3).map(([status, id, reason]) => [status, id, reason])).toEqual([
      [
        'UPDATE_IN_PROGRESS',
        'topic',
        'Requested update requires the creation of a new physical resource; hence creating one.',
      ],
      ['UPDATE_IN_PROGRESS', 'renamed', 'Resource creation Initiated'],
      ['UPDATE_COMPLETE', 'renamed', undefined],
    ]);
    expect(events.slice(4, 6)).toEqual([
      ['DELETE_IN_PROGRESS', 'topic', undefined],
      ['DELETE_COMPLETE', 'topic', undefined],
    ]);
  });

  it('given the previous template and values are kept, when updated, then only what is given differs', async () => {
    const body = JSON.stringify({
      Parameters: { A: { Type: 'String' }, B: { Type: 'String' } },
      Resources: {
        Topic: {
          Type: 'AWS::SNS::Topic',
          Properties: { TopicName: 'topic', DisplayName: { 'Fn::Sub': '${A}${B}' } },
        },
      },
    });
    await create({ TemplateBody: body, Parameters: [{ ParameterKey: 'A', ParameterValue: '1' }, { ParameterKey: 'B', ParameterValue: '2' }] }); // prettier-ignore
    await driver.send('UpdateStack', { StackName: 'demo', UsePreviousTemplate: true, Parameters: [{ ParameterKey: 'A', UsePreviousValue: true }, { ParameterKey: 'B', ParameterValue: '3' }] }); // prettier-ignore
    await driver.settled();
    const event = (await driver.events()).find((one) => one.ResourceStatus === 'UPDATE_COMPLETE');
    expect(JSON.parse(event?.ResourceProperties ?? '')).toMatchObject({ DisplayName: '13' });
  });

  it('given a stack policy, when set and read, then it is the same; other text is refused', async () => {
    await create();
    const StackPolicyBody = '{"Statement":[]}';
    await driver.send('SetStackPolicy', { StackName: 'demo', StackPolicyBody });
    expect(await driver.send('GetStackPolicy', { StackName: 'demo' })).toEqual({ StackPolicyBody });
    await expect(driver.send('SetStackPolicy', { StackName: 'demo', StackPolicyBody: 'x' })).rejects.toThrow(
      /Invalid stack policy/,
    );
  });

  it('given types that the caller excluded, when updated, then AWS names the first', async () => {
    await create();
    await expect(
      driver.send('UpdateStack', {
        StackName: 'demo',
        TemplateBody: template('b'),
        ResourceTypes: ['AWS::EC2::*'],
      }),
    ).rejects.toThrow(
      'Resource type AWS::SNS::Topic is not allowed by parameter ResourceTypes [AWS::EC2::*]',
    );
  });
});

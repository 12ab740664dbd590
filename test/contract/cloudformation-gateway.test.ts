import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { APIGatewayClient, GetStageCommand } from '@aws-sdk/client-api-gateway';
import {
  CloudFormationClient,
  CreateChangeSetCommand,
  DeleteStackCommand,
  DescribeChangeSetCommand,
  DescribeEventsCommand,
  DescribeStacksCommand,
  ExecuteChangeSetCommand,
  waitUntilChangeSetCreateComplete,
  waitUntilStackCreateComplete,
  waitUntilStackDeleteComplete,
  waitUntilStackUpdateComplete,
  type ChangeSetType,
} from '@aws-sdk/client-cloudformation';
import { renderTemplateBody } from '../../src/gateway/template/render-template.js';
import { createLocalAws, type LocalAws } from '../../src/local/cloud.js';

const body = renderTemplateBody(
  readFileSync(new URL('../../templates/gateway.yaml', import.meta.url), 'utf8'),
);
const StackName = 'bedrock-llm-gateway';

describe('the bundled template through the AWS SDK', () => {
  let aws: LocalAws;
  let cloudFormation: CloudFormationClient;
  let apiGateway: APIGatewayClient;
  const waiter = (): {
    client: CloudFormationClient;
    maxWaitTime: number;
    minDelay: number;
    maxDelay: number;
  } => ({
    client: cloudFormation,
    maxWaitTime: 25,
    minDelay: 0.05,
    maxDelay: 0.2,
  });

  beforeAll(async () => {
    aws = createLocalAws({ port: 0, pace: 0 });
    const { url } = await aws.start();
    const config = {
      endpoint: url,
      region: 'us-east-1',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    };
    cloudFormation = new CloudFormationClient(config);
    apiGateway = new APIGatewayClient(config);
  });

  afterAll(async () => {
    cloudFormation.destroy();
    apiGateway.destroy();
    await aws.stop();
  });

  async function deploy(type: ChangeSetType, parameters: Record<string, string> = {}): Promise<string[]> {
    const { Id } = await cloudFormation.send(
      new CreateChangeSetCommand({
        StackName,
        ChangeSetName: `change-${String(Date.now())}`,
        ChangeSetType: type,
        TemplateBody: body,
        Capabilities: ['CAPABILITY_IAM'],
        Parameters: Object.entries(parameters).map(([ParameterKey, ParameterValue]) => ({
          ParameterKey,
          ParameterValue,
        })),
      }),
    );
    await waitUntilChangeSetCreateComplete(waiter(), { ChangeSetName: Id });
    const described = await cloudFormation.send(
      new DescribeChangeSetCommand({ ChangeSetName: Id, IncludePropertyValues: true }),
    );
    await cloudFormation.send(new ExecuteChangeSetCommand({ ChangeSetName: Id }));
    const waitUntilComplete = type === 'CREATE' ? waitUntilStackCreateComplete : waitUntilStackUpdateComplete;
    await waitUntilComplete(waiter(), { StackName }).catch(async () => {
      throw new Error(`The stack failed: ${JSON.stringify(await failures(StackName), undefined, 2)}`);
    });
    return (described.Changes ?? []).map(
      ({ ResourceChange: change }) => `${String(change?.Action)} ${String(change?.LogicalResourceId)}`,
    );
  }

  async function failures(stackName: string | undefined): Promise<(string | undefined)[]> {
    const { OperationEvents } = await cloudFormation.send(
      new DescribeEventsCommand({ StackName: stackName, Filters: { FailedEvents: true } }),
    );
    return (OperationEvents ?? []).map(
      (event) => `${String(event.LogicalResourceId)}: ${String(event.ResourceStatusReason)}`,
    );
  }

  it('given the defaults, when deployed, changed and deleted, then every waiter of the SDK passes', async () => {
    const created = await deploy('CREATE', { ManageApiGatewayAccount: 'true' });
    expect(created).toContain('Add BedrockApiGatewayStage');
    const { Stacks } = await cloudFormation.send(new DescribeStacksCommand({ StackName }));
    const outputs = Object.fromEntries(
      (Stacks?.[0]?.Outputs ?? []).map((output) => [output.OutputKey, output.OutputValue]),
    );
    expect(outputs.GatewayUrl).toMatch(/^https:\/\//);
    const stage = await apiGateway.send(
      new GetStageCommand({ restApiId: outputs.ApiId, stageName: outputs.StageName }),
    );
    expect(stage.deploymentId).toBeDefined();

    const changed = await deploy('UPDATE', { EnableAuthorizer: 'true', ForwarderMemory: '1024' });
    expect(changed).toContain('Modify IntegrationLambda');

    await cloudFormation.send(new DeleteStackCommand({ StackName }));
    await waitUntilStackDeleteComplete(waiter(), { StackName: Stacks?.[0]?.StackId });
    expect(await failures(Stacks?.[0]?.StackId)).toEqual([]);
  });
});

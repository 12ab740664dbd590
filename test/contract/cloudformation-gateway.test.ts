import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  APIGatewayClient,
  GetDomainNamesCommand,
  GetRestApisCommand,
  GetStageCommand,
} from '@aws-sdk/client-api-gateway';
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

  it.each<[string, Record<string, string>]>([
    [
      'REGIONAL with everything around it',
      {
        EndpointType: 'REGIONAL',
        EnableAuthorizer: 'true',
        RequireApiKey: 'true',
        EnableWaf: 'true',
        EnableDashboard: 'true',
        EnableAlarms: 'true',
        EnableTracing: 'true',
        ExecutionLogLevel: 'INFO',
        GuardrailId: 'abc123',
      },
    ],
    [
      'EDGE under its own name',
      {
        EndpointType: 'EDGE',
        EnableAuthorizer: 'true',
        CustomDomain: 'ai.example.com',
        HostedZoneId: 'Z0123456789ABCDEFGHIJ',
      },
    ],
    [
      'PRIVATE under its own name, forwarder in the VPC',
      {
        CustomDomain: 'ai.example.com',
        HostedZoneId: 'Z0123456789ABCDEFGHIJ',
        LambdaInVpc: 'true',
        EnablePrivateDns: 'false',
      },
    ],
    [
      'PRIVATE in an existing VPC',
      {
        ExistingVpcId: 'vpc-0123456789abcdef0',
        ExistingSubnetIds: 'subnet-0123456789abcdef0,subnet-0123456789abcdef1',
        ExistingVpcEndpointId: 'vpce-0123456789abcdef0',
        LambdaInVpc: 'true',
      },
    ],
    [
      'every service and only some models',
      {
        AllowedServices: 'bedrock-runtime,bedrock,bedrock-agent-runtime,bedrock-agentcore,bedrock-mantle',
        AllowedModels: 'anthropic.*,amazon.nova-lite-v1:0',
        EnableAccessLogs: 'false',
      },
    ],
  ])(
    'given %s, when created and deleted, then nothing fails and nothing is left',
    async (_what, parameters) => {
      await deploy('CREATE', { ManageApiGatewayAccount: 'true', ...parameters });
      const { Stacks } = await cloudFormation.send(new DescribeStacksCommand({ StackName }));
      const StackId = Stacks?.[0]?.StackId;
      await cloudFormation.send(new DeleteStackCommand({ StackName }));
      await waitUntilStackDeleteComplete(waiter(), { StackName: StackId });
      expect(await failures(StackId)).toEqual([]);
      expect((await apiGateway.send(new GetRestApisCommand({}))).items ?? []).toEqual([]);
      expect((await apiGateway.send(new GetDomainNamesCommand({}))).items ?? []).toEqual([]);
    },
  );

  it('given the rule that a public gateway needs authorization, when broken, then the change set is refused and no stack is left', async () => {
    await expect(deploy('CREATE', { EndpointType: 'REGIONAL' })).rejects.toMatchObject({
      name: 'ValidationError',
      message: 'A REGIONAL or EDGE gateway is open to the internet - set EnableAuthorizer to true.',
    });
    await expect(cloudFormation.send(new DescribeStacksCommand({ StackName }))).rejects.toThrow(
      `Stack with id ${StackName} does not exist`,
    );
  });
});

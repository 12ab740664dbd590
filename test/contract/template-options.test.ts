import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  CloudFormationClient,
  CreateStackCommand,
  DeleteStackCommand,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
  ListStackResourcesCommand,
  UpdateStackCommand,
  waitUntilStackCreateComplete,
  waitUntilStackDeleteComplete,
  waitUntilStackUpdateComplete,
} from '@aws-sdk/client-cloudformation';
import { renderTemplateBody } from '../../src/gateway/template/render-template.js';
import { createLocalAws, type LocalAws } from '../../src/local/cloud.js';
import { resolveTemplate, templateSource } from '../support/resolved-template.js';

const TemplateBody = renderTemplateBody(templateSource);
const regional = { EndpointType: 'REGIONAL', EnableAuthorizer: 'true' };
const domain = { CustomDomain: 'ai.example.com', HostedZoneId: 'Z0123456789ABCDEFGHIJ' };
const existingVpc = {
  ExistingVpcId: 'vpc-0123456789abcdef0',
  ExistingSubnetIds: 'subnet-11111111,subnet-22222222',
};
const everything = {
  ...{
    RequireApiKey: 'true',
    LambdaInVpc: 'true',
    EnableWaf: 'true',
    ExecutionLogLevel: 'INFO',
    EnableTracing: 'true',
  },
  ...{
    EnableDashboard: 'true',
    EnableAlarms: 'true',
    AlarmTopicArn: 'arn:aws:sns:us-east-1:123456789012:on-call',
  },
  ...{ GuardrailId: 'abc123', PermissionsBoundaryArn: 'arn:aws:iam::123456789012:policy/boundary' },
  ManageApiGatewayAccount: 'true',
  AllowedServices: 'bedrock-runtime,bedrock,bedrock-agent-runtime,bedrock-agentcore,bedrock-mantle',
};

describe('the template on the local AWS', () => {
  let aws: LocalAws;
  let client: CloudFormationClient;
  const waiter = () => ({ client, maxWaitTime: 25, minDelay: 0.05, maxDelay: 0.2 });

  beforeAll(async () => {
    aws = createLocalAws({ port: 0, pace: 0 });
    const { url } = await aws.start();
    const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
    client = new CloudFormationClient({ endpoint: url, region: 'us-east-1', credentials });
  });

  afterAll(async () => {
    client.destroy();
    await aws.stop();
  });

  const request = (StackName: string, parameters: Record<string, string>) => ({
    StackName,
    TemplateBody,
    Capabilities: ['CAPABILITY_IAM' as const],
    Parameters: Object.entries(parameters).map(([ParameterKey, ParameterValue]) => ({
      ParameterKey,
      ParameterValue,
    })),
  });

  async function explain(StackName: string): Promise<never> {
    const { StackEvents = [] } = await client.send(new DescribeStackEventsCommand({ StackName }));
    const failed = StackEvents.filter(({ ResourceStatus }) => ResourceStatus?.endsWith('FAILED'));
    throw new Error(
      JSON.stringify(failed.map((event) => [event.LogicalResourceId, event.ResourceStatusReason])),
    );
  }

  async function create(StackName: string, parameters: Record<string, string>): Promise<void> {
    await client.send(new CreateStackCommand(request(StackName, parameters)));
    await waitUntilStackCreateComplete(waiter(), { StackName }).catch(() => explain(StackName));
  }

  async function update(StackName: string, parameters: Record<string, string>): Promise<void> {
    await client.send(new UpdateStackCommand(request(StackName, parameters)));
    await waitUntilStackUpdateComplete(waiter(), { StackName }).catch(() => explain(StackName));
  }

  async function remove(StackName: string): Promise<void> {
    const { Stacks } = await client.send(new DescribeStacksCommand({ StackName }));
    await client.send(new DeleteStackCommand({ StackName }));
    await waitUntilStackDeleteComplete(waiter(), { StackName: Stacks?.[0]?.StackId }).catch(() =>
      explain(StackName),
    );
  }

  async function resources(StackName: string): Promise<string[]> {
    const { StackResourceSummaries = [] } = await client.send(new ListStackResourcesCommand({ StackName }));
    return StackResourceSummaries.map(({ LogicalResourceId }) => LogicalResourceId ?? '').sort();
  }

  async function outputs(StackName: string): Promise<Record<string, string | undefined>> {
    const { Stacks } = await client.send(new DescribeStacksCommand({ StackName }));
    return Object.fromEntries(
      (Stacks?.[0]?.Outputs ?? []).map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]),
    );
  }

  it.each<[string, Record<string, string>]>([
    ['private', {}],
    ['private-everything', everything],
    ['private-domain', domain],
    ['private-existing-vpc', { ...existingVpc, ClientCidr: '10.9.0.0/16' }],
    [
      'private-existing-endpoint',
      { ...existingVpc, ExistingVpcEndpointId: 'vpce-0123456789abcdef0', ...domain },
    ],
    ['private-no-dns', { EnablePrivateDns: 'false', EnableAccessLogs: 'false' }],
    ['regional', regional],
    ['regional-everything', { ...regional, ...domain, ...everything }],
    ['regional-existing-vpc', { ...regional, ...existingVpc, LambdaInVpc: 'true' }],
    ['edge', { ...regional, EndpointType: 'EDGE' }],
    ['edge-domain', { ...regional, ...domain, EndpointType: 'EDGE', AuthorizerByVersion: 'false' }],
  ])(
    'given the options of %s, makes exactly the resources that the template resolves to, and removes them',
    async (name, parameters) => {
      await create(name, parameters);
      const resolved = resolveTemplate(parameters);
      expect(await resources(name)).toEqual(Object.keys(resolved.Resources).sort());
      expect(Object.keys(await outputs(name)).sort()).toEqual(Object.keys(resolved.Outputs).sort());
      await remove(name);
    },
  );

  it('given a stack, takes it through every option and back, the bootstrap deployment and versions untouched', async () => {
    await create('changing', {});
    const before = await bootstrap('changing');
    expect(before).toHaveLength(4);
    await update('changing', { ...regional, ...everything });
    await update('changing', { EnableAuthorizer: 'true', ...domain });
    await update('changing', { EnableAccessLogs: 'false' });
    expect(await bootstrap('changing')).toEqual(before);
    await remove('changing');
  });

  async function bootstrap(StackName: string): Promise<(string | undefined)[]> {
    const { StackResourceSummaries = [] } = await client.send(new ListStackResourcesCommand({ StackName }));
    const fixed = StackResourceSummaries.filter(({ LogicalResourceId = '' }) =>
      /BootstrapVersion|Deployment|^BedrockApiGateway$/.test(LogicalResourceId),
    );
    return fixed.map(({ PhysicalResourceId }) => PhysicalResourceId);
  }

  it.each([
    [{ EndpointType: 'REGIONAL' }, 'set EnableAuthorizer to true'],
    [{ EndpointType: 'EDGE', RequireApiKey: 'true' }, 'set EnableAuthorizer to true'],
    [{ CustomDomain: 'ai.example.com' }, 'CustomDomain needs HostedZoneId, CertificateArn or both'],
    [{ HostedZoneId: 'Z1234' }, 'HostedZoneId has no use without CustomDomain'],
    [{ ExistingVpcId: 'vpc-11111111' }, 'ExistingVpcId needs ExistingSubnetIds'],
    [{ AllowedServices: 's3' }, 'must be one or more of bedrock-runtime'],
  ])('given %j, refuses it before anything is made', async (parameters, message) => {
    await expect(client.send(new CreateStackCommand(request('refused', parameters)))).rejects.toThrow(
      message,
    );
    await expect(client.send(new DescribeStacksCommand({ StackName: 'refused' }))).rejects.toThrow(
      'does not exist',
    );
  });
});

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  CloudFormationClient,
  CreateStackCommand,
  DescribeStackEventsCommand,
  DescribeStackResourcesCommand,
  UpdateStackCommand,
  waitUntilStackCreateComplete,
  waitUntilStackUpdateComplete,
} from '@aws-sdk/client-cloudformation';
import { GetFunctionConfigurationCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { createLocalAws, type LocalAws } from '../../src/local/cloud.js';

const role = {
  Type: 'AWS::IAM::Role',
  Properties: { AssumeRolePolicyDocument: { Version: '2012-10-17', Statement: [] } },
};

/** A function whose environment is told a secret by references. */
function template(variables: Record<string, unknown>, description = 'first') {
  return JSON.stringify({
    Resources: {
      Role: role,
      Plain: {
        Type: 'AWS::SecretsManager::Secret',
        Properties: { GenerateSecretString: { PasswordLength: 40 } },
      },
      Pair: {
        Type: 'AWS::SecretsManager::Secret',
        Properties: {
          GenerateSecretString: { SecretStringTemplate: '{"user":"u"}', GenerateStringKey: 'password' },
        },
      },
      Function: {
        Type: 'AWS::Lambda::Function',
        Properties: {
          Description: description,
          Runtime: 'nodejs24.x',
          Handler: 'index.handler',
          Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
          Code: { ZipFile: 'exports.handler = async () => 1;' },
          Environment: { Variables: variables },
        },
      },
    },
  });
}

describe('dynamic references to secrets', () => {
  let aws: LocalAws;
  let stacks: CloudFormationClient;
  let functions: LambdaClient;
  let secrets: SecretsManagerClient;

  beforeAll(async () => {
    aws = createLocalAws({ port: 0, pace: 0 });
    const { url: endpoint } = await aws.start();
    const client = {
      endpoint,
      region: 'us-east-1',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    };
    stacks = new CloudFormationClient(client);
    functions = new LambdaClient(client);
    secrets = new SecretsManagerClient(client);
  });

  afterAll(async () => {
    for (const client of [stacks, functions, secrets]) client.destroy();
    await aws.stop();
  });

  const waiter = () => ({ client: stacks, maxWaitTime: 60, minDelay: 0.05, maxDelay: 0.2 });
  const body = (StackName: string, TemplateBody: string) => ({
    StackName,
    TemplateBody,
    Capabilities: ['CAPABILITY_IAM' as const],
  });

  async function physicalId(StackName: string, id: string): Promise<string> {
    const answer = await stacks.send(new DescribeStackResourcesCommand({ StackName, LogicalResourceId: id }));
    return answer.StackResources?.[0]?.PhysicalResourceId ?? '';
  }

  async function variables(StackName: string) {
    const FunctionName = await physicalId(StackName, 'Function');
    const { Environment } = await functions.send(new GetFunctionConfigurationCommand({ FunctionName }));
    return Environment?.Variables;
  }

  async function secret(StackName: string, id: string): Promise<string> {
    const SecretId = await physicalId(StackName, id);
    return (await secrets.send(new GetSecretValueCommand({ SecretId }))).SecretString ?? '';
  }

  const references = {
    WHOLE: { 'Fn::Sub': '{{resolve:secretsmanager:${Plain}}}' },
    MEMBER: { 'Fn::Sub': 'x-{{resolve:secretsmanager:${Pair}:SecretString:password}}-y' },
  };

  it('give a function the value, and show the reference everywhere else', async () => {
    await stacks.send(new CreateStackCommand(body('told', template(references))));
    await waitUntilStackCreateComplete(waiter(), { StackName: 'told' });
    const plain = await secret('told', 'Plain');
    const { password } = JSON.parse(await secret('told', 'Pair')) as { password: string };
    expect(plain).toHaveLength(40);
    expect(await variables('told')).toEqual({ WHOLE: plain, MEMBER: `x-${password}-y` });
    const events = await stacks.send(new DescribeStackEventsCommand({ StackName: 'told' }));
    expect(JSON.stringify(events)).toContain('{{resolve:secretsmanager:');
    expect(JSON.stringify(events)).not.toContain(plain);
  });

  it('are looked up again when the function changes, not when the secret does', async () => {
    await stacks.send(new UpdateStackCommand(body('told', template(references, 'second'))));
    await waitUntilStackUpdateComplete(waiter(), { StackName: 'told' });
    expect((await variables('told'))?.['WHOLE']).toBe(await secret('told', 'Plain'));
    const again = stacks.send(new UpdateStackCommand(body('told', template(references, 'second'))));
    await expect(again).rejects.toThrow('No updates are to be performed');
  });

  it.each([
    ['{{resolve:secretsmanager:nobody-has-this}}', /Secrets Manager can't find the specified secret/],
    ['{{resolve:ssm:/parameter}}', /ssm are not implemented here/],
  ])('to nothing, %s, fail the resource', async (reference, reason) => {
    const StackName = `wrong-${reason.source.length}`;
    await stacks.send(new CreateStackCommand(body(StackName, template({ WRONG: reference }))));
    await expect(waitUntilStackCreateComplete(waiter(), { StackName })).rejects.toThrow();
    const { StackEvents = [] } = await stacks.send(new DescribeStackEventsCommand({ StackName }));
    const failed = StackEvents.find((event) => event.ResourceStatus === 'CREATE_FAILED');
    expect(failed?.LogicalResourceId).toBe('Function');
    expect(failed?.ResourceStatusReason).toMatch(reason);
  });
});

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type {
  Authorizer,
  GatewayResponse,
  Method,
  RestApi,
  Stage,
  UsagePlan,
} from '@aws-sdk/client-api-gateway';
import type { Stack } from '@aws-sdk/client-cloudformation';
import type { FunctionConfiguration } from '@aws-sdk/client-lambda';
import { createLocalAws, type LocalAws } from '../../src/local/cloud.js';
import { cloudFormationWith } from '../../src/local/control-plane/cloudformation/index.js';
import type { LocalRegion } from '../../src/local/region.js';
import type { Service, ServiceName } from '../../src/local/service.js';

type Resource = Record<string, unknown>;

const role = { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: {} } };

function gateway(
  change: {
    api?: Resource;
    method?: Resource;
    integration?: Resource;
    stage?: Resource;
    more?: Record<string, Resource>;
  } = {},
): Record<string, Resource> {
  return {
    Api: {
      Type: 'AWS::ApiGateway::RestApi',
      Properties: { Name: 'api', EndpointConfiguration: { Types: ['REGIONAL'] }, ...change.api },
    },
    Method: {
      Type: 'AWS::ApiGateway::Method',
      Properties: {
        RestApiId: { Ref: 'Api' },
        ResourceId: { 'Fn::GetAtt': ['Api', 'RootResourceId'] },
        HttpMethod: 'GET',
        AuthorizationType: 'NONE',
        Integration: {
          Type: 'MOCK',
          RequestTemplates: { 'application/json': '{"statusCode": 200}' },
          IntegrationResponses: [{ StatusCode: '200' }],
          ...change.integration,
        },
        MethodResponses: [{ StatusCode: '200' }],
        ...change.method,
      },
    },
    Deployment: {
      Type: 'AWS::ApiGateway::Deployment',
      DependsOn: 'Method',
      DeletionPolicy: 'Retain',
      Properties: { RestApiId: { Ref: 'Api' } },
    },
    Stage: {
      Type: 'AWS::ApiGateway::Stage',
      Properties: {
        RestApiId: { Ref: 'Api' },
        DeploymentId: { Ref: 'Deployment' },
        StageName: 'v1',
        Variables: { forwarder: '1' },
        ...change.stage,
      },
    },
    ...change.more,
  };
}

describe('resources of a stack in their own services', () => {
  let aws: LocalAws;
  let region: LocalRegion;
  let cloudFormation: Service | undefined;

  beforeEach(async () => {
    aws = createLocalAws({ port: 0, pace: 0 });
    await aws.start();
    region = aws.region('us-east-1');
    cloudFormation = undefined;
  });
  afterEach(() => aws.stop());

  const call = <Output extends object = Resource>(
    service: ServiceName,
    operation: string,
    input: object,
  ): Promise<Output> => region.call<Output>(service, operation, input);

  /** CloudFormation itself, by way of the region or one made for the test with other options. */
  async function cfn<Output extends object>(operation: string, input: object): Promise<Output> {
    const own = cloudFormation?.operations[operation];
    if (own) return (await own(input as never, { requestId: 'r', principalArn: 'p' })) as Output;
    return call<Output>('cloudformation', operation, input);
  }

  async function settled(name = 'demo'): Promise<Stack> {
    for (;;) {
      const { Stacks } = await cfn<{ Stacks: Stack[] }>('DescribeStacks', { StackName: name });
      if (Stacks[0] && !Stacks[0].StackStatus?.endsWith('_IN_PROGRESS')) return Stacks[0];
      await region.clock.sleep(2);
    }
  }

  async function apply(
    operation: 'CreateStack' | 'UpdateStack',
    Resources: Record<string, Resource>,
    input: object = {},
  ): Promise<Record<string, string>> {
    const TemplateBody = JSON.stringify({ Resources });
    await cfn(operation, { StackName: 'demo', TemplateBody, Capabilities: ['CAPABILITY_IAM'], ...input });
    const { StackStatus } = await settled();
    if (StackStatus !== (operation === 'CreateStack' ? 'CREATE_COMPLETE' : 'UPDATE_COMPLETE'))
      throw new Error(await failures());
    const { StackResources } = await cfn<{
      StackResources: { LogicalResourceId: string; PhysicalResourceId: string }[];
    }>('DescribeStackResources', { StackName: 'demo' });
    return Object.fromEntries(StackResources.map((one) => [one.LogicalResourceId, one.PhysicalResourceId]));
  }

  async function failures(): Promise<string> {
    const { OperationEvents } = await cfn<{ OperationEvents: Resource[] }>('DescribeEvents', {
      StackName: 'demo',
      Filters: { FailedEvents: true },
    });
    return OperationEvents.map(
      (event) => `${String(event.LogicalResourceId)}: ${String(event.ResourceStatusReason)}`,
    ).join('\n');
  }

  it('given a stage with a canary of the operator, when the stack changes the stage, then canary and deployment stay', async () => {
    const { Api: restApiId } = await apply('CreateStack', gateway());
    const live = { restApiId, stageName: 'v1' };
    const { id } = await call<{ id: string }>('apigateway', 'CreateDeployment', { restApiId });
    await call('apigateway', 'UpdateStage', { ...live, patchOperations: [{ op: 'replace', path: '/deploymentId', value: id }, { op: 'replace', path: '/variables/forwarder', value: '7' }] }); // prettier-ignore
    await call('apigateway', 'CreateDeployment', { ...live, canarySettings: { percentTraffic: 10 } });
    await apply(
      'UpdateStack',
      gateway({
        stage: {
          TracingEnabled: true,
          MethodSettings: [{ ResourcePath: '/*', HttpMethod: '*', ThrottlingRateLimit: 5 }],
        },
      }),
    );
    expect(await call<Stage>('apigateway', 'GetStage', live)).toMatchObject({
      deploymentId: id,
      variables: { forwarder: '7' },
      tracingEnabled: true,
      canarySettings: { percentTraffic: 10 },
      methodSettings: { '*/*': { throttlingRateLimit: 5 } },
    });
  });

  it('given a handler that resends the deployment, when another property changes, then the live deployment is put back to the template', async () => {
    cloudFormation = cloudFormationWith({ pace: 0, stageUpdates: 'resend-deployment-id' })(region);
    const ids = await apply('CreateStack', gateway());
    const live = { restApiId: ids.Api, stageName: 'v1' };
    const { id } = await call<{ id: string }>('apigateway', 'CreateDeployment', live);
    expect(await call('apigateway', 'GetStage', live)).toMatchObject({ deploymentId: id });
    await apply('UpdateStack', gateway({ stage: { TracingEnabled: true } }));
    expect(await call('apigateway', 'GetStage', live)).toMatchObject({
      deploymentId: ids.Deployment,
      tracingEnabled: true,
    });
  });

  it('given every part of an API changes, when updated, then the draft is what a new stack would have', async () => {
    const rest = { RestApiId: { Ref: 'Api' } };
    const parts = (ttl: number, header: string): Record<string, Resource> => ({
      Role: role,
      Authorizer: {
        Type: 'AWS::ApiGateway::Authorizer',
        Properties: {
          ...rest,
          Name: 'auth',
          Type: 'REQUEST',
          IdentitySource: 'method.request.header.Authorization',
          AuthorizerResultTtlInSeconds: ttl,
          AuthorizerUri:
            'arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:123456789012:function:f/invocations',
        },
      },
      Throttled: {
        Type: 'AWS::ApiGateway::GatewayResponse',
        Properties: {
          ...rest,
          ResponseType: 'THROTTLED',
          StatusCode: '429',
          ResponseParameters: { 'gatewayresponse.header.x-type': `'${header}'` },
        },
      },
      Validator: {
        Type: 'AWS::ApiGateway::RequestValidator',
        Properties: { ...rest, Name: 'v', ValidateRequestBody: ttl > 100 },
      },
      Shape: {
        Type: 'AWS::ApiGateway::Model',
        Properties: { ...rest, Name: 'Shape', ContentType: 'application/json', Schema: { type: header } },
      },
    });
    const before = gateway({ more: parts(300, 'object') });
    const after = gateway({
      more: parts(60, 'array'),
      api: {
        Description: 'new',
        BinaryMediaTypes: ['image/png'],
        ApiKeySourceType: 'AUTHORIZER',
        DisableExecuteApiEndpoint: true,
        Policy: { Version: '2012-10-17', Statement: [] },
        Tags: [{ Key: 'a', Value: 'b' }],
      },
      method: {
        AuthorizationType: 'CUSTOM',
        AuthorizerId: { Ref: 'Authorizer' },
        ApiKeyRequired: true,
        RequestParameters: { 'method.request.header.x': true },
        MethodResponses: [{ StatusCode: '200' }, { StatusCode: '500' }],
      },
      integration: {
        TimeoutInMillis: 1000,
        IntegrationResponses: [{ StatusCode: '200' }, { StatusCode: '500', SelectionPattern: '5..' }],
      },
    });
    const shape = async (ids: Record<string, string>): Promise<string> => {
      const restApiId = ids.Api;
      const parts = await Promise.all([
        call<RestApi>('apigateway', 'GetRestApi', { restApiId }),
        call<Method>('apigateway', 'GetMethod', {
          restApiId,
          resourceId: ids.Method?.split('|')[1],
          httpMethod: 'GET',
        }),
        call<Authorizer>('apigateway', 'GetAuthorizer', { restApiId, authorizerId: ids.Authorizer }),
        call<GatewayResponse>('apigateway', 'GetGatewayResponse', { restApiId, responseType: 'THROTTLED' }),
        call('apigateway', 'GetRequestValidator', { restApiId, requestValidatorId: ids.Validator }),
        call('apigateway', 'GetModel', { restApiId, modelName: 'Shape' }),
      ]);
      const [{ rootResourceId }] = parts;
      const known = [restApiId, rootResourceId, ids.Authorizer, ids.Validator].filter(
        (id) => id !== undefined,
      );
      const text = JSON.stringify(
        parts,
        (key, value: unknown) => (key === 'createdDate' || key === 'id' ? undefined : sortedKeys(value)),
        1,
      );
      return known.reduce((result, id, index) => result.replaceAll(id, `<${String(index)}>`), text);
    };
    await apply('CreateStack', before);
    const updated = await shape(await apply('UpdateStack', after));
    const restored = await shape(await apply('UpdateStack', before));
    await cfn('DeleteStack', { StackName: 'demo' });
    await cfn('DescribeStacks', { StackName: 'demo' }).catch(() => undefined);
    await untilGone();
    const fresh = await shape(await apply('CreateStack', after));
    await cfn('DeleteStack', { StackName: 'demo' });
    await untilGone();
    const original = await shape(await apply('CreateStack', before));
    expect(updated).toBe(fresh);
    expect(restored).toBe(original);
  });

  async function untilGone(): Promise<void> {
    while ((await cfn<{ Stacks: Stack[] }>('DescribeStacks', {})).Stacks.length > 0)
      await region.clock.sleep(2);
  }

  it('given a function and a version, when the configuration changes, then the published version stays as it was', async () => {
    const functions = (memory: string, code: string): Record<string, Resource> => ({
      Role: role,
      Function: {
        Type: 'AWS::Lambda::Function',
        Properties: {
          Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
          Runtime: 'nodejs24.x',
          Handler: 'index.handler',
          MemorySize: memory,
          Code: { ZipFile: code },
          Environment: { Variables: { LEVEL: '1' } },
          Tags: [{ Key: 'k', Value: memory }],
        },
      },
      Version: { Type: 'AWS::Lambda::Version', Properties: { FunctionName: { Ref: 'Function' } } },
      Permission: {
        Type: 'AWS::Lambda::Permission',
        Properties: {
          FunctionName: { Ref: 'Function' },
          Action: 'lambda:InvokeFunction',
          Principal: 'apigateway.amazonaws.com',
        },
      },
      Alias: {
        Type: 'AWS::Lambda::Alias',
        Properties: {
          FunctionName: { Ref: 'Function' },
          Name: 'live',
          FunctionVersion: { 'Fn::GetAtt': ['Version', 'Version'] },
        },
      },
    });
    const first = await apply('CreateStack', functions('256', 'exports.handler = async () => 1'));
    const second = await apply('UpdateStack', functions('512', 'exports.handler = async () => 2'));
    expect(second).toEqual(first);
    const FunctionName = first.Function;
    const latest = await call<FunctionConfiguration>('lambda', 'GetFunctionConfiguration', { FunctionName });
    const published = await call<FunctionConfiguration>('lambda', 'GetFunctionConfiguration', {
      FunctionName,
      Qualifier: '1',
    });
    expect([latest.MemorySize, published.MemorySize]).toEqual([512, 256]);
    expect(latest.CodeSha256).not.toBe(published.CodeSha256);
    expect(await call('lambda', 'ListTags', { Resource: latest.FunctionArn })).toEqual({
      Tags: { k: '512' },
    });
    await cfn('DeleteStack', { StackName: 'demo' });
    await untilGone();
    await expect(call('lambda', 'GetFunction', { FunctionName })).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });

  it('given a usage plan on the stage, when the stack is deleted, then the plan lets go of the stage first', async () => {
    const plans = (limit: number): Record<string, Resource> => ({
      Key: { Type: 'AWS::ApiGateway::ApiKey', Properties: { Enabled: true } },
      Plan: {
        Type: 'AWS::ApiGateway::UsagePlan',
        Properties: {
          ApiStages: [{ ApiId: { Ref: 'Api' }, Stage: { Ref: 'Stage' } }],
          Throttle: { RateLimit: limit, BurstLimit: 10 },
          Quota: { Limit: 100, Period: 'DAY' },
        },
      },
      PlanKey: {
        Type: 'AWS::ApiGateway::UsagePlanKey',
        Properties: { KeyId: { Ref: 'Key' }, KeyType: 'API_KEY', UsagePlanId: { Ref: 'Plan' } },
      },
    });
    const { Plan: usagePlanId } = await apply('CreateStack', gateway({ more: plans(5) }));
    await apply('UpdateStack', gateway({ more: plans(6) }));
    expect(await call<UsagePlan>('apigateway', 'GetUsagePlan', { usagePlanId })).toMatchObject({
      throttle: { rateLimit: 6, burstLimit: 10 },
      quota: { limit: 100, period: 'DAY' },
    });
    await cfn('DeleteStack', { StackName: 'demo' });
    await untilGone();
    expect(await call('apigateway', 'GetUsagePlans', {})).toMatchObject({ items: [] });
  });

  it('given a usage plan that another made, when the stack is deleted, then the deletion says what blocks it', async () => {
    const { Api: apiId } = await apply('CreateStack', gateway());
    const { id: usagePlanId } = await call<UsagePlan>('apigateway', 'CreateUsagePlan', {
      name: 'theirs',
      apiStages: [{ apiId, stage: 'v1' }],
    });
    await cfn('DeleteStack', { StackName: 'demo' });
    expect(await settled()).toMatchObject({ StackStatus: 'DELETE_FAILED' });
    expect(await failures()).toMatch(/usage plan/i);
    await call('apigateway', 'UpdateUsagePlan', {
      usagePlanId,
      patchOperations: [{ op: 'remove', path: '/apiStages', value: `${String(apiId)}:v1` }],
    });
    await cfn('DeleteStack', { StackName: 'demo' });
    await untilGone();
  });

  it('given tags on the stack, when they change, then its resources have them', async () => {
    const resources = gateway({
      more: {
        Group: {
          Type: 'AWS::Logs::LogGroup',
          Properties: { RetentionInDays: '7', Tags: [{ Key: 'own', Value: 'x' }] },
        },
        Secret: {
          Type: 'AWS::SecretsManager::Secret',
          Properties: {
            GenerateSecretString: {
              PasswordLength: 40,
              SecretStringTemplate: '{"user":"u"}',
              GenerateStringKey: 'key',
            },
          },
        },
      },
    });
    const ids = await apply('CreateStack', resources, { Tags: [{ Key: 'team', Value: 'a' }] });
    const secret = await call<{ SecretString: string }>('secretsmanager', 'GetSecretValue', {
      SecretId: ids.Secret,
    });
    await apply('UpdateStack', resources, { Tags: [{ Key: 'team', Value: 'b' }] });
    expect(
      await call('apigateway', 'GetTags', {
        resourceArn: `arn:aws:apigateway:us-east-1::/restapis/${String(ids.Api)}`,
      }),
    ).toEqual({ tags: { team: 'b' } });
    expect(
      await call('apigateway', 'GetTags', {
        resourceArn: `arn:aws:apigateway:us-east-1::/restapis/${String(ids.Api)}/stages/v1`,
      }),
    ).toEqual({ tags: { team: 'b' } });
    expect(
      await call('logs', 'ListTagsForResource', {
        resourceArn: `arn:aws:logs:us-east-1:123456789012:log-group:${String(ids.Group)}`,
      }),
    ).toEqual({ tags: { own: 'x', team: 'b' } });
    expect(await call('logs', 'DescribeLogGroups', { logGroupNamePrefix: ids.Group })).toMatchObject({
      logGroups: [{ retentionInDays: 7 }],
    });
    expect(JSON.parse(secret.SecretString)).toEqual({ user: 'u', key: expect.stringMatching(/^.{40}$/) });
    expect(await call('secretsmanager', 'GetSecretValue', { SecretId: ids.Secret })).toMatchObject({
      SecretString: secret.SecretString,
    });
  });

  it('given a service that refuses, when created, then the reason is the one of its handler', async () => {
    const failing = apply('CreateStack', gateway({ stage: { Variables: { 'bad name': 'x' } } }));
    await expect(failing).rejects.toThrow(
      /Stage: Resource handler returned message: ".* \(Service: ApiGateway, Status Code: 400, Request ID: [-0-9a-f]+\) \(SDK Attempt Count: 1\)" \(RequestToken: [-0-9a-f]+, HandlerErrorCode: InvalidRequest\)/,
    );
  });
});

function sortedKeys(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1)));
}

import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, it } from '@jest/globals';
import type { Stack } from '@aws-sdk/client-cloudformation';
import fc from 'fast-check';
import { renderTemplateBody } from '../../src/gateway/template/render-template.js';
import { createLocalAws, type LocalAws } from '../../src/local/cloud.js';
import { setFailures } from '../../src/local/control-plane/cloudformation/index.js';
import type { LocalRegion } from '../../src/local/region.js';
import type { ServiceName } from '../../src/local/service.js';

const TemplateBody = renderTemplateBody(
  readFileSync(new URL('../../templates/gateway.yaml', import.meta.url), 'utf8'),
);
// Each run has a stack of its own, so that one that failed does not spoil the next.
let StackName = 'gateway';
let runs = 0;

/** Parameters that change resources in place, replace them, add them and remove them. */
const parameters = fc.record({
  EndpointType: fc.constantFrom('PRIVATE', 'REGIONAL'),
  RequireApiKey: fc.constantFrom('true', 'false'),
  ForwarderMemory: fc.constantFrom('512', '1024'),
  ThrottleRateLimit: fc.constantFrom('100', '50'),
  EnableAccessLogs: fc.constantFrom('true', 'false'),
  ExecutionLogLevel: fc.constantFrom('OFF', 'ERROR'),
  LogRetentionDays: fc.constantFrom('30', '7'),
  EnableTracing: fc.constantFrom('true', 'false'),
  EnableWaf: fc.constantFrom('true', 'false'),
  EnableAlarms: fc.constantFrom('true', 'false'),
  CustomDomain: fc.constantFrom('', 'ai.example.com'),
  AllowedModels: fc.constantFrom('*', 'amazon.*'),
});

const failing = fc.constantFrom(
  'IntegrationLambda',
  'BedrockApiGatewayStage',
  'BedrockApiGatewayAnyMethod',
  'BedrockApiGateway',
  'WebAcl',
  'AccessLogGroup',
);

describe('an update of the gateway that fails', () => {
  let aws: LocalAws;
  let region: LocalRegion;

  beforeAll(async () => {
    aws = createLocalAws({ port: 0, pace: 0 });
    await aws.start();
    region = aws.region('us-east-1');
  });
  afterAll(() => aws.stop());

  const call = async (
    service: ServiceName,
    operation: string,
    input: object,
  ): Promise<Record<string, unknown>> => region.call<Record<string, unknown>>(service, operation, input);

  async function settled(nameOrId: string | undefined = StackName): Promise<Stack> {
    for (;;) {
      const { Stacks } = await region.call<{ Stacks: Stack[] }>('cloudformation', 'DescribeStacks', {
        StackName: nameOrId,
      });
      const stack = Stacks[0];
      if (stack && !stack.StackStatus?.endsWith('_IN_PROGRESS')) return stack;
      await region.clock.sleep(5);
    }
  }

  async function deploy(
    operation: 'CreateStack' | 'UpdateStack',
    values: Record<string, string>,
  ): Promise<Stack> {
    const all = {
      ...values,
      EnableAuthorizer: 'true',
      ManageApiGatewayAccount: 'true',
      ...(values.CustomDomain === '' ? {} : { HostedZoneId: 'Z0123456789ABCDEFGHIJ' }),
    };
    const Parameters = Object.entries(all).map(([ParameterKey, ParameterValue]) => ({
      ParameterKey,
      ParameterValue,
    }));
    await call('cloudformation', operation, {
      StackName,
      TemplateBody,
      Parameters,
      Capabilities: ['CAPABILITY_IAM'],
    });
    return settled();
  }

  /** The services' own view of what the stack made, times and revisions aside. */
  async function liveState(): Promise<string> {
    const { StackResources } = await region.call<{ StackResources: { ResourceType: string; PhysicalResourceId: string; LogicalResourceId: string }[] }>(
      'cloudformation', 'DescribeStackResources', { StackName },
    ); // prettier-ignore
    const restApiId = StackResources.find(
      (resource) => resource.ResourceType === 'AWS::ApiGateway::RestApi',
    )?.PhysicalResourceId;
    const state: unknown[] = [
      StackResources.map((resource) => `${resource.LogicalResourceId}=${resource.PhysicalResourceId}`),
    ];
    for (const operation of [
      'GetRestApi',
      'GetResources',
      'GetAuthorizers',
      'GetGatewayResponses',
      'GetStages',
      'GetDeployments',
      'GetRequestValidators',
    ]) {
      state.push(await call('apigateway', operation, { restApiId, embed: ['methods'] }));
    }
    for (const { PhysicalResourceId } of StackResources.filter(
      (resource) => resource.ResourceType === 'AWS::Lambda::Function',
    )) {
      state.push(await call('lambda', 'GetFunctionConfiguration', { FunctionName: PhysicalResourceId }));
    }
    state.push(
      await call('logs', 'DescribeLogGroups', {}),
      await call('apigateway', 'GetDomainNames', {}),
      await call('apigateway', 'GetAccount', {}),
    );
    const volatile = new Set([
      'LastModified',
      'RevisionId',
      'lastUpdatedDate',
      'creationTime',
      'storedBytes',
      'LastUpdateStatus',
    ]);
    return JSON.stringify(
      state,
      (key, value: unknown) => (volatile.has(key) ? undefined : sortedKeys(value)),
      1,
    );
  }

  it('given any two sets of parameters and any failing resource, when rolled back, then the services are as before', async () => {
    await fc.assert(
      fc.asyncProperty(parameters, parameters, failing, async (first, second, logicalId) => {
        StackName = `gateway-${String((runs += 1))}`;
        const created = await deploy('CreateStack', first);
        if (created.StackStatus !== 'CREATE_COMPLETE') throw new Error(await history(created.StackId));
        const before = await liveState();
        setFailures(
          region.state,
          (['create', 'update'] as const).map((action) => ({ logicalId, action, when: 'after' })),
        );
        const updated = await deploy('UpdateStack', second).catch(() => created);
        setFailures(region.state, []);
        if (updated.StackStatus === 'UPDATE_ROLLBACK_COMPLETE') {
          const after = await liveState();
          if (after !== before)
            throw new Error(`${firstDifference(before, after)}\n${await history(created.StackId)}`);
        } else if (!updated.StackStatus?.endsWith('_COMPLETE')) {
          throw new Error(await history(created.StackId));
        }
        await call('cloudformation', 'DeleteStack', { StackName });
        const deleted = await settled(created.StackId);
        if (deleted.StackStatus !== 'DELETE_COMPLETE') throw new Error(await history(created.StackId));
      }),
      { numRuns: Number(process.env.AIGW_PROPERTY_RUNS ?? 5), endOnFailure: true },
    );
  }, 240_000);

  async function history(stackId: string | undefined): Promise<string> {
    const { StackEvents } = await region.call<{ StackEvents: Record<string, unknown>[] }>(
      'cloudformation',
      'DescribeStackEvents',
      { StackName: stackId },
    );
    const lines = StackEvents.map(
      (event) =>
        `${String(event.LogicalResourceId)} ${String(event.ResourceStatus)} ${String(event.ResourceStatusReason ?? '')}`,
    );
    return lines.filter((line) => /FAILED|ROLLBACK|cancel/.test(line)).join('\n');
  }
});

function sortedKeys(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || value instanceof Date)
    return value;
  return Object.fromEntries(Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1)));
}

function firstDifference(before: string, after: string): string {
  const [old, now] = [before.split('\n'), after.split('\n')];
  const index = old.findIndex((line, position) => line !== now[position]);
  return `before:\n${old.slice(index - 8, index + 5).join('\n')}\nafter:\n${now.slice(index - 8, index + 5).join('\n')}`;
}

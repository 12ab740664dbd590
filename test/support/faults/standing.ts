import {
  APIGatewayClient,
  GetApiKeysCommand,
  GetDeploymentsCommand,
  GetRestApisCommand,
  GetStageCommand,
  GetUsagePlansCommand,
} from '@aws-sdk/client-api-gateway';
import {
  CloudFormationClient,
  DescribeStacksCommand,
  ListChangeSetsCommand,
  ListStacksCommand,
  type StackSummary,
} from '@aws-sdk/client-cloudformation';
import { LambdaClient, ListFunctionsCommand, ListVersionsByFunctionCommand } from '@aws-sdk/client-lambda';
import type { RunningTestAws } from '../local-aws.js';

/**
 * All that could have been made twice or left behind, without the names AWS made up: two gateways that were deployed the same way
 * are equal in it.
 */
export interface Standing {
  /** `name status`, deleted ones left out. */
  readonly stacks: readonly string[];
  readonly changeSets: readonly string[];
  readonly apis: number;
  readonly functions: number;
  /** For each function its published versions. */
  readonly versions: readonly (readonly string[])[];
  /** Descriptions of the API's deployments, oldest first, with the draft's hash masked. */
  readonly deployments: readonly string[];
  /** Which of them, by place, the stage serves; -1 without a stage. */
  readonly live: number;
  readonly variables: Readonly<Record<string, string>>;
  /** Its canary: the place of its deployment, its share, its variables. */
  readonly canary?: readonly [deployment: number, percent: number, overrides: object];
  /** For each API key its name, whether it works, and the names of the plans it is in. */
  readonly apiKeys: readonly string[];
  /** Names of the account's usage plans. */
  readonly usagePlans: readonly string[];
}

/** Reads what stands in the account, by another client than the program under test. */
export async function standing({ client }: RunningTestAws): Promise<Standing> {
  const stacks = await liveStacks(new CloudFormationClient(client));
  const lambda = new LambdaClient(client);
  const { Functions = [] } = await lambda.send(new ListFunctionsCommand({}));
  const names = Functions.map((found) => found.FunctionName ?? '').sort();
  const versions = await Promise.all(names.map((name) => versionsOf(lambda, name)));
  return {
    stacks: stacks.map(({ StackName, StackStatus }) => `${StackName ?? ''} ${StackStatus ?? ''}`),
    changeSets: await changeSetsOf(new CloudFormationClient(client), stacks),
    functions: names.length,
    versions,
    ...(await keyStanding(new APIGatewayClient(client))),
    ...(await apiStanding(new APIGatewayClient(client))),
    ...(await keyStanding(new APIGatewayClient(client))),
  };
}

/** The URL at which the gateway of the only stack answers on this machine. */
export async function gatewayUrl({ client, url }: RunningTestAws): Promise<string> {
  const { Stacks = [] } = await new CloudFormationClient(client).send(new DescribeStacksCommand({}));
  const outputs = Stacks.flatMap((stack) => stack.Outputs ?? []);
  const output = (key: string) => outputs.find((found) => found.OutputKey === key)?.OutputValue ?? '';
  return `${url}/_aws/execute-api/${output('ApiId')}/${output('StageName')}`;
}

async function liveStacks(client: CloudFormationClient): Promise<StackSummary[]> {
  const { StackSummaries = [] } = await client.send(new ListStacksCommand({}));
  return StackSummaries.filter((stack) => stack.StackStatus !== 'DELETE_COMPLETE');
}

async function changeSetsOf(
  client: CloudFormationClient,
  stacks: readonly StackSummary[],
): Promise<string[]> {
  const lists = await Promise.all(
    stacks.map(({ StackId }) => client.send(new ListChangeSetsCommand({ StackName: StackId }))),
  );
  return lists.flatMap(({ Summaries = [] }) => Summaries.map((summary) => summary.ChangeSetName ?? ''));
}

async function versionsOf(client: LambdaClient, name: string): Promise<string[]> {
  const { Versions = [] } = await client.send(new ListVersionsByFunctionCommand({ FunctionName: name }));
  return Versions.map((version) => version.Version ?? '').filter((version) => version !== '$LATEST');
}

type ApiStanding = Pick<Standing, 'apis' | 'deployments' | 'live' | 'variables' | 'canary'>;

async function apiStanding(client: APIGatewayClient): Promise<ApiStanding> {
  const { items: apis = [] } = await client.send(new GetRestApisCommand({}));
  const restApiId = apis[0]?.id;
  if (restApiId === undefined) return { apis: 0, deployments: [], live: -1, variables: {} };
  const { items = [] } = await client.send(new GetDeploymentsCommand({ restApiId, limit: 500 }));
  const inOrder = items.sort((a, b) => Number(a.createdDate) - Number(b.createdDate));
  const stage = await client.send(new GetStageCommand({ restApiId, stageName: 'v1' }));
  const place = (deploymentId?: string) => inOrder.findIndex(({ id }) => id === deploymentId);
  const { canarySettings: canary } = stage;
  return {
    apis: apis.length,
    deployments: inOrder.map(({ description = '' }) => description.replace(/draft=\w+/, 'draft=…')),
    live: place(stage.deploymentId),
    variables: stage.variables ?? {},
    ...(canary && {
      canary: [
        place(canary.deploymentId),
        canary.percentTraffic ?? 0,
        canary.stageVariableOverrides ?? {},
      ] as const,
    }),
  };
}

async function keyStanding(client: APIGatewayClient): Promise<Pick<Standing, 'apiKeys' | 'usagePlans'>> {
  const plansOf = async (keyId?: string) => {
    const { items = [] } = await client.send(new GetUsagePlansCommand({ keyId, limit: 500 }));
    return items.map((plan) => plan.name ?? '').sort();
  };
  const { items = [] } = await client.send(new GetApiKeysCommand({ limit: 500 }));
  const apiKeys = await Promise.all(
    items.map(
      async ({ id, name, enabled }) => `${name ?? ''} ${String(enabled)} in ${(await plansOf(id)).join()}`,
    ),
  );
  return { apiKeys: apiKeys.sort(), usagePlans: await plansOf() };
}

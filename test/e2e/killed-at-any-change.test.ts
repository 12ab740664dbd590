import { APIGatewayClient, GetDeploymentsCommand, GetRestApisCommand } from '@aws-sdk/client-api-gateway';
import { CloudFormationClient, ListStacksCommand } from '@aws-sdk/client-cloudformation';
import { LambdaClient, ListFunctionsCommand, ListVersionsByFunctionCommand } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { aigw, type AigwRun } from '../support/aigw.js';
import { startFaultProxy, type Fault, type FaultProxy } from '../support/fault-proxy/start-fault-proxy.js';
import { startTestAws, type RunningTestAws } from '../support/local-aws.js';

/** Every request of the two commands that changes something, by operation and how many of that operation came before. */
const DEPLOY_CHANGES: [operation: string, at: number][] = [
  ['CreateChangeSet', 1],
  ['ExecuteChangeSet', 1],
  ['UpdateFunctionCode', 1],
  ['UpdateFunctionCode', 2],
  ['PublishVersion', 1],
  ['PublishVersion', 2],
  ['CreateDeployment', 1],
  ['UpdateStage', 1],
];
const KILLS = ['kill-before', 'kill-after'] as const;
const STACK = 'bedrock-llm-gateway';
const DEPLOY = ['deploy', '--yes'];
const DESTROY = ['destroy', '--confirm', STACK];

type Kill = Extract<Fault, { kind: (typeof KILLS)[number] }>['kind'];

/** An AWS with a fault proxy in front of it, for one case at a time. */
interface World {
  readonly aws: RunningTestAws;
  readonly proxy: FaultProxy;
}

async function killed(
  world: World,
  argv: readonly string[],
  operation: string,
  at: number,
  kind: Kill,
): Promise<AigwRun> {
  await world.proxy.configure({ plan: [{ operation, at, fault: { kind } }] });
  const run = await aigw(argv, {
    endpoint: world.proxy.url,
    onSpawn: ({ pid = 0 }) => void world.proxy.watch({ pid, group: false }),
  });
  await world.proxy.configure({});
  return run;
}

/** What exists: of the API its deployments, of each function its versions; one each from the template and one from the release. */
async function inventory({ aws }: World) {
  const gateway = new APIGatewayClient(aws.client);
  const lambda = new LambdaClient(aws.client);
  const { items: apis = [] } = await gateway.send(new GetRestApisCommand({}));
  const deployments = await Promise.all(
    apis.map(
      async ({ id = '' }) => (await gateway.send(new GetDeploymentsCommand({ restApiId: id }))).items?.length,
    ),
  );
  const { Functions: functions = [] } = await lambda.send(new ListFunctionsCommand({}));
  const versions = await Promise.all(
    functions.map(async ({ FunctionName }) => {
      const { Versions = [] } = await lambda.send(new ListVersionsByFunctionCommand({ FunctionName }));
      return Versions.filter(({ Version }) => Version !== '$LATEST').length;
    }),
  );
  return { deployments, versions };
}

async function stacksLeft({ aws }: World): Promise<number> {
  const { StackSummaries = [] } = await new CloudFormationClient(aws.client).send(new ListStacksCommand({}));
  return StackSummaries.filter(({ StackStatus }) => StackStatus !== 'DELETE_COMPLETE').length;
}

const worlds: World[] = [];

async function freshWorld(): Promise<World> {
  const aws = await startTestAws();
  const world = { aws, proxy: await startFaultProxy({ target: aws.url }) };
  worlds.push(world);
  return world;
}

afterAll(async () => {
  for (const { aws, proxy } of worlds) {
    await proxy.stop();
    await aws.aws.stop();
  }
});

describe.each(KILLS)('given a deploy that is killed (%s)', (kind) => {
  let world: World;
  beforeAll(async () => {
    world = await freshWorld();
  });

  it.each(DEPLOY_CHANGES)(
    'when it dies at %s number %d, then the same command completes it, and nothing is there twice',
    async (operation, at) => {
      expect((await killed(world, DEPLOY, operation, at, kind)).signal).toBe('SIGKILL');
      const again = await aigw(DEPLOY, { endpoint: world.proxy.url });
      expect(again).toMatchObject({ code: 0 });
      expect(await inventory(world)).toEqual({ deployments: [2], versions: [2, 2] });
      expect((await aigw(DESTROY, { endpoint: world.proxy.url })).code).toBe(0);
      expect(await stacksLeft(world)).toBe(0);
    },
    60_000,
  );
});

describe.each(KILLS)('given a destroy that is killed (%s)', (kind) => {
  it('when it dies at DeleteStack, then the same command completes it', async () => {
    const world = await freshWorld();
    expect((await aigw(DEPLOY, { endpoint: world.proxy.url })).code).toBe(0);
    expect((await killed(world, DESTROY, 'DeleteStack', 1, kind)).signal).toBe('SIGKILL');
    expect((await aigw(DESTROY, { endpoint: world.proxy.url })).code).toBe(0);
    expect(await stacksLeft(world)).toBe(0);
  }, 60_000);
});

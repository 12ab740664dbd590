import { APIGatewayClient, GetRestApisCommand, UpdateStageCommand } from '@aws-sdk/client-api-gateway';
import { LambdaClient, ListFunctionsCommand, UpdateFunctionCodeCommand } from '@aws-sdk/client-lambda';
import { zipSync } from 'fflate';
import { aigw } from '../aigw.js';
import type { RunningTestAws } from '../local-aws.js';

/** A command that changes something, with what it starts from and what it must lead to. */
export interface Scenario {
  readonly name: string;
  readonly argv: readonly string[];
  /** Brings a fresh local AWS to where the command starts. */
  prepare(local: RunningTestAws): Promise<void>;
  /** What the command prints when there is nothing left to do; absent for one that does the same each time. */
  readonly nothingToDo?: RegExp;
  /** What the command is refused with (exit 4) when it is done already. */
  readonly refusedWhenDone?: RegExp;
  /** Whether a gateway answers afterwards. */
  readonly leavesGateway: boolean;
  /** With which status it answers a request without a token; 200 unless given. */
  readonly answers?: number;
}

const noChanges = /^No changes/;

/** From nothing: stack, code, versions, deployment, stage. */
export const firstDeployment: Scenario = {
  name: 'a first deployment',
  argv: ['deploy', '--yes'],
  prepare: () => Promise.resolve(),
  nothingToDo: noChanges,
  leavesGateway: true,
};

/** Changes the draft (authorizer), a function's configuration (models) and the stage (throttling). */
export const parameterChange: Scenario = {
  name: 'a change of parameters',
  argv: ['deploy', '--yes', '--no-authorizer', '--throttle-rate', '7', '--param', 'AllowedModels=amazon.*'],
  prepare: (local) => succeed(local, 'deploy', '--yes', '--authorizer'),
  nothingToDo: noChanges,
  leavesGateway: true,
};

/** The stack is as wanted; both functions hold and serve other code, as an earlier release left it. */
export const codeOnlyRelease: Scenario = {
  name: 'a code-only release',
  argv: ['deploy', '--yes'],
  async prepare(local) {
    await succeed(local, 'deploy', '--yes');
    const lambda = new LambdaClient(local.client);
    const ZipFile = zipSync({ 'index.js': Buffer.from('exports.handler = async () => 1;') });
    const { Functions = [] } = await lambda.send(new ListFunctionsCommand({}));
    for (const { FunctionName } of Functions) {
      await lambda.send(new UpdateFunctionCodeCommand({ FunctionName, ZipFile, Publish: true }));
    }
    await serveVersion(local, '3');
  },
  nothingToDo: noChanges,
  leavesGateway: true,
};

/** Changes the draft and the authorizer's configuration, makes a release, and proves it. */
export const enabling: Scenario = {
  name: 'turning authorization on',
  argv: [
    ...['authorizer', 'enable', '--yes', '--issuer', 'https://issuer.example.com', '--audience', 'aigw'],
    '--skip-issuer-check',
  ],
  prepare: (local) => succeed(local, 'deploy', '--yes'),
  nothingToDo: /^Authorization was on/,
  leavesGateway: true,
  answers: 401,
};

/** The other way round. */
export const disabling: Scenario = {
  name: 'turning authorization off',
  argv: ['authorizer', 'disable', '--yes'],
  async prepare(local) {
    await enabling.prepare(local);
    await succeed(local, ...enabling.argv);
  },
  nothingToDo: /^Authorization was off/,
  leavesGateway: true,
};

export const removal: Scenario = {
  name: 'a removal',
  argv: ['destroy', '--confirm', 'bedrock-llm-gateway'],
  prepare: (local) => succeed(local, 'deploy', '--yes'),
  nothingToDo: /nothing to destroy/,
  leavesGateway: false,
};

/** From no tenant: usage plan, key, attachment. */
export const tenantAddition: Scenario = {
  name: 'the addition of a tenant',
  argv: ['tenant', 'add', 'acme', '--rate', '10', '--quota', '100/day', '--tag', 'team=a'],
  prepare: (local) => succeed(local, 'deploy', '--yes'),
  nothingToDo: /^acme is there already/,
  leavesGateway: true,
};

/** A second key beside the first. */
export const tenantRotation: Scenario = {
  name: 'a rotation of a key',
  argv: ['tenant', 'rotate', 'acme'],
  async prepare(local) {
    await tenantAddition.prepare(local);
    await succeed(local, ...tenantAddition.argv);
  },
  nothingToDo: /^acme has its new key already/,
  leavesGateway: true,
};

/** To another plan, which is not there yet, with another description and tag. */
export const tenantChange: Scenario = {
  name: 'a change of a tenant',
  argv: ['tenant', 'set', 'acme', '--rate', '20', '--description', 'Acme, Inc.', '--tag', 'tier=b'],
  prepare: tenantRotation.prepare,
  nothingToDo: /nothing to change$/m,
  leavesGateway: true,
};

/** Shows what would happen and leaves nothing behind. */
export const plan: Scenario = {
  name: 'a plan',
  argv: ['deploy', '--plan'],
  prepare: () => Promise.resolve(),
  leavesGateway: false,
};

/** Leaves one change set, and the stack in review that holds it. */
export const preparedPlan: Scenario = {
  name: 'a plan to be executed later',
  argv: ['deploy', '--prepare'],
  prepare: () => Promise.resolve(),
  leavesGateway: false,
};

/** What is left of a first deployment that failed has to be deleted before the next. */
export const recoveryOfCreation: Scenario = {
  ...firstDeployment,
  name: 'a deployment over one that failed',
  async prepare(local) {
    await failOnce(local, { logicalId: 'BedrockVPC', action: 'create' });
    await fail(local, ...firstDeployment.argv);
  },
};

/** A rollback that failed has to be continued before the next deployment. */
export const recoveryOfRollback: Scenario = {
  ...parameterChange,
  name: 'a deployment over a rollback that failed',
  async prepare(local) {
    await parameterChange.prepare(local);
    await failOnce(local, { logicalId: 'BedrockApiGatewayStage', action: 'update', times: 2 });
    await fail(local, ...parameterChange.argv);
  },
};

/** The commands whose every change is disturbed in every way. */
export const disturbedScenarios: readonly Scenario[] = [
  firstDeployment,
  parameterChange,
  codeOnlyRelease,
  removal,
];

async function serveVersion({ client }: RunningTestAws, value: string): Promise<void> {
  const apis = new APIGatewayClient(client);
  const { items: [api] = [] } = await apis.send(new GetRestApisCommand({}));
  const patchOperations = ['forwarder', 'authorizer'].map((name) => ({
    op: 'replace' as const,
    path: `/variables/${name}`,
    value,
  }));
  await apis.send(new UpdateStageCommand({ restApiId: api?.id, stageName: 'v1', patchOperations }));
}

async function succeed(local: RunningTestAws, ...argv: string[]): Promise<void> {
  await expectCode(local, argv, 0);
}

async function fail(local: RunningTestAws, ...argv: string[]): Promise<void> {
  await expectCode(local, argv, 7);
}

async function expectCode(local: RunningTestAws, argv: readonly string[], code: number): Promise<void> {
  const run = await aigw(argv, { endpoint: local.url });
  if (run.code !== code) throw new Error(`${argv.join(' ')} ended with ${String(run.code)}:\n${run.stderr}`);
}

async function failOnce({ url }: RunningTestAws, failure: object): Promise<void> {
  const response = await fetch(`${url}/_aws/aigw/failures`, {
    method: 'PUT',
    body: JSON.stringify([failure]),
  });
  if (!response.ok) throw new Error(await response.text());
}

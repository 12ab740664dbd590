import {
  CloudFormationClient,
  DescribeStacksCommand,
  ListChangeSetsCommand,
} from '@aws-sdk/client-cloudformation';
import {
  LambdaClient,
  ListVersionsByFunctionCommand,
  UpdateFunctionCodeCommand,
} from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { zipSync } from 'fflate';
import type { DeployResult } from '../../src/gateway/stack/deploy.js';
import type { GatewayStatus } from '../../src/gateway/stack/status.js';
import { aigw, resultOf } from '../support/aigw.js';
import { startTestAws, type RunningTestAws } from '../support/local-aws.js';

const stack = 'bedrock-llm-gateway';
let local: RunningTestAws;
const run = (...argv: string[]) => aigw(argv, { endpoint: local.url });
const access = () => local.client;

beforeAll(async () => {
  local = await startTestAws();
});
afterAll(() => local.aws.stop());

describe('the life of a gateway', () => {
  it('given no stack, when planned, then the plan is shown and nothing is left behind', async () => {
    const result = await run('deploy', '--plan');
    expect(result).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(
        /^ {2}\+ {2}BedrockApiGateway .*Plan: \d+ to add, 0 to change, 0 to destroy\n$/ms,
      ),
    });
    expect(result.stdout).toMatch(/InvocationRole +AWS::IAM::Role +\[IAM\]/);
    expect((await run('status')).code).toBe(3);
  });

  it('given no stack, when deployed, then it is live with both functions and says that authorization is off', async () => {
    const result = await run('deploy', '--yes', '--json');
    expect(resultOf<DeployResult>(result)).toMatchObject({
      outcome: 'deployed',
      stack: { name: stack, status: 'CREATE_COMPLETE' },
      release: { changed: true, versions: { forwarder: '2', authorizer: '2' } },
    });
    expect(result).toMatchObject({ code: 0, stderr: '' });
  });

  it('given it is live, then status says so, and that authorization is off in the live snapshot', async () => {
    const status = resultOf<GatewayStatus>(await run('status', '--json'));
    expect(status).toMatchObject({ authorization: { live: 'off', draft: 'off' }, live: { drift: false } });
    expect((await run('status')).stdout).toMatch(
      /Live +live {2}deployment [a-z0-9]{6}.*Authorization is off/s,
    );
  });

  it('given it is live, when asked a question, then the answer streams through it', async () => {
    const result = await run('chat', 'What is an AI gateway?');
    expect(result).toMatchObject({
      code: 0,
      stderr: expect.stringMatching(/tokens in, \d+ out · first token after/),
    });
    expect(result.stdout.length).toBeGreaterThan(40);
  });

  it('given nothing changed, when deployed again, then says so and makes nothing', async () => {
    const result = await run('deploy', '--yes');
    expect(result).toMatchObject({ code: 0, stdout: expect.stringMatching(/^No changes/) });
    expect(await versionsOf('forwarder')).toHaveLength(2);
  });

  it('given only code differs, when deployed, then publishes and goes live without a stack update', async () => {
    const before = await describeStack();
    const lambda = new LambdaClient(access());
    const zip = zipSync({ 'index.js': Buffer.from('exports.handler = async () => 1;') });
    await lambda.send(
      new UpdateFunctionCodeCommand({
        FunctionName: functionName(before, 'forwarder'),
        ZipFile: zip,
        Publish: true,
      }),
    );
    const result = resultOf<DeployResult>(await run('deploy', '--yes', '--json'));
    expect(result).toMatchObject({
      outcome: 'deployed',
      plan: { changes: [] },
      release: { versions: { forwarder: '4' } },
    });
    expect((await describeStack()).LastUpdatedTime).toEqual(before.LastUpdatedTime);
  });

  it('given a parameter changed, when prepared and executed, then the stack and what is live follow', async () => {
    const prepared = resultOf<DeployResult>(await run('deploy', '--prepare', '--authorizer', '--json'));
    expect(prepared).toMatchObject({ outcome: 'prepared' });
    expect((await run('status', '--json').then(resultOf<GatewayStatus>)).authorization).toEqual({
      live: 'off',
      draft: 'off',
    });
    const executed = await run('deploy', '--execute', prepared.changeSet ?? '', '--yes', '--json');
    expect(resultOf<DeployResult>(executed)).toMatchObject({
      outcome: 'deployed',
      stack: { status: 'UPDATE_COMPLETE' },
    });
    expect((await run('status', '--json').then(resultOf<GatewayStatus>)).authorization).toEqual({
      live: 'on',
      draft: 'on',
    });
  });

  it('given --no-wait, when run again, then the second run finishes what the first began', async () => {
    const started = await run('deploy', '--no-wait', '--yes', '--no-authorizer');
    expect(started).toMatchObject({ code: 0, stdout: expect.stringMatching(/^Started/) });
    const finished = await run('deploy', '--yes');
    expect(finished).toMatchObject({ code: 0 });
    expect((await run('status', '--json').then(resultOf<GatewayStatus>)).authorization?.live).toBe('off');
  });

  it('given it was planned and declined along the way, then no change set is left', async () => {
    const client = new CloudFormationClient(access());
    expect((await client.send(new ListChangeSetsCommand({ StackName: stack }))).Summaries ?? []).toEqual([]);
  });

  it('given another name, then destroy refuses; given the right one, then everything goes, and a second time is success', async () => {
    expect((await run('destroy', '--confirm', 'other')).code).toBe(2);
    expect(await run('destroy', '--confirm', stack)).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^Destroyed/),
    });
    expect(await run('destroy', '--confirm', stack)).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/nothing to destroy/),
    });
  });
});

async function describeStack() {
  const client = new CloudFormationClient(access());
  const { Stacks } = await client.send(new DescribeStacksCommand({ StackName: stack }));
  if (!Stacks?.[0]) throw new Error('no stack');
  return Stacks[0];
}

function functionName(
  from: Awaited<ReturnType<typeof describeStack>>,
  which: 'forwarder' | 'authorizer',
): string {
  const key = which === 'forwarder' ? 'ForwarderFunctionName' : 'AuthorizerFunctionName';
  return from.Outputs?.find((output) => output.OutputKey === key)?.OutputValue ?? '';
}

async function versionsOf(which: 'forwarder' | 'authorizer'): Promise<string[]> {
  const name = functionName(await describeStack(), which);
  const { Versions = [] } = await new LambdaClient(access()).send(
    new ListVersionsByFunctionCommand({ FunctionName: name }),
  );
  return Versions.map((version) => version.Version ?? '').filter((version) => version !== '$LATEST');
}

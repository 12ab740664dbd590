import {
  CloudFormationClient,
  DescribeStacksCommand,
  UpdateTerminationProtectionCommand,
} from '@aws-sdk/client-cloudformation';
import {
  APIGatewayClient,
  CreateUsagePlanCommand,
  DeleteUsagePlanCommand,
  UpdateUsagePlanCommand,
} from '@aws-sdk/client-api-gateway';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { DeployResult } from '../../src/gateway/stack/deploy.js';
import { aigw, resultOf } from '../support/aigw.js';
import { startTestAws, type RunningTestAws } from '../support/local-aws.js';

const stack = 'bedrock-llm-gateway';
let local: RunningTestAws;
const run = (...argv: string[]) => aigw(argv, { endpoint: local.url });

beforeEach(async () => {
  local = await startTestAws();
});
afterEach(() => local.aws.stop());

describe('a deployment that fails', () => {
  it('given a resource that cannot be made, then names it and not the cascade, and the next run starts over', async () => {
    await failing({
      logicalId: 'BedrockVPC',
      action: 'create',
      reason: 'The maximum number of VPCs has been reached.',
    });
    const failed = await run('deploy', '--yes');
    expect(failed).toMatchObject({
      code: 7,
      stderr: expect.stringMatching(
        /ended in ROLLBACK_COMPLETE.*BedrockVPC \(AWS::EC2::VPC\): .*maximum number of VPCs.*→ A quota/s,
      ),
    });
    expect(await status()).toBe('ROLLBACK_COMPLETE');
    const again = await run('deploy', '--yes');
    expect(again).toMatchObject({
      code: 0,
      stderr: expect.stringMatching(/ROLLBACK_COMPLETE.*can only be deleted.*Deleting what is left/s),
    });
    expect(await status()).toBe('CREATE_COMPLETE');
  });

  it('given a stuck stack and nobody who agreed, then explains it and changes nothing', async () => {
    await failing({ logicalId: 'BedrockVPC', action: 'create' });
    await run('deploy', '--yes');
    expect(await run('deploy', '--plan')).toMatchObject({
      code: 4,
      stderr: expect.stringMatching(/is in ROLLBACK_COMPLETE.*--yes/s),
    });
    expect(await status()).toBe('ROLLBACK_COMPLETE');
  });

  it('given an update that fails, then everything is as before and goes on serving', async () => {
    await run('deploy', '--yes');
    await failing({ logicalId: 'BedrockApiGatewayStage', action: 'update', reason: 'Not today' });
    const failed = await run('deploy', '--yes', '--throttle-rate', '7');
    expect(failed).toMatchObject({
      code: 7,
      stderr: expect.stringMatching(/UPDATE_ROLLBACK_COMPLETE.*BedrockApiGatewayStage.*Not today/s),
    });
    expect((await run('chat', 'still there?')).code).toBe(0);
    expect(await run('deploy', '--yes', '--throttle-rate', '7')).toMatchObject({ code: 0 });
  });

  it('given a rollback that failed too, then the next run continues it and deploys', async () => {
    await run('deploy', '--yes');
    await failing({ logicalId: 'BedrockApiGatewayStage', action: 'update', times: 2 });
    expect(await run('deploy', '--yes', '--throttle-rate', '7')).toMatchObject({ code: 7 });
    expect(await status()).toBe('UPDATE_ROLLBACK_FAILED');
    const again = await run('deploy', '--yes', '--throttle-rate', '7');
    expect(again).toMatchObject({ code: 0, stderr: expect.stringMatching(/Continuing the rollback/) });
    expect(await status()).toBe('UPDATE_COMPLETE');
  });

  it('given a first plan that was abandoned, then deploys over what it left', async () => {
    expect(resultOf<DeployResult>(await run('deploy', '--prepare', '--json')).outcome).toBe('prepared');
    expect(await status()).toBe('REVIEW_IN_PROGRESS');
    expect(await run('status')).toMatchObject({ code: 0, stdout: expect.stringMatching(/never executed/) });
    expect(await run('deploy', '--yes')).toMatchObject({ code: 0 });
  });
});

describe('an update that moves the stage', () => {
  it('given AWS points the stage back to the bootstrap deployment, then the release is live again at the end', async () => {
    await local.aws.stop();
    local = await startTestAws({ stageUpdates: 'resend-deployment-id' });
    const first = resultOf<DeployResult>(await run('deploy', '--yes', '--json'));
    const updated = resultOf<DeployResult>(await run('deploy', '--yes', '--throttle-rate', '7', '--json'));
    expect(updated).toMatchObject({
      outcome: 'deployed',
      release: {
        deploymentId: first.release?.deploymentId,
        versions: first.release?.versions,
      },
    });
    expect((await run('chat', 'still there?')).code).toBe(0);
  });
});

describe('a deletion that cannot be', () => {
  it('given termination protection, then says how to take it off and deletes nothing', async () => {
    await run('deploy', '--yes');
    const client = new CloudFormationClient(local.client);
    await client.send(
      new UpdateTerminationProtectionCommand({ StackName: stack, EnableTerminationProtection: true }),
    );
    expect(await run('destroy', '--confirm', stack)).toMatchObject({
      code: 4,
      stderr: expect.stringMatching(/Termination protection is on.*--no-enable-termination-protection/s),
    });
    expect(await status()).toBe('CREATE_COMPLETE');
  });

  it('given a usage plan on the stage, then names it and deletes nothing', async () => {
    await run('deploy', '--yes');
    const apis = new APIGatewayClient(local.client);
    const apiId = await output('ApiId');
    const plan = await apis.send(
      new CreateUsagePlanCommand({ name: 'tier', apiStages: [{ apiId, stage: 'v1' }] }),
    );
    expect(await run('destroy', '--confirm', stack)).toMatchObject({
      code: 4,
      stderr: expect.stringContaining(plan.id ?? '?'),
    });
    const patchOperations = [{ op: 'remove' as const, path: '/apiStages', value: `${apiId}:v1` }];
    await apis.send(new UpdateUsagePlanCommand({ usagePlanId: plan.id, patchOperations }));
    await apis.send(new DeleteUsagePlanCommand({ usagePlanId: plan.id }));
    expect(await run('destroy', '--confirm', stack)).toMatchObject({ code: 0 });
  });

  it('given a resource that cannot be deleted, then names it, and leaves it behind when told to', async () => {
    await run('deploy', '--yes');
    await failing({ logicalId: 'BedrockVPC', action: 'delete', reason: 'has dependencies', times: 1 });
    expect(await run('destroy', '--confirm', stack)).toMatchObject({
      code: 7,
      stderr: expect.stringMatching(/BedrockVPC \(AWS::EC2::VPC\): .*has dependencies.*--retain BedrockVPC/s),
    });
    expect(await status()).toBe('DELETE_FAILED');
    expect(await run('destroy', '--confirm', stack, '--retain', 'BedrockVPC')).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^Destroyed.*Kept: vpc-/s),
    });
  });
});

async function failing(...failures: object[]): Promise<void> {
  const response = await fetch(`${local.url}/_aws/aigw/failures`, {
    method: 'PUT',
    body: JSON.stringify(failures),
  });
  if (!response.ok) throw new Error(await response.text());
}

async function describeStack() {
  const { Stacks } = await new CloudFormationClient(local.client).send(
    new DescribeStacksCommand({ StackName: stack }),
  );
  return Stacks?.[0];
}

async function status(): Promise<string | undefined> {
  return (await describeStack())?.StackStatus;
}

async function output(key: string): Promise<string | undefined> {
  return (await describeStack())?.Outputs?.find(({ OutputKey }) => OutputKey === key)?.OutputValue;
}

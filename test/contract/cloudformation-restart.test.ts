import { mkdtemp, rm, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Stack } from '@aws-sdk/client-cloudformation';
import { renderTemplateBody } from '../../src/gateway/template/render-template.js';
import { createLocalAws } from '../../src/local/cloud.js';
import type { LocalRegion } from '../../src/local/region.js';

describe('a local AWS that is stopped while a stack is made', () => {
  let stateDirectory: string;

  beforeEach(async () => {
    stateDirectory = await mkdtemp(join(tmpdir(), 'aigw-cloudformation-'));
  });
  afterEach(() => rm(stateDirectory, { recursive: true, force: true }));

  /** Runs a local AWS on the kept state for as long as the work takes. */
  async function during<T>(work: (region: LocalRegion) => Promise<T>): Promise<T> {
    const aws = createLocalAws({ port: 0, pace: 1, stateDirectory });
    await aws.start();
    try {
      return await work(aws.region('us-east-1'));
    } finally {
      await aws.stop();
    }
  }

  async function stackOf(region: LocalRegion, StackName: string): Promise<Stack | undefined> {
    const { Stacks } = await region.call<{ Stacks: Stack[] }>('cloudformation', 'DescribeStacks', {
      StackName,
    });
    return Stacks[0];
  }

  async function apiCount(region: LocalRegion): Promise<number> {
    return (await region.call<{ items?: unknown[] }>('apigateway', 'GetRestApis', {})).items?.length ?? 0;
  }

  it('given the stack is half made, when started again, then it is completed with one API, and deleted whole', async () => {
    const source = await readFile(new URL('../../templates/gateway.yaml', import.meta.url), 'utf8');
    await during(async (region) => {
      await region.call('cloudformation', 'CreateStack', {
        StackName: 'gateway',
        TemplateBody: renderTemplateBody(source),
        Capabilities: ['CAPABILITY_IAM'],
        Parameters: [{ ParameterKey: 'ManageApiGatewayAccount', ParameterValue: 'true' }],
      });
      while ((await apiCount(region)) === 0) await region.clock.sleep(1);
      expect(await stackOf(region, 'gateway')).toMatchObject({ StackStatus: 'CREATE_IN_PROGRESS' });
    });
    await during(async (region) => {
      let stack = await stackOf(region, 'gateway');
      while (stack?.StackStatus?.endsWith('_IN_PROGRESS')) {
        await region.clock.sleep(5);
        stack = await stackOf(region, 'gateway');
      }
      expect(stack).toMatchObject({ StackStatus: 'CREATE_COMPLETE' });
      expect(await apiCount(region)).toBe(1);
      await region.call('cloudformation', 'DeleteStack', { StackName: 'gateway' });
      while ((await stackOf(region, stack?.StackId ?? ''))?.StackStatus === 'DELETE_IN_PROGRESS')
        await region.clock.sleep(5);
      expect(await stackOf(region, stack?.StackId ?? '')).toMatchObject({ StackStatus: 'DELETE_COMPLETE' });
      expect(await apiCount(region)).toBe(0);
    });
  });
});

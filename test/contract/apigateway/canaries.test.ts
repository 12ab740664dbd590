import {
  APIGateway,
  type CreateDeploymentRequest,
  type PatchOperation,
  type Stage,
} from '@aws-sdk/client-api-gateway';
import { describe, expect, it } from '@jest/globals';
import { localPlane } from '../../support/control-planes.js';
import { mockApi } from './mock-api.js';

const promotion: PatchOperation[] = [
  { op: 'replace', path: '/canarySettings/percentTraffic', value: '0.0' },
  { op: 'copy', from: '/canarySettings/deploymentId', path: '/deploymentId' },
  { op: 'copy', from: '/canarySettings/stageVariableOverrides', path: '/variables' },
];

describe('Canaries', () => {
  const plane = localPlane();
  const apigateway = (): APIGateway => new APIGateway(plane.client());
  const replace = (path: string, value: string): PatchOperation => ({ op: 'replace', path, value });

  async function live(): Promise<{
    base: string;
    deploy: (input?: Partial<CreateDeploymentRequest>) => Promise<string>;
    get: () => Promise<Stage>;
    update: (...patchOperations: PatchOperation[]) => Promise<Stage>;
    remove: (deploymentId: string) => Promise<unknown>;
  }> {
    const { apiId: restApiId } = await mockApi(apigateway());
    const stage = { restApiId, stageName: 'v1' };
    const deploy = async (input: Partial<CreateDeploymentRequest> = {}): Promise<string> =>
      (await apigateway().createDeployment({ restApiId, ...input })).id ?? '';
    return {
      base: await deploy({ stageName: 'v1', variables: { testVar: 'test', testVar2: 'test2' } }),
      deploy,
      get: () => apigateway().getStage(stage),
      update: (...patchOperations) => apigateway().updateStage({ ...stage, patchOperations }),
      remove: (deploymentId) => apigateway().deleteDeployment({ restApiId, deploymentId }),
    };
  }

  const canary = (overrides?: Record<string, string>): Partial<CreateDeploymentRequest> => ({
    stageName: 'v1',
    canarySettings: { percentTraffic: 50, ...(overrides && { stageVariableOverrides: overrides }) },
  });

  it('given a stage, when a canary is deployed, then the stage keeps its deployment, and the next replaces the canary', async () => {
    const { base, deploy, get } = await live();
    const first = await deploy(canary({ testVar: 'canary' }));
    expect(await get()).toMatchObject({
      deploymentId: base,
      variables: { testVar: 'test', testVar2: 'test2' },
      canarySettings: {
        deploymentId: first,
        percentTraffic: 50,
        stageVariableOverrides: { testVar: 'canary' },
        useStageCache: false,
      },
    });
    const second = await deploy(canary());
    expect((await get()).canarySettings).toEqual({
      deploymentId: second,
      percentTraffic: 50,
      useStageCache: false,
    });
  });

  const prefix = 'Invalid deployment content specified.';
  const badTargets: [Partial<CreateDeploymentRequest>, string][] = [
    [
      { stageName: undefined },
      `${prefix}Non null and non empty stageName must be provided for canary deployment. Provided value is null`,
    ],
    [
      { stageName: '' },
      `${prefix}Non null and non empty stageName must be provided for canary deployment. Provided value is `,
    ],
    [
      { stageName: 'non-existing' },
      `${prefix}Stage non-existing must already be created before making a canary release deployment`,
    ],
  ];

  it.each(badTargets)(
    'given %j, when a canary is deployed to it, then it is refused in AWS words',
    async (input, message) => {
      const { deploy } = await live();
      await expect(deploy({ ...canary(), ...input })).rejects.toMatchObject({
        name: 'BadRequestException',
        message,
      });
    },
  );

  it('given a canary, when a plain deployment is made to the stage, then it is refused', async () => {
    const { deploy, get } = await live();
    await deploy(canary());
    const before = await get();
    await expect(deploy({ stageName: 'v1' })).rejects.toMatchObject({
      name: 'BadRequestException',
      message: `${prefix}Non canary deployment not supported on stage v1 because Canary is enabled. Provide CanarySettings in deploymentInput.`,
    });
    expect({ ...(await get()), $metadata: {} }).toEqual({ ...before, $metadata: {} });
  });

  it('given no canary, when its percentage or deployment is replaced, then one appears, as on AWS', async () => {
    const { base, deploy, update } = await live();
    expect((await update(replace('/canarySettings/percentTraffic', '25.0'))).canarySettings).toEqual({
      deploymentId: base,
      percentTraffic: 25,
      useStageCache: false,
    });
    expect((await update({ op: 'remove', path: '/canarySettings' })).canarySettings).toBeUndefined();
    const other = await deploy();
    expect((await update(replace('/canarySettings/deploymentId', other))).canarySettings).toEqual({
      deploymentId: other,
      percentTraffic: 0,
      useStageCache: false,
    });
  });

  it('given overrides, when they are patched one by one, then they change and go', async () => {
    const { deploy, update } = await live();
    await deploy(canary({ testVar: 'canary' }));
    const path = '/canarySettings/stageVariableOverrides/testVar';
    expect((await update(replace(path, 'updated'))).canarySettings?.stageVariableOverrides).toEqual({
      testVar: 'updated',
    });
    expect((await update({ op: 'remove', path })).canarySettings?.stageVariableOverrides).toBeUndefined();
  });

  const badPatches: [PatchOperation, string | RegExp][] = [
    [
      { op: 'remove', path: '/canarySettings/stageVariableOverrides' },
      'Cannot remove method setting canarySettings/stageVariableOverrides because there is no method setting for this method ',
    ],
    [
      { op: 'remove', path: '/canarySettings/badPath' },
      'Cannot remove method setting canarySettings/badPath because there is no method setting for this method ',
    ],
    [replace('/canarySettings', 'test'), /^Invalid method setting path: \/canarySettings\. Must be one of: /],
    [
      replace('/canarySettings/badPath', 'x'),
      /^Invalid method setting path: \/canarySettings\/badPath\. Must be one of: /,
    ],
    [
      { op: 'add', path: '/canarySettings/deploymentId', value: 'x' },
      'Invalid add operation with path: /canarySettings/deploymentId',
    ],
    [replace('/canarySettings/deploymentId', 'deploy'), 'Deployment id does not exist'],
    [replace('/canarySettings/percentTraffic', '101'), 'Percent traffic must be between 0.0 and 100.0'],
    [
      { op: 'copy', from: '/variables', path: '/canarySettings/stageVariableOverrides' },
      'Invalid copy operation with path: /canarySettings/stageVariableOverrides and from /variables. Valid copy:path are [/deploymentId, /variables] and valid copy:from are [/canarySettings/deploymentId, /canarySettings/stageVariableOverrides]',
    ],
  ];

  it.each(badPatches)(
    'given a canary, when %j is sent, then it is refused and nothing changes',
    async (patch, message) => {
      const { deploy, get, update } = await live();
      await deploy(canary({ testVar: 'canary' }));
      const before = await get();
      await expect(update(replace('/canarySettings/percentTraffic', '1'), patch)).rejects.toMatchObject({
        name: 'BadRequestException',
        message: typeof message === 'string' ? message : (expect.stringMatching(message) as unknown),
      });
      expect({ ...(await get()), $metadata: {} }).toEqual({ ...before, $metadata: {} });
    },
  );

  it('given a canary, when it is promoted, then deployment and variables are the stage own, and the canary remains', async () => {
    const { base, deploy, update, remove } = await live();
    const canaryId = await deploy(canary({ testVar: 'override' }));
    await expect(remove(canaryId)).rejects.toMatchObject({ name: 'BadRequestException' });
    expect(await update(...promotion)).toMatchObject({
      deploymentId: canaryId,
      variables: { testVar: 'override', testVar2: 'test2' },
      canarySettings: {
        deploymentId: canaryId,
        percentTraffic: 0,
        stageVariableOverrides: { testVar: 'override' },
        useStageCache: false,
      },
    });
    await remove(base);
    await update({ op: 'remove', path: '/canarySettings' });
    expect(await deploy({ stageName: 'v1' })).toMatch(/^[a-z0-9]{6}$/);
  });

  it('given no canary, when it is promoted, then the recipe passes and leaves one; without its first step it does not', async () => {
    const { base, update } = await live();
    await expect(update(...promotion.slice(1))).rejects.toMatchObject({
      name: 'BadRequestException',
      message: 'Promotion not available. Canary does not exist.',
    });
    expect(await update(...promotion)).toMatchObject({
      deploymentId: base,
      variables: { testVar: 'test', testVar2: 'test2' },
      canarySettings: { deploymentId: base, percentTraffic: 0, useStageCache: false },
    });
  });

  it('given a canary, when it is aborted, then the stage is as before and its deployment may be deleted', async () => {
    const { base, deploy, update, remove } = await live();
    const canaryId = await deploy(canary({ testVar: 'override' }));
    const aborted = await update({ op: 'remove', path: '/canarySettings' });
    expect(aborted.canarySettings).toBeUndefined();
    expect(aborted).toMatchObject({ deploymentId: base, variables: { testVar: 'test', testVar2: 'test2' } });
    await remove(canaryId);
  });
});

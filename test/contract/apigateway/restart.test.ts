import { APIGateway } from '@aws-sdk/client-api-gateway';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLocalAws } from '../../../src/local/cloud.js';
import { deployedMockApi } from './mock-api.js';

describe('A restart', () => {
  let stateDirectory = '';

  beforeEach(async () => {
    stateDirectory = await mkdtemp(join(tmpdir(), 'aigw-restart-'));
  });

  afterEach(async () => {
    await rm(stateDirectory, { recursive: true, force: true });
  });

  async function during<T>(use: (apigateway: APIGateway) => Promise<T>): Promise<T> {
    const aws = createLocalAws({ port: 0, stateDirectory });
    const { url: endpoint } = await aws.start();
    const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
    try {
      return await use(new APIGateway({ endpoint, region: 'us-east-1', credentials, maxAttempts: 1 }));
    } finally {
      await aws.stop();
    }
  }

  it('given a live stage with a canary, a plan and a key, when the local AWS restarts, then all are as they were', async () => {
    const read = async (apigateway: APIGateway, restApiId: string): Promise<unknown[]> => [
      (await apigateway.getRestApis({})).items,
      (await apigateway.getStages({ restApiId })).item,
      (await apigateway.getDeployments({ restApiId })).items,
      (await apigateway.getUsagePlans({})).items,
      (await apigateway.getApiKeys({ includeValues: true })).items,
    ];
    const { apiId, before } = await during(async (apigateway) => {
      const made = await deployedMockApi(apigateway);
      const stage = { restApiId: made.apiId, stageName: 'v1' };
      await apigateway.createDeployment({ ...stage, canarySettings: { percentTraffic: 10 } });
      await apigateway.createUsagePlan({ name: 'gold', apiStages: [{ apiId: made.apiId, stage: 'v1' }] });
      await apigateway.createApiKey({ name: 'tenant', enabled: true });
      return { apiId: made.apiId, before: await read(apigateway, made.apiId) };
    });
    const after = await during((apigateway) => read(apigateway, apiId));
    expect(after).toEqual(before);
    await during(async (apigateway) => {
      const deploy = { restApiId: apiId, stageName: 'v1' };
      await expect(apigateway.createDeployment(deploy)).rejects.toMatchObject({
        name: 'BadRequestException',
      });
      expect((await apigateway.createDeployment({ restApiId: apiId })).id).toBeDefined();
    });
  });
});

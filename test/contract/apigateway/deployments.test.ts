import { APIGateway, type Deployment } from '@aws-sdk/client-api-gateway';
import { describe, expect, it } from '@jest/globals';
import { localPlane } from '../../support/control-planes.js';
import { addMockMethod, deployedMockApi, mockApi } from './mock-api.js';

describe('Deployments', () => {
  const plane = localPlane();
  const apigateway = (): APIGateway => new APIGateway(plane.client());
  const summary = async (
    restApiId: string,
    deploymentId: string | undefined,
  ): Promise<Deployment['apiSummary']> => {
    const deployment = await apigateway().getDeployment({ restApiId, deploymentId, embed: ['apisummary'] });
    return deployment.apiSummary;
  };

  it('given a draft, when it is deployed, then the answer has an id, a time and the description only', async () => {
    const { apiId } = await mockApi(apigateway());
    const plain = await apigateway().createDeployment({ restApiId: apiId });
    expect(plain).toEqual({
      $metadata: expect.objectContaining({ httpStatusCode: 201 }) as unknown,
      id: expect.stringMatching(/^[a-z0-9]{6}$/) as unknown,
      createdDate: expect.any(Date) as unknown,
    });
    expect((await apigateway().getStages({ restApiId: apiId })).item).toEqual([]);
    const described = await apigateway().createDeployment({ restApiId: apiId, description: 'sha256:abc' });
    expect(described.description).toBe('sha256:abc');
  });

  it('given a deployment, when the draft changes, then the deployment stays as it was until the next', async () => {
    const { apiId, rootId, deploymentId } = await deployedMockApi(apigateway());
    const { id: resourceId = '' } = await apigateway().createResource({
      restApiId: apiId,
      parentId: rootId,
      pathPart: 'a',
    });
    await addMockMethod(apigateway(), apiId, resourceId);
    await apigateway().updateMethod({
      restApiId: apiId,
      resourceId: rootId,
      httpMethod: 'GET',
      patchOperations: [{ op: 'replace', path: '/apiKeyRequired', value: 'true' }],
    });
    expect(await summary(apiId, deploymentId)).toEqual({
      '/': { GET: { authorizationType: 'NONE', apiKeyRequired: false } },
    });
    const next = await apigateway().createDeployment({ restApiId: apiId });
    expect(await summary(apiId, next.id)).toEqual({
      '/': { GET: { authorizationType: 'NONE', apiKeyRequired: true } },
      '/a': { GET: { authorizationType: 'NONE', apiKeyRequired: false } },
    });
  });

  it('given a draft that cannot serve, when it is deployed, then AWS says why', async () => {
    const { id: empty, rootResourceId } = await apigateway().createRestApi({ name: 'empty' });
    await expect(apigateway().createDeployment({ restApiId: empty })).rejects.toMatchObject({
      name: 'BadRequestException',
      message: "The REST API doesn't contain any methods",
    });
    await apigateway().putMethod({
      restApiId: empty,
      resourceId: rootResourceId,
      httpMethod: 'GET',
      authorizationType: 'NONE',
    });
    await expect(apigateway().createDeployment({ restApiId: empty })).rejects.toMatchObject({
      message: 'No integration defined for method',
    });
  });

  it('given a private API, when it is deployed, then only with a resource policy', async () => {
    const { id: restApiId = '', rootResourceId = '' } = await apigateway().createRestApi({
      name: 'private',
      endpointConfiguration: { types: ['PRIVATE'] },
    });
    await addMockMethod(apigateway(), restApiId, rootResourceId);
    await expect(apigateway().createDeployment({ restApiId })).rejects.toMatchObject({
      message: "Private REST API doesn't have a resource policy attached to it",
    });
    const value = '{"Version":"2012-10-17","Statement":[]}';
    await apigateway().updateRestApi({
      restApiId,
      patchOperations: [{ op: 'replace', path: '/policy', value }],
    });
    expect((await apigateway().createDeployment({ restApiId })).id).toBeDefined();
  });

  it('given a stage, when a deployment names it, then it moves there, and the old one may be deleted', async () => {
    const { apiId, deploymentId } = await deployedMockApi(apigateway());
    const blocked = {
      name: 'BadRequestException',
      message: 'Active stages pointing to this deployment must be moved or deleted',
    };
    await expect(apigateway().deleteDeployment({ restApiId: apiId, deploymentId })).rejects.toMatchObject(
      blocked,
    );
    const next = await apigateway().createDeployment({
      restApiId: apiId,
      stageName: 'v1',
      variables: { a: '1' },
    });
    expect(await apigateway().getStage({ restApiId: apiId, stageName: 'v1' })).toMatchObject({
      deploymentId: next.id,
      variables: { a: '1' },
    });
    await apigateway().deleteDeployment({ restApiId: apiId, deploymentId });
    await expect(apigateway().getDeployment({ restApiId: apiId, deploymentId })).rejects.toMatchObject({
      name: 'NotFoundException',
      message: 'Invalid Deployment identifier specified',
    });
    await expect(
      apigateway().deleteDeployment({ restApiId: apiId, deploymentId: next.id }),
    ).rejects.toMatchObject(blocked);
  });

  it('given a deployment, when its description is patched, then it changes, and nothing else may', async () => {
    const { apiId, deploymentId } = await deployedMockApi(apigateway());
    const update = (path: string): Promise<Deployment> =>
      apigateway().updateDeployment({
        restApiId: apiId,
        deploymentId,
        patchOperations: [{ op: 'replace', path, value: 'new' }],
      });
    expect((await update('/description')).description).toBe('new');
    await expect(update('/id')).rejects.toMatchObject({ message: 'Invalid patch path /id' });
  });

  it('given a stage that refuses, when a deployment names it, then no deployment is left behind', async () => {
    const { apiId } = await mockApi(apigateway());
    await expect(
      apigateway().createDeployment({ restApiId: apiId, stageName: 'not a name' }),
    ).rejects.toMatchObject({ message: 'Stage name only allows a-zA-Z0-9-_' });
    expect((await apigateway().getDeployments({ restApiId: apiId })).items ?? []).toEqual([]);
  });

  it('given a page, when its deployments are deleted before the next is read, then the next misses none', async () => {
    const { apiId } = await mockApi(apigateway());
    const made: (string | undefined)[] = [];
    for (let count = 0; count < 4; count += 1) {
      made.push((await apigateway().createDeployment({ restApiId: apiId })).id);
    }
    const first = await apigateway().getDeployments({ restApiId: apiId, limit: 2 });
    for (const { id } of first.items ?? []) {
      await apigateway().deleteDeployment({ restApiId: apiId, deploymentId: id });
    }
    const second = await apigateway().getDeployments({
      restApiId: apiId,
      limit: 2,
      position: first.position,
    });
    expect([...(first.items ?? []), ...(second.items ?? [])].map(({ id }) => id)).toEqual(made);
    await expect(
      apigateway().getDeployments({ restApiId: apiId, position: 'nonsense!' }),
    ).rejects.toMatchObject({ name: 'BadRequestException' });
  });
});

import { APIGateway, type PatchOperation, type Stage } from '@aws-sdk/client-api-gateway';
import { describe, expect, it } from '@jest/globals';
import { localPlane } from '../../support/control-planes.js';
import { deployedMockApi, mockApi } from './mock-api.js';

describe('Stages', () => {
  const plane = localPlane();
  const apigateway = (): APIGateway => new APIGateway(plane.client());
  const replace = (path: string, value: string): PatchOperation => ({ op: 'replace', path, value });

  async function live(): Promise<{
    apiId: string;
    deploymentId: string;
    get: () => Promise<Stage>;
    update: (...patchOperations: PatchOperation[]) => Promise<Stage>;
  }> {
    const { apiId, deploymentId } = await deployedMockApi(apigateway());
    const stage = { restApiId: apiId, stageName: 'v1' };
    return {
      apiId,
      deploymentId,
      get: () => apigateway().getStage(stage),
      update: (...patchOperations) => apigateway().updateStage({ ...stage, patchOperations }),
    };
  }

  it('given a deployment, when a stage is created, then it shows what AWS shows', async () => {
    const { apiId } = await mockApi(apigateway());
    const { id: deploymentId } = await apigateway().createDeployment({ restApiId: apiId });
    const stage = { restApiId: apiId, stageName: 'v1', deploymentId };
    expect(await apigateway().createStage(stage)).toEqual({
      $metadata: expect.objectContaining({ httpStatusCode: 201 }) as unknown,
      stageName: 'v1',
      deploymentId,
      cacheClusterEnabled: false,
      cacheClusterStatus: 'NOT_AVAILABLE',
      methodSettings: {},
      tracingEnabled: false,
      createdDate: expect.any(Date) as unknown,
      lastUpdatedDate: expect.any(Date) as unknown,
    });
    await expect(apigateway().createStage(stage)).rejects.toMatchObject({
      name: 'ConflictException',
      message: 'Stage already exists',
    });
    await expect(
      apigateway().createStage({ ...stage, stageName: 'v2', deploymentId: 'absent' }),
    ).rejects.toMatchObject({ name: 'BadRequestException', message: 'Deployment id does not exist' });
  });

  it('given stages on two deployments, when they are listed by deployment, then only its own are shown', async () => {
    const { apiId, deploymentId } = await live();
    const other = await apigateway().createDeployment({ restApiId: apiId, stageName: 'v2' });
    const names = async (id?: string): Promise<(string | undefined)[]> => {
      const { item = [] } = await apigateway().getStages({ restApiId: apiId, deploymentId: id });
      return item.map(({ stageName }) => stageName);
    };
    expect(await names()).toEqual(['v1', 'v2']);
    expect(await names(deploymentId)).toEqual(['v1']);
    expect(await names(other.id)).toEqual(['v2']);
  });

  it('given ten stages, when another is created, then the quota is named', async () => {
    const { apiId } = await live();
    for (let made = 2; made <= 10; made += 1) {
      await apigateway().createDeployment({ restApiId: apiId, stageName: `v${String(made)}` });
    }
    await expect(apigateway().createDeployment({ restApiId: apiId, stageName: 'v11' })).rejects.toMatchObject(
      { name: 'LimitExceededException' },
    );
  });

  it('given a stage, when description, tracing, variables and deployment are patched, then they follow', async () => {
    const { apiId, update } = await live();
    const next = await apigateway().createDeployment({ restApiId: apiId });
    const changed = await update(
      replace('/description', 'new'),
      replace('/tracingEnabled', 'true'),
      replace('/variables/forwarder', '12'),
      replace('/deploymentId', next.id ?? ''),
    );
    expect(changed).toMatchObject({
      description: 'new',
      tracingEnabled: true,
      variables: { forwarder: '12' },
      deploymentId: next.id,
    });
    expect((await update({ op: 'remove', path: '/variables/forwarder' })).variables).toBeUndefined();
  });

  const refused: [name: string, patch: PatchOperation, message: string][] = [
    [
      'a bad operation',
      { op: 'add', path: '/description', value: 'x' },
      'Invalid add operation with path: /description',
    ],
    ['no such deployment', replace('/deploymentId', 'absent'), 'Deployment id does not exist'],
    [
      'a bad name of a variable',
      replace('/variables/a:b', 'x'),
      'Invalid stage variable name: a:b.  Please use names with only word characters.',
    ],
    [
      'a bad value of a variable',
      replace('/variables/version', '$LATEST'),
      "Invalid stage variable value: $LATEST.  Please use values with alphanumeric characters and the symbols ' ', -', '.', '_', ':', '/', '?', '&', '=', and ','.",
    ],
    [
      'a bad path of access logs',
      replace('/accessLogSettings/nonsense', 'x'),
      'Invalid accessLogSettings path. Must be one of : [/accessLogSettings/destinationArn, /accessLogSettings/format]',
    ],
    [
      'a member of access logs to remove',
      { op: 'remove', path: '/accessLogSettings/format' },
      'Invalid accessLogSettings path. Must be one of : [/accessLogSettings/destinationArn, /accessLogSettings/format]',
    ],
  ];

  it.each(refused)(
    'given %s, when it is patched after good patches, then all are refused',
    async (_name, patch, message) => {
      const { get, update } = await live();
      const before = await get();
      await expect(update(replace('/tracingEnabled', 'true'), patch)).rejects.toMatchObject({
        name: 'BadRequestException',
        message,
      });
      expect({ ...(await get()), $metadata: {} }).toEqual({ ...before, $metadata: {} });
    },
  );

  it('given an unknown path, when it is replaced, then AWS lists those it knows, word for word', async () => {
    const { update } = await live();
    await expect(update(replace('/tags/tag1', 'x'))).rejects.toMatchObject({
      name: 'BadRequestException',
      message:
        'Invalid method setting path: /tags/tag1. Must be one of: [/deploymentId, /description, /cacheClusterEnabled, /cacheClusterSize, /clientCertificateId, /accessLogSettings, /accessLogSettings/destinationArn, /accessLogSettings/format, /{resourcePath}/{httpMethod}/metrics/enabled, /{resourcePath}/{httpMethod}/logging/dataTrace, /{resourcePath}/{httpMethod}/logging/loglevel, /{resourcePath}/{httpMethod}/throttling/burstLimit/{resourcePath}/{httpMethod}/throttling/rateLimit/{resourcePath}/{httpMethod}/caching/ttlInSeconds, /{resourcePath}/{httpMethod}/caching/enabled, /{resourcePath}/{httpMethod}/caching/dataEncrypted, /{resourcePath}/{httpMethod}/caching/requireAuthorizationForCacheControl, /{resourcePath}/{httpMethod}/caching/unauthorizedCacheControlHeaderStrategy, /*/*/metrics/enabled, /*/*/logging/dataTrace, /*/*/logging/loglevel, /*/*/throttling/burstLimit /*/*/throttling/rateLimit /*/*/caching/ttlInSeconds, /*/*/caching/enabled, /*/*/caching/dataEncrypted, /*/*/caching/requireAuthorizationForCacheControl, /*/*/caching/unauthorizedCacheControlHeaderStrategy, /variables/{variable_name}, /tracingEnabled]',
    });
  });

  it('given bad operations, when they are sent, then each is counted before any is applied', async () => {
    const { update } = await live();
    const wrong = { ...replace('/description', 'x'), op: 'wrong-op' as 'add' };
    const violation = (index: number): string =>
      `Value 'wrong-op' at 'updateStageInput.patchOperations.${String(index)}.member.op' failed to satisfy constraint: Member must satisfy enum value set: [add, remove, move, test, replace, copy]`;
    await expect(update(wrong)).rejects.toMatchObject({
      name: 'ValidationException',
      message: `1 validation error detected: ${violation(1)}`,
    });
    await expect(update(wrong, replace('/description', 'x'), wrong)).rejects.toMatchObject({
      message: `2 validation errors detected: ${violation(1)}; ${violation(3)}`,
    });
  });

  it('given a stage in a usage plan, when it is deleted, then it is refused; its caches may be flushed', async () => {
    const { apiId } = await live();
    const stage = { restApiId: apiId, stageName: 'v1' };
    const flushed = await apigateway().flushStageAuthorizersCache(stage);
    expect(flushed.$metadata.httpStatusCode).toBe(202);
    expect((await apigateway().flushStageCache(stage)).$metadata.httpStatusCode).toBe(202);
    await apigateway().createUsagePlan({ name: 'gold', apiStages: [{ apiId, stage: 'v1' }] });
    await expect(apigateway().deleteStage(stage)).rejects.toMatchObject({ name: 'BadRequestException' });
  });

  it('given a deleted stage, when it is asked for, then it is not found', async () => {
    const { apiId, get } = await live();
    await apigateway().deleteStage({ restApiId: apiId, stageName: 'v1' });
    await expect(get()).rejects.toMatchObject({
      name: 'NotFoundException',
      message: 'Invalid stage identifier specified',
    });
  });
});

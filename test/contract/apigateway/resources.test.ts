import { APIGateway, type PatchOperation, type Resource } from '@aws-sdk/client-api-gateway';
import { describe, expect, it } from '@jest/globals';
import { localPlane } from '../../support/control-planes.js';
import { addMockMethod } from './mock-api.js';

describe('Resources', () => {
  const plane = localPlane();
  const apigateway = (): APIGateway => new APIGateway(plane.client());

  async function newApi(): Promise<{
    apiId: string;
    rootId: string;
    add: (parentId: string, pathPart: string) => Promise<Resource & { id: string }>;
    update: (resourceId: string, ...patchOperations: PatchOperation[]) => Promise<Resource>;
    paths: () => Promise<(string | undefined)[]>;
  }> {
    const { id: apiId = '', rootResourceId: rootId = '' } = await apigateway().createRestApi({
      name: 'gateway',
    });
    return {
      apiId,
      rootId,
      add: async (parentId, pathPart) => {
        const resource = await apigateway().createResource({ restApiId: apiId, parentId, pathPart });
        return { ...resource, id: resource.id ?? '' };
      },
      update: (resourceId, ...patchOperations) =>
        apigateway().updateResource({ restApiId: apiId, resourceId, patchOperations }),
      paths: async () => {
        const { items = [] } = await apigateway().getResources({ restApiId: apiId });
        return items.map(({ path }) => path);
      },
    };
  }

  it('given a new API, when its resources are listed, then there is the root, and children come by path', async () => {
    const { rootId, add, paths } = await newApi();
    expect(await paths()).toEqual(['/']);
    const model = await add(rootId, 'model');
    expect(model).toMatchObject({ parentId: rootId, pathPart: 'model', path: '/model' });
    await add(model.id, '{id}');
    await add(rootId, '{proxy+}');
    expect(await paths()).toEqual(['/', '/model', '/model/{id}', '/{proxy+}']);
  });

  it('given methods, when resources are listed, then verbs are shown, and whole methods on request', async () => {
    const { apiId, rootId } = await newApi();
    await addMockMethod(apigateway(), apiId, rootId);
    const plain = await apigateway().getResources({ restApiId: apiId });
    expect(plain.items?.[0]?.resourceMethods).toEqual({ GET: {} });
    const whole = await apigateway().getResources({ restApiId: apiId, embed: ['methods'] });
    expect(whole.items?.[0]?.resourceMethods?.GET?.methodIntegration?.type).toBe('MOCK');
  });

  it('given a sibling or a greedy parent, when a resource is created, then it is refused in AWS words', async () => {
    const { rootId, add } = await newApi();
    await add(rootId, 'model');
    const proxy = await add(rootId, '{proxy+}');
    await expect(add(rootId, 'model')).rejects.toMatchObject({
      name: 'ConflictException',
      message: 'Another resource with the same parent already has this name: model',
    });
    await expect(add(rootId, '{other}')).rejects.toMatchObject({
      name: 'BadRequestException',
      message:
        'A sibling ({proxy+}) of this resource already has a variable path part -- only one is allowed',
    });
    await expect(add(proxy.id, 'below')).rejects.toMatchObject({
      message: 'Cannot create a child of a resource with a greedy path variable: {proxy+}',
    });
    await expect(add('absent', 'x')).rejects.toMatchObject({
      name: 'NotFoundException',
      message: 'Invalid Resource identifier specified',
    });
  });

  it('given a subtree, when its top is renamed and moved, then the paths below follow; cycles are refused', async () => {
    const { rootId, add, update, paths } = await newApi();
    const pets = await add(rootId, 'pets');
    const dogs = await add(pets.id, 'dogs');
    await add(dogs.id, 'small');
    await update(pets.id, { op: 'replace', path: '/pathPart', value: 'animals' });
    expect(await paths()).toEqual(['/', '/animals', '/animals/dogs', '/animals/dogs/small']);
    await update(dogs.id, { op: 'replace', path: '/parentId', value: rootId });
    expect(await paths()).toEqual(['/', '/animals', '/dogs', '/dogs/small']);
    await update(pets.id, { op: 'replace', path: '/parentId', value: dogs.id });
    await expect(update(dogs.id, { op: 'replace', path: '/parentId', value: pets.id })).rejects.toMatchObject(
      {
        message: 'Resources cannot be cyclical.',
      },
    );
    await expect(update(rootId, { op: 'replace', path: '/pathPart', value: 'x' })).rejects.toMatchObject({
      message: 'Root resource cannot update its pathPart.',
    });
    await expect(update(dogs.id, { op: 'remove', path: '/pathPart' })).rejects.toMatchObject({
      message:
        "Invalid patch path  '/pathPart' specified for op 'remove'. Please choose supported operations",
    });
  });

  it('given a subtree, when its top is deleted, then all of it is gone', async () => {
    const { apiId, rootId, add, paths } = await newApi();
    const pets = await add(rootId, 'pets');
    await add(pets.id, 'dogs');
    await apigateway().deleteResource({ restApiId: apiId, resourceId: pets.id });
    expect(await paths()).toEqual(['/']);
  });

  it('given 300 resources, when one more is created, then the quota is named', async () => {
    const { rootId, add } = await newApi();
    for (let made = 1; made < 300; made += 1) await add(rootId, `r${String(made)}`);
    await expect(add(rootId, 'one-more')).rejects.toMatchObject({
      name: 'LimitExceededException',
      $metadata: { httpStatusCode: 429 },
    });
  });
});

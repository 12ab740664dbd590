import { APIGateway, type Authorizer, type CreateAuthorizerRequest } from '@aws-sdk/client-api-gateway';
import { describe, expect, it } from '@jest/globals';
import { localPlane } from '../../support/control-planes.js';
import { mockApi } from './mock-api.js';

const uri =
  'arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:123456789012:function:authorizer:${stageVariables.authorizer}/invocations';

describe('Authorizers', () => {
  const plane = localPlane();
  const apigateway = (): APIGateway => new APIGateway(plane.client());
  const create = (restApiId: string, input: Partial<CreateAuthorizerRequest> = {}): Promise<Authorizer> =>
    apigateway().createAuthorizer({
      restApiId,
      name: 'tenants',
      type: 'TOKEN',
      authorizerUri: uri,
      authorizerCredentials: 'arn:aws:iam::123456789012:role/invoke',
      identitySource: 'method.request.header.Authorization',
      ...input,
    });

  it('given a TOKEN authorizer, when it is created, then it shows what AWS shows', async () => {
    const { apiId } = await mockApi(apigateway());
    expect(await create(apiId)).toMatchObject({
      id: expect.stringMatching(/^[a-z0-9]{6}$/) as unknown,
      name: 'tenants',
      type: 'TOKEN',
      authType: 'custom',
      authorizerUri: uri,
      identitySource: 'method.request.header.Authorization',
    });
  });

  it('given no such API, when an authorizer is created, then AWS calls it a concurrent modification', async () => {
    await expect(create('absent')).rejects.toMatchObject({
      name: 'ConflictException',
      message: 'Unable to complete operation due to concurrent modification. Please try again later.',
    });
  });

  it.each<[Partial<CreateAuthorizerRequest>]>([
    [{ authorizerUri: 'arn:aws:lambda:us-east-1:123456789012:function:authorizer' }],
    [{ authorizerResultTtlInSeconds: 3601 }],
    [{ identitySource: 'Authorization' }],
    [{ type: 'REQUEST', identitySource: undefined }],
    [{ type: 'COGNITO_USER_POOLS' }],
  ])('given %j, when an authorizer is created with it, then it is refused', async (input) => {
    const { apiId } = await mockApi(apigateway());
    await expect(create(apiId, input)).rejects.toMatchObject({ name: 'BadRequestException' });
  });

  it('given ten authorizers, when another is created, then the quota is named; names are unique', async () => {
    const { apiId } = await mockApi(apigateway());
    for (let made = 0; made < 10; made += 1) await create(apiId, { name: `a${String(made)}` });
    await expect(create(apiId, { name: 'eleventh' })).rejects.toMatchObject({
      name: 'LimitExceededException',
    });
    const { items = [] } = await apigateway().getAuthorizers({ restApiId: apiId });
    await expect(
      apigateway().updateAuthorizer({
        restApiId: apiId,
        authorizerId: items[0]?.id,
        patchOperations: [{ op: 'replace', path: '/name', value: items[1]?.name }],
      }),
    ).rejects.toMatchObject({ name: 'ConflictException' });
  });

  it('given a method under an authorizer, when the authorizer is deleted, then the method is named, until it is open', async () => {
    const { apiId, rootId } = await mockApi(apigateway());
    const { id: authorizerId } = await create(apiId);
    const method = { restApiId: apiId, resourceId: rootId, httpMethod: 'GET' };
    const updated = await apigateway().updateMethod({
      ...method,
      patchOperations: [
        { op: 'replace', path: '/authorizationType', value: 'CUSTOM' },
        { op: 'replace', path: '/authorizerId', value: authorizerId },
      ],
    });
    expect(updated).toMatchObject({ authorizationType: 'CUSTOM', authorizerId });
    await expect(apigateway().deleteAuthorizer({ restApiId: apiId, authorizerId })).rejects.toMatchObject({
      name: 'ConflictException',
      message: "Cannot delete authorizer 'tenants', is referenced in method: GET//",
    });
    const open = await apigateway().updateMethod({
      ...method,
      patchOperations: [{ op: 'replace', path: '/authorizationType', value: 'NONE' }],
    });
    expect(open.authorizerId).toBeUndefined();
    await apigateway().deleteAuthorizer({ restApiId: apiId, authorizerId });
    await expect(apigateway().getAuthorizer({ restApiId: apiId, authorizerId })).rejects.toMatchObject({
      name: 'NotFoundException',
      message: 'Invalid Authorizer identifier specified',
    });
  });
});

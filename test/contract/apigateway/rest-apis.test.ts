import {
  APIGateway,
  type CreateRestApiRequest,
  type PatchOperation,
  type RestApi,
} from '@aws-sdk/client-api-gateway';
import { describe, expect, it } from '@jest/globals';
import { localPlane } from '../../support/control-planes.js';
import { deployedMockApi } from './mock-api.js';

const policy = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: '*', Action: 'execute-api:Invoke', Resource: 'execute-api:/*' }],
};

describe('REST APIs', () => {
  const plane = localPlane();
  const apigateway = (): APIGateway => new APIGateway(plane.client());
  const create = (input: Partial<CreateRestApiRequest> = {}): Promise<RestApi> =>
    apigateway().createRestApi({ name: 'gateway', ...input });
  const update = (restApiId: string | undefined, ...patchOperations: PatchOperation[]): Promise<RestApi> =>
    apigateway().updateRestApi({ restApiId, patchOperations });

  it('given only a name, when an API is created, then it shows what AWS shows', async () => {
    const created = await apigateway().createRestApi({ name: 'gateway' });
    expect(created).toEqual({
      $metadata: expect.objectContaining({ httpStatusCode: 201 }) as unknown,
      id: expect.stringMatching(/^[a-z0-9]{10}$/) as unknown,
      name: 'gateway',
      createdDate: expect.any(Date) as unknown,
      apiKeySource: 'HEADER',
      endpointConfiguration: { ipAddressType: 'ipv4', types: ['EDGE'] },
      disableExecuteApiEndpoint: false,
      rootResourceId: expect.stringMatching(/^[a-z0-9]{10}$/) as unknown,
    });
  });

  it('given no such API, when it is asked for, then the message names account and id', async () => {
    await expect(apigateway().getRestApi({ restApiId: 'absent' })).rejects.toMatchObject({
      name: 'NotFoundException',
      message: 'Invalid API identifier specified 123456789012:absent',
      $metadata: { httpStatusCode: 404 },
    });
  });

  it.each([
    [{ description: '' }, 'BadRequestException', 'Description cannot be an empty string'],
    [
      { endpointConfiguration: { types: [] } },
      'BadRequestException',
      'REGIONAL Configuration and EDGE Configuration cannot be both DISABLED.',
    ],
    [
      { endpointConfiguration: { types: ['REGIONAL', 'EDGE'] } },
      'BadRequestException',
      'Cannot create an api with multiple Endpoint Types.',
    ],
    [
      { endpointConfiguration: { types: ['PRIVATE'], ipAddressType: 'ipv4' } },
      'BadRequestException',
      'Only dualstack ipAddressType is supported for Private APIs.',
    ],
    [
      { minimumCompressionSize: -1 },
      'BadRequestException',
      'Invalid minimum compression size, must be between 0 and 10485760',
    ],
    [
      { endpointConfiguration: { types: ['wrong'], ipAddressType: 'wrong' } },
      'ValidationException',
      "2 validation errors detected: Value '[wrong]' at 'createRestApiInput.endpointConfiguration.types' failed to satisfy constraint: Member must satisfy constraint: [Member must satisfy enum value set: [PRIVATE, EDGE, REGIONAL]]; Value 'wrong' at 'createRestApiInput.endpointConfiguration.ipAddressType' failed to satisfy constraint: Member must satisfy enum value set: [ipv4, dualstack]",
    ],
  ])('given %j, when an API is created with it, then it is a %s', async (input, name, message) => {
    await expect(create(input as Partial<CreateRestApiRequest>)).rejects.toMatchObject({ name, message });
  });

  it('given more APIs than a page holds, when they are listed, then each comes once, oldest first', async () => {
    const ids: (string | undefined)[] = [];
    for (let made = 0; made < 5; made += 1) ids.push((await create()).id);
    const listed: (string | undefined)[] = [];
    let position: string | undefined;
    do {
      const page = await apigateway().getRestApis({ limit: 2, position });
      listed.push(...(page.items ?? []).map(({ id }) => id));
      position = page.position;
    } while (position !== undefined);
    expect(listed).toEqual(ids);
  });

  it('given an API, when its endpoint moves, then only where AWS lets it, and the address type follows', async () => {
    const { id } = await create({ endpointConfiguration: { types: ['REGIONAL'] } });
    const move = (from: string, to: string): Promise<RestApi> =>
      update(id, { op: 'replace', path: `/endpointConfiguration/types/${from}`, value: to });
    const moved = await move('REGIONAL', 'PRIVATE');
    expect(moved.endpointConfiguration).toEqual({ ipAddressType: 'dualstack', types: ['PRIVATE'] });
    await expect(move('PRIVATE', 'EDGE')).rejects.toMatchObject({ name: 'BadRequestException' });
    await expect(move('PRIVATE', 'NOWHERE')).rejects.toMatchObject({
      message: 'Invalid EndpointTypes specified. Valid options are REGIONAL,EDGE,PRIVATE',
    });
    expect((await move('PRIVATE', 'REGIONAL')).endpointConfiguration?.types).toEqual(['REGIONAL']);
  });

  it('given a policy with a short resource, when it is set, then it is spelled out and shown with quotes escaped', async () => {
    const { id = '' } = await create();
    const updated = await update(id, { op: 'replace', path: '/policy', value: JSON.stringify(policy) });
    const shown = JSON.parse(`"${updated.policy ?? ''}"`) as string;
    const { Statement: [statement] = [] } = JSON.parse(shown) as { Statement: { Resource: string }[] };
    expect(updated.policy).toContain('\\"Version\\"');
    expect(statement?.Resource).toMatch(new RegExp(`^arn:aws:execute-api:.+:123456789012:${id}/\\*$`));
    expect((await update(id, { op: 'replace', path: '/policy', value: '' })).policy).toBeUndefined();
    await expect(update(id, { op: 'replace', path: '/policy', value: '{' })).rejects.toMatchObject({
      message:
        'Invalid policy document. Please check the policy syntax and ensure that Principals are valid.',
    });
  });

  it('given media types, when they are patched, then a replacement goes to the end', async () => {
    const { id } = await create();
    const path = (type: string): string => `/binaryMediaTypes/image~1${type}`;
    await update(id, { op: 'add', path: path('png') }, { op: 'add', path: path('jpeg') });
    const replaced = await update(id, { op: 'replace', path: path('png'), value: 'image/gif' });
    expect(replaced.binaryMediaTypes).toEqual(['image/jpeg', 'image/gif']);
    await expect(update(id, { op: 'add', path: '/binaryMediaTypes', value: 'a/b' })).rejects.toMatchObject({
      message: 'Invalid patch path /binaryMediaTypes',
    });
  });

  it('given good patches and a bad one, when they are sent together, then none is applied', async () => {
    const { id } = await create({ description: 'before' });
    const name: PatchOperation = { op: 'replace', path: '/name', value: 'changed' };
    const remove: PatchOperation = { op: 'remove', path: '/description' };
    await expect(
      update(id, name, remove, { op: 'replace', path: '/nonsense', value: 'x' }),
    ).rejects.toMatchObject({
      message: 'Invalid patch path /nonsense',
    });
    await expect(
      update(id, name, { op: 'add', path: '/minimumCompressionSize', value: '1' }),
    ).rejects.toMatchObject({
      message: 'Invalid patch operation specified. Must be one of: [replace]',
    });
    expect(await apigateway().getRestApi({ restApiId: id })).toMatchObject({
      name: 'gateway',
      description: 'before',
    });
  });

  it('given an API in a usage plan, when it is deleted, then it is refused until it is detached', async () => {
    const { apiId } = await deployedMockApi(apigateway());
    const plan = await apigateway().createUsagePlan({ name: 'gold', apiStages: [{ apiId, stage: 'v1' }] });
    await expect(apigateway().deleteRestApi({ restApiId: apiId })).rejects.toMatchObject({
      name: 'BadRequestException',
    });
    await apigateway().updateUsagePlan({
      usagePlanId: plan.id,
      patchOperations: [{ op: 'remove', path: '/apiStages', value: `${apiId}:v1` }],
    });
    await apigateway().deleteRestApi({ restApiId: apiId });
    await expect(apigateway().getRestApi({ restApiId: apiId })).rejects.toMatchObject({
      name: 'NotFoundException',
    });
  });
});

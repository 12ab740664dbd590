import { APIGateway, type GatewayResponse, type PatchOperation } from '@aws-sdk/client-api-gateway';
import { expect, it } from '@jest/globals';
import { describeOnEachControlPlane } from '../../support/control-planes.js';
import { mockApi } from './mock-api.js';

const defaultTemplates = { 'application/json': '{"message":$context.error.messageString}' };

describeOnEachControlPlane('Gateway responses', (plane) => {
  const apigateway = (): APIGateway => new APIGateway(plane.client());
  const newApi = async (): Promise<string> => (await mockApi(apigateway())).apiId;

  it('given a response, when it is put, then it is read back as put, and put again replaces it', async () => {
    const restApiId = await newApi();
    const shown = {
      responseType: 'UNAUTHORIZED',
      statusCode: '418',
      responseParameters: { 'gatewayresponse.header.X-A': "'b'" },
      responseTemplates: { 'application/json': '{"message":"no"}' },
    } as const;
    const response = { restApiId, ...shown };
    expect(await apigateway().putGatewayResponse(response)).toMatchObject({
      ...shown,
      defaultResponse: false,
    });
    const asked = { restApiId, responseType: 'UNAUTHORIZED' } as const;
    expect(await apigateway().getGatewayResponse(asked)).toMatchObject(shown);
    await apigateway().putGatewayResponse({ ...response, statusCode: '401' });
    expect((await apigateway().getGatewayResponse(asked)).statusCode).toBe('401');
  });

  it('given a response that was put, when all are listed, then it is among them', async () => {
    const restApiId = await newApi();
    await apigateway().putGatewayResponse({ restApiId, responseType: 'THROTTLED', statusCode: '503' });
    const { items = [] } = await apigateway().getGatewayResponses({ restApiId });
    expect(items.find(({ responseType }) => responseType === 'THROTTLED')?.statusCode).toBe('503');
  });

  it('given a response that was put, when it is deleted, then what was put is gone', async () => {
    const restApiId = await newApi();
    await apigateway().putGatewayResponse({ restApiId, responseType: 'THROTTLED', statusCode: '503' });
    await apigateway().deleteGatewayResponse({ restApiId, responseType: 'THROTTLED' });
    const { items = [] } = await apigateway().getGatewayResponses({ restApiId });
    expect(items.some(({ statusCode }) => statusCode === '503')).toBe(false);
  });

  plane.itOnlyLocally(
    'shows only what was put',
    'given a new API, when all are listed, then there are 21 types with the defaults of AWS',
    async () => {
      const restApiId = await newApi();
      const { items = [] } = await apigateway().getGatewayResponses({ restApiId });
      expect(items).toHaveLength(21);
      expect(items.every((item) => item.defaultResponse === true)).toBe(true);
      const codes = new Map(items.map(({ responseType, statusCode }) => [responseType, statusCode]));
      expect(codes.get('INTEGRATION_TIMEOUT')).toBe('504');
      expect(codes.get('QUOTA_EXCEEDED')).toBe('429');
      expect(codes.get('DEFAULT_4XX')).toBeUndefined();
      expect(items[0]).toEqual({
        responseType: 'ACCESS_DENIED',
        statusCode: '403',
        responseParameters: {},
        responseTemplates: defaultTemplates,
        defaultResponse: true,
      });
    },
  );

  plane.itOnlyLocally(
    'generates nothing',
    'given DEFAULT_5XX, when a type of its class was not put, then it is generated from it; one that was put is not',
    async () => {
      const restApiId = await newApi();
      const responseParameters = { 'gatewayresponse.header.X-A': "'b'" };
      await apigateway().putGatewayResponse({
        restApiId,
        responseType: 'DEFAULT_5XX',
        statusCode: '599',
        responseParameters,
      });
      await apigateway().putGatewayResponse({ restApiId, responseType: 'AUTHORIZER_FAILURE' });
      const read = (
        responseType: 'INTEGRATION_FAILURE' | 'AUTHORIZER_FAILURE' | 'THROTTLED',
      ): Promise<GatewayResponse> => apigateway().getGatewayResponse({ restApiId, responseType });
      expect(await read('INTEGRATION_FAILURE')).toMatchObject({
        statusCode: '599',
        responseParameters,
        defaultResponse: true,
      });
      expect(await read('AUTHORIZER_FAILURE')).toMatchObject({
        statusCode: '500',
        responseParameters: {},
        defaultResponse: false,
      });
      expect(await read('THROTTLED')).toMatchObject({ statusCode: '429', responseParameters: {} });
    },
  );

  plane.itOnlyLocally(
    'has no updates',
    'given a type that was not put, when it is patched, then it is set from its default; bad patches change nothing',
    async () => {
      const restApiId = await newApi();
      const update = (patchOperations: PatchOperation[]): Promise<GatewayResponse> =>
        apigateway().updateGatewayResponse({ restApiId, responseType: 'DEFAULT_4XX', patchOperations });
      const status = (value: string): PatchOperation => ({ op: 'replace', path: '/statusCode', value });
      const set = await update([status('444')]);
      expect(set).toMatchObject({
        statusCode: '444',
        defaultResponse: false,
        responseTemplates: defaultTemplates,
      });
      const xml: PatchOperation = { op: 'add', path: '/responseTemplates/application~1xml', value: '<a/>' };
      expect((await update([xml])).responseTemplates).toEqual({
        ...defaultTemplates,
        'application/xml': '<a/>',
      });
      const missing: PatchOperation = { op: 'replace', path: '/responseParameters/absent', value: "'x'" };
      await expect(update([status('445'), missing])).rejects.toMatchObject({
        name: 'NotFoundException',
        message: 'Invalid parameter name specified',
      });
      await expect(update([{ ...status('445'), op: 'add' }])).rejects.toMatchObject({
        message: 'Invalid patch path /statusCode',
      });
      await expect(
        update([{ op: 'wrong-op' as 'add', path: '/statusCode', value: '1' }]),
      ).rejects.toMatchObject({
        name: 'ValidationException',
        message:
          "1 validation error detected: Value 'wrong-op' at 'updateGatewayResponseInput.patchOperations.1.member.op' failed to satisfy constraint: Member must satisfy enum value set: [add, remove, move, test, replace, copy]",
      });
      expect(
        (await apigateway().getGatewayResponse({ restApiId, responseType: 'DEFAULT_4XX' })).statusCode,
      ).toBe('444');
    },
  );

  plane.itOnlyLocally(
    'deletes what is not there, and knows any type',
    'given a type that was not put or does not exist, when it is deleted, then AWS says which',
    async () => {
      const restApiId = await newApi();
      await expect(
        apigateway().deleteGatewayResponse({ restApiId, responseType: 'THROTTLED' }),
      ).rejects.toMatchObject({
        name: 'NotFoundException',
        message: 'Gateway response type not defined on api',
      });
      await expect(
        apigateway().deleteGatewayResponse({ restApiId, responseType: 'FAKE' as 'THROTTLED' }),
      ).rejects.toMatchObject({
        name: 'ValidationException',
        message: expect.stringMatching(
          /^1 validation error detected: Value 'FAKE' at 'responseType' failed/,
        ) as unknown,
      });
    },
  );
});

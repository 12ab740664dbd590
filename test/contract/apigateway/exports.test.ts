import { APIGateway } from '@aws-sdk/client-api-gateway';
import { describe, expect, it } from '@jest/globals';
import { parse as parseYaml } from 'yaml';
import { localPlane } from '../../support/control-planes.js';

const account = 'us-east-1:123456789012:function';
const forwarderUri = `arn:aws:apigateway:us-east-1:lambda:path/2021-11-15/functions/arn:aws:lambda:${account}:forwarder:\${stageVariables.forwarder}/response-streaming-invocations`;
const authorizerUri = `arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:${account}:authorizer/invocations`;

interface OpenApi {
  readonly info: { readonly title: string; readonly version: string };
  readonly servers: readonly { readonly variables: { readonly basePath: { readonly default: string } } }[];
  readonly paths: Record<string, Record<string, Record<string, unknown>>>;
  readonly components: { readonly securitySchemes?: Record<string, Record<string, unknown>> };
}

describe('Exports', () => {
  const plane = localPlane();
  const apigateway = (): APIGateway => new APIGateway(plane.client());

  /** The gateway: a greedy proxy under an authorizer, streamed. */
  async function gateway(): Promise<{ restApiId: string; resourceId: string; httpMethod: string }> {
    const { id: restApiId = '', rootResourceId } = await apigateway().createRestApi({
      name: 'gateway',
      version: '7',
    });
    const proxy = await apigateway().createResource({
      restApiId,
      parentId: rootResourceId,
      pathPart: '{proxy+}',
    });
    const { id: authorizerId } = await apigateway().createAuthorizer({
      restApiId,
      name: 'tenants',
      type: 'TOKEN',
      authorizerUri,
      identitySource: 'method.request.header.Authorization',
    });
    const method = { restApiId, resourceId: proxy.id ?? '', httpMethod: 'ANY' };
    await apigateway().putMethod({
      ...method,
      authorizationType: 'CUSTOM',
      authorizerId,
      apiKeyRequired: true,
    });
    await apigateway().putIntegration({
      ...method,
      type: 'AWS_PROXY',
      integrationHttpMethod: 'POST',
      uri: forwarderUri,
      responseTransferMode: 'STREAM',
      timeoutInMillis: 900_000,
    });
    await apigateway().createDeployment({ restApiId, stageName: 'v1' });
    return method;
  }

  async function exported(restApiId: string, extensions?: string): Promise<OpenApi> {
    const { body } = await apigateway().getExport({
      restApiId,
      stageName: 'v1',
      exportType: 'oas30',
      ...(extensions && { parameters: { extensions } }),
    });
    return JSON.parse(new TextDecoder().decode(body)) as OpenApi;
  }

  it('given a stage, when it is exported with extensions, then security and integration of the live API are in it', async () => {
    const { restApiId } = await gateway();
    const document = await exported(restApiId, 'apigateway');
    expect(document.info).toEqual({ title: 'gateway', version: '7' });
    expect(document.servers[0]?.variables.basePath.default).toBe('v1');
    const operation = document.paths['/{proxy+}']?.['x-amazon-apigateway-any-method'];
    expect(operation?.security).toEqual([{ tenants: [] }, { api_key: [] }]);
    expect(operation?.['x-amazon-apigateway-integration']).toMatchObject({
      type: 'aws_proxy',
      httpMethod: 'POST',
      uri: forwarderUri,
      responseTransferMode: 'STREAM',
      timeoutInMillis: 900_000,
      passthroughBehavior: 'when_no_match',
    });
    expect(document.components.securitySchemes?.tenants).toMatchObject({
      name: 'Authorization',
      'x-amazon-apigateway-authtype': 'custom',
      'x-amazon-apigateway-authorizer': { type: 'token', authorizerUri },
    });
  });

  it('given a draft that was opened, when the stage is exported, then it still shows what is live', async () => {
    const method = await gateway();
    await apigateway().updateMethod({
      ...method,
      patchOperations: [{ op: 'replace', path: '/authorizationType', value: 'NONE' }],
    });
    const security = async (): Promise<unknown> =>
      (await exported(method.restApiId)).paths['/{proxy+}']?.['x-amazon-apigateway-any-method']?.security;
    expect(await security()).toEqual([{ tenants: [] }, { api_key: [] }]);
    await apigateway().createDeployment({ restApiId: method.restApiId, stageName: 'v1' });
    expect(await security()).toEqual([{ api_key: [] }]);
  });

  it('given no extensions, when a stage is exported, then there are none; as YAML it says the same', async () => {
    const { restApiId } = await gateway();
    const plain = await exported(restApiId);
    expect(JSON.stringify(plain)).not.toContain('x-amazon-apigateway-integration');
    const { body, contentDisposition } = await apigateway().getExport({
      restApiId,
      stageName: 'v1',
      exportType: 'oas30',
      accepts: 'application/yaml',
    });
    expect(contentDisposition).toBe('attachment; filename="oas30_7.yaml"');
    expect(parseYaml(new TextDecoder().decode(body))).toEqual(plain);
  });

  it('given another format, when a stage is exported, then the local AWS says that it has none', async () => {
    const { restApiId } = await gateway();
    await expect(
      apigateway().getExport({ restApiId, stageName: 'v1', exportType: 'swagger' }),
    ).rejects.toMatchObject({ name: 'NotImplementedHere' });
  });
});

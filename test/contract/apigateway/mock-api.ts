import type { APIGateway } from '@aws-sdk/client-api-gateway';

/** An API with one method, `GET /`, that answers by itself. */
export async function mockApi(
  client: APIGateway,
  name = 'gateway',
): Promise<{ apiId: string; rootId: string }> {
  const { id: apiId = '', rootResourceId = '' } = await client.createRestApi({
    name,
    endpointConfiguration: { types: ['REGIONAL'] },
  });
  await addMockMethod(client, apiId, rootResourceId);
  return { apiId, rootId: rootResourceId };
}

/** A `GET` that answers by itself. */
export async function addMockMethod(
  client: APIGateway,
  restApiId: string,
  resourceId: string,
): Promise<void> {
  const method = { restApiId, resourceId, httpMethod: 'GET' };
  await client.putMethod({ ...method, authorizationType: 'NONE' });
  await client.putIntegration({
    ...method,
    type: 'MOCK',
    requestTemplates: { 'application/json': '{"statusCode": 200}' },
  });
}

/** The same, live on stage `v1`. */
export async function deployedMockApi(
  client: APIGateway,
): Promise<{ apiId: string; rootId: string; deploymentId: string }> {
  const { apiId, rootId } = await mockApi(client);
  const { id: deploymentId = '' } = await client.createDeployment({ restApiId: apiId, stageName: 'v1' });
  return { apiId, rootId, deploymentId };
}

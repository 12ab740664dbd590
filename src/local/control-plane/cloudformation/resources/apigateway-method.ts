import type { PatchOperation } from '@aws-sdk/client-api-gateway';
import type { LocalRegion } from '../../../region.js';
import { isObject, sameJson, type Json, type JsonObject } from '../template/document.js';
import { mapPatches, propertyPatches, setPatches } from './patch-operations.js';
import { listOf, lowerCamel, objectOf, requiredText, textsOf } from './property-access.js';
import type { ResourceProvider } from './provider.js';

const methodMembers = ['AuthorizationType', 'AuthorizerId', 'ApiKeyRequired', 'OperationName', 'RequestParameters', 'RequestModels', 'RequestValidatorId', 'AuthorizationScopes']; // prettier-ignore
const integrationMembers = [
  'Type', 'IntegrationHttpMethod', 'Uri', 'ConnectionType', 'ConnectionId', 'Credentials', 'RequestParameters', 'RequestTemplates',
  'PassthroughBehavior', 'CacheNamespace', 'CacheKeyParameters', 'ContentHandling', 'TimeoutInMillis', 'ResponseTransferMode', 'IntegrationTarget',
]; // prettier-ignore

/** `AWS::ApiGateway::Method`, with its integration and responses. */
export const methodProvider: ResourceProvider = {
  async create(request) {
    const { region, properties } = request;
    const key = keyOf(properties);
    const physicalId = [key.restApiId, key.resourceId, key.httpMethod].join('|');
    const given = lowerCamel(properties, methodMembers);
    await region.call('apigateway', 'PutMethod', { ...key, authorizationType: 'NONE', ...given });
    request.initiated(physicalId);
    await putMethodResponses(region, {}, properties);
    await putIntegration(region, properties);
    return { physicalId, attributes: {} };
  },

  async update({ region, properties }, current) {
    const key = keyOf(properties);
    const patchOperations = methodPatches(current.properties, properties);
    if (patchOperations.length > 0)
      await region.call('apigateway', 'UpdateMethod', { ...key, patchOperations });
    await putMethodResponses(region, current.properties, properties);
    if (sameJson(current.properties.Integration, properties.Integration)) return current;
    if (properties.Integration === undefined) await region.call('apigateway', 'DeleteIntegration', key);
    else await putIntegration(region, properties);
    return current;
  },

  async delete({ region, properties }) {
    await region.call('apigateway', 'DeleteMethod', keyOf(properties));
  },
};

interface MethodKey {
  readonly restApiId: string;
  readonly resourceId: string;
  readonly httpMethod: string;
}

function keyOf(properties: JsonObject): MethodKey {
  return {
    restApiId: requiredText(properties, 'RestApiId'),
    resourceId: requiredText(properties, 'ResourceId'),
    httpMethod: requiredText(properties, 'HttpMethod'),
  };
}

function methodPatches(before: JsonObject, after: JsonObject): PatchOperation[] {
  return [
    ...propertyPatches(before, after, [
      { property: 'AuthorizationType', path: '/authorizationType', absent: 'NONE' },
      { property: 'ApiKeyRequired', path: '/apiKeyRequired', absent: 'false' },
      { property: 'OperationName', path: '/operationName', absent: '' },
      { property: 'RequestValidatorId', path: '/requestValidatorId', absent: '' },
    ]),
    // Without authorization there is no authorizer to name: API Gateway drops it with the type.
    ...(after.AuthorizerId === undefined
      ? []
      : propertyPatches(before, after, [{ property: 'AuthorizerId', path: '/authorizerId' }])),
    ...mapPatches(before.RequestParameters, after.RequestParameters, '/requestParameters', 'add'),
    ...mapPatches(before.RequestModels, after.RequestModels, '/requestModels', 'add'),
    ...setPatches(
      textsOf(before, 'AuthorizationScopes'),
      textsOf(after, 'AuthorizationScopes'),
      '/authorizationScopes',
    ),
  ];
}

async function putMethodResponses(region: LocalRegion, before: JsonObject, after: JsonObject): Promise<void> {
  const key = keyOf(after);
  const [old, wanted] = [byStatus(before.MethodResponses), byStatus(after.MethodResponses)];
  for (const [statusCode, response] of old) {
    if (sameJson(response, wanted.get(statusCode))) continue;
    await region.call('apigateway', 'DeleteMethodResponse', { ...key, statusCode });
  }
  for (const [statusCode, response] of wanted) {
    if (sameJson(response, old.get(statusCode))) continue;
    await region.call('apigateway', 'PutMethodResponse', {
      ...key,
      statusCode,
      ...lowerCamel(response, ['ResponseModels', 'ResponseParameters']),
    });
  }
}

function byStatus(responses: Json | undefined): Map<string, JsonObject> {
  const list = Array.isArray(responses) ? responses.filter(isObject) : [];
  return new Map(list.map((response) => [String(response.StatusCode), response]));
}

/** Puts the integration whole; that drops its responses, which follow. */
async function putIntegration(region: LocalRegion, properties: JsonObject): Promise<void> {
  if (properties.Integration === undefined) return;
  const key = keyOf(properties);
  const integration = objectOf(properties, 'Integration');
  const tls =
    integration.TlsConfig === undefined
      ? {}
      : { tlsConfig: lowerCamel(objectOf(integration, 'TlsConfig'), ['InsecureSkipVerification']) };
  await region.call('apigateway', 'PutIntegration', {
    ...key,
    ...lowerCamel(integration, integrationMembers),
    ...tls,
  });
  for (const response of listOf(integration, 'IntegrationResponses').filter(isObject)) {
    const members = lowerCamel(response, [
      'SelectionPattern',
      'ResponseParameters',
      'ResponseTemplates',
      'ContentHandling',
    ]);
    await region.call('apigateway', 'PutIntegrationResponse', {
      ...key,
      statusCode: String(response.StatusCode),
      ...members,
    });
  }
}

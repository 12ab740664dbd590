import type { Authorizer, RequestValidator } from '@aws-sdk/client-api-gateway';
import type { JsonObject } from '../template/document.js';
import { propertyPatches, setPatches } from './patch-operations.js';
import { generatedName } from './physical-names.js';
import { documentText, lowerCamel, requiredText, textOf, textsOf } from './property-access.js';
import type { ResourceProvider } from './provider.js';

const authorizerMembers = [
  'RestApiId', 'Name', 'Type', 'ProviderARNs', 'AuthType', 'AuthorizerUri', 'AuthorizerCredentials', 'IdentitySource',
  'IdentityValidationExpression', 'AuthorizerResultTtlInSeconds',
]; // prettier-ignore

/** `AWS::ApiGateway::Authorizer`. */
export const authorizerProvider: ResourceProvider = {
  async create({ region, properties }) {
    const { id = '' } = await region.call<Authorizer>(
      'apigateway',
      'CreateAuthorizer',
      lowerCamel(properties, authorizerMembers),
    );
    return { physicalId: id, attributes: { AuthorizerId: id } };
  },
  async update({ region, properties }, current) {
    const patchOperations = [
      ...propertyPatches(current.properties, properties, [
        { property: 'Name', path: '/name' },
        { property: 'Type', path: '/type' },
        { property: 'AuthType', path: '/authType', absent: '' },
        { property: 'AuthorizerUri', path: '/authorizerUri', absent: '' },
        { property: 'AuthorizerCredentials', path: '/authorizerCredentials', absent: '' },
        { property: 'IdentitySource', path: '/identitySource', absent: '' },
        { property: 'IdentityValidationExpression', path: '/identityValidationExpression', absent: '' },
        { property: 'AuthorizerResultTtlInSeconds', path: '/authorizerResultTtlInSeconds', absent: '300' },
      ]),
      ...setPatches(
        textsOf(current.properties, 'ProviderARNs'),
        textsOf(properties, 'ProviderARNs'),
        '/providerARNs',
      ),
    ];
    if (patchOperations.length > 0) {
      await region.call('apigateway', 'UpdateAuthorizer', {
        ...apiOf(properties),
        authorizerId: current.physicalId,
        patchOperations,
      });
    }
    return current;
  },
  async delete({ region, properties }, current) {
    await region.call('apigateway', 'DeleteAuthorizer', {
      ...apiOf(properties),
      authorizerId: current.physicalId,
    });
  },
};

function apiOf(properties: JsonObject): { restApiId: string } {
  return { restApiId: requiredText(properties, 'RestApiId') };
}

/** `AWS::ApiGateway::GatewayResponse`: put whole, in place. */
export const gatewayResponseProvider: ResourceProvider = {
  async create({ region, properties }) {
    await putGatewayResponse(region, properties);
    const physicalId = `${requiredText(properties, 'RestApiId')}|${requiredText(properties, 'ResponseType')}`;
    return { physicalId, attributes: { Id: physicalId } };
  },
  async update({ region, properties }, current) {
    await putGatewayResponse(region, properties);
    return current;
  },
  async delete({ region, properties }) {
    await region.call('apigateway', 'DeleteGatewayResponse', {
      ...apiOf(properties),
      responseType: requiredText(properties, 'ResponseType'),
    });
  },
};

async function putGatewayResponse(
  region: Parameters<ResourceProvider['create']>[0]['region'],
  properties: JsonObject,
): Promise<void> {
  const members = ['RestApiId', 'ResponseType', 'StatusCode', 'ResponseParameters', 'ResponseTemplates'];
  await region.call('apigateway', 'PutGatewayResponse', lowerCamel(properties, members));
}

/** `AWS::ApiGateway::RequestValidator`. */
export const requestValidatorProvider: ResourceProvider = {
  async create({ region, properties }) {
    const input = lowerCamel(properties, [
      'RestApiId',
      'Name',
      'ValidateRequestBody',
      'ValidateRequestParameters',
    ]);
    const { id = '' } = await region.call<RequestValidator>('apigateway', 'CreateRequestValidator', input);
    return { physicalId: id, attributes: { RequestValidatorId: id } };
  },
  async update({ region, properties }, current) {
    const patchOperations = propertyPatches(current.properties, properties, [
      { property: 'ValidateRequestBody', path: '/validateRequestBody', absent: 'false' },
      { property: 'ValidateRequestParameters', path: '/validateRequestParameters', absent: 'false' },
    ]);
    if (patchOperations.length > 0) {
      await region.call('apigateway', 'UpdateRequestValidator', {
        ...apiOf(properties),
        requestValidatorId: current.physicalId,
        patchOperations,
      });
    }
    return current;
  },
  async delete({ region, properties }, current) {
    await region.call('apigateway', 'DeleteRequestValidator', {
      ...apiOf(properties),
      requestValidatorId: current.physicalId,
    });
  },
};

/** `AWS::ApiGateway::Model`. Names of models are letters and digits only. */
export const modelProvider: ResourceProvider = {
  async create(request) {
    const { region, properties } = request;
    const name = textOf(properties, 'Name') ?? generatedName(request).replaceAll('-', '');
    const schema = properties.Schema === undefined ? {} : { schema: documentText(properties.Schema) };
    await region.call('apigateway', 'CreateModel', {
      ...apiOf(properties),
      name,
      contentType: textOf(properties, 'ContentType') ?? 'application/json',
      ...lowerCamel(properties, ['Description']),
      ...schema,
    });
    return { physicalId: name, attributes: {} };
  },
  async update({ region, properties }, current) {
    const patchOperations = propertyPatches(current.properties, properties, [
      { property: 'Description', path: '/description', absent: '' },
      { property: 'Schema', path: '/schema', absent: '{}' },
    ]);
    if (patchOperations.length > 0) {
      await region.call('apigateway', 'UpdateModel', {
        ...apiOf(properties),
        modelName: current.physicalId,
        patchOperations,
      });
    }
    return current;
  },
  async delete({ region, properties }, current) {
    await region.call('apigateway', 'DeleteModel', { ...apiOf(properties), modelName: current.physicalId });
  },
};

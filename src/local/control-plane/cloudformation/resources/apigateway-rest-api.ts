import type { PatchOperation, Resources, Resource, RestApi } from '@aws-sdk/client-api-gateway';
import { notImplementedHere } from '../../../errors.js';
import { sameJson, type JsonObject } from '../template/document.js';
import { updateTags } from './apigateway-tags.js';
import { escaped, propertyPatches, setPatches } from './patch-operations.js';
import { documentText, lowerCamel, objectOf, requiredText, tagsOf, textsOf } from './property-access.js';
import {
  nothingToUpdate,
  type ProvisionedResource,
  type ResourceProvider,
  type ResourceRequest,
} from './provider.js';

/** `AWS::ApiGateway::RestApi`. Bodies (OpenAPI) are not imported here. */
export const restApiProvider: ResourceProvider = {
  async create(request) {
    const { region, properties, logicalId, stackTags } = request;
    refuseBody(properties);
    const api = await region.call<RestApi>('apigateway', 'CreateRestApi', {
      name: properties.Name ?? logicalId,
      ...lowerCamel(properties, [
        'Description',
        'BinaryMediaTypes',
        'MinimumCompressionSize',
        'DisableExecuteApiEndpoint',
      ]),
      ...(properties.ApiKeySourceType === undefined ? {} : { apiKeySource: properties.ApiKeySourceType }),
      ...(properties.Policy === undefined ? {} : { policy: documentText(properties.Policy) }),
      ...(properties.EndpointConfiguration === undefined
        ? {}
        : { endpointConfiguration: endpointOf(properties) }),
      tags: tagsOf(properties, stackTags),
    });
    const id = api.id ?? '';
    request.initiated(id);
    return {
      physicalId: id,
      attributes: { RestApiId: id, RootResourceId: api.rootResourceId ?? (await rootResource(request, id)) },
    };
  },

  async update(request, current) {
    refuseBody(request.properties);
    const patchOperations = [
      ...plainPatches(current.properties, request.properties),
      ...endpointPatches(current.properties, request.properties),
    ];
    const restApiId = current.physicalId;
    if (patchOperations.length > 0)
      await request.region.call('apigateway', 'UpdateRestApi', { restApiId, patchOperations });
    await updateTags(request, current, `/restapis/${restApiId}`);
    return current;
  },

  async delete({ region }, current) {
    await region.call('apigateway', 'DeleteRestApi', { restApiId: current.physicalId });
  },
};

function refuseBody(properties: JsonObject): void {
  if (properties.Body !== undefined || properties.BodyS3Location !== undefined)
    throw notImplementedHere('AWS::ApiGateway::RestApi with a Body');
}

async function rootResource({ region }: ResourceRequest, restApiId: string): Promise<string> {
  const { items } = await region.call<Resources>('apigateway', 'GetResources', { restApiId });
  return items?.find((resource) => resource.path === '/')?.id ?? '';
}

function endpointOf(properties: JsonObject): Record<string, unknown> {
  return lowerCamel(objectOf(properties, 'EndpointConfiguration'), [
    'Types',
    'VpcEndpointIds',
    'IpAddressType',
  ]);
}

function plainPatches(before: JsonObject, after: JsonObject): PatchOperation[] {
  const types = setPatches(
    textsOf(before, 'BinaryMediaTypes').map(escaped),
    textsOf(after, 'BinaryMediaTypes').map(escaped),
    '/binaryMediaTypes',
  );
  return [
    ...propertyPatches(before, after, [
      { property: 'Name', path: '/name' },
      { property: 'Description', path: '/description' },
      { property: 'Policy', path: '/policy' },
      { property: 'ApiKeySourceType', path: '/apiKeySource', absent: 'HEADER' },
      { property: 'DisableExecuteApiEndpoint', path: '/disableExecuteApiEndpoint', absent: 'false' },
      { property: 'MinimumCompressionSize', path: '/minimumCompressionSize', absent: '' },
    ]),
    ...types.map(({ op, path, value }): PatchOperation => ({ op, path: `${String(path)}/${String(value)}` })),
  ];
}

/** The type is replaced by naming the old one in the path (DG/apigateway-api-migration). */
function endpointPatches(before: JsonObject, after: JsonObject): PatchOperation[] {
  const [old, wanted] = [objectOf(before, 'EndpointConfiguration'), objectOf(after, 'EndpointConfiguration')];
  if (sameJson(old, wanted)) return [];
  const oldType = textsOf(old, 'Types')[0] ?? 'EDGE';
  const newType = textsOf(wanted, 'Types')[0] ?? 'EDGE';
  const endpoints = setPatches(
    textsOf(old, 'VpcEndpointIds'),
    textsOf(wanted, 'VpcEndpointIds'),
    '/endpointConfiguration/vpcEndpointIds',
  );
  const type: PatchOperation[] =
    oldType === newType
      ? []
      : [{ op: 'replace', path: `/endpointConfiguration/types/${oldType}`, value: newType }];
  const ip = propertyPatches(old, wanted, [
    {
      property: 'IpAddressType',
      path: '/endpointConfiguration/ipAddressType',
      absent: newType === 'PRIVATE' ? 'dualstack' : 'ipv4',
    },
  ]);
  // Only a private API has VPC endpoints: they go before it stops being one, and come after it has become one.
  const removals = endpoints.filter((patch) => patch.op === 'remove');
  return [...removals, ...type, ...endpoints.filter((patch) => patch.op === 'add'), ...ip];
}

/** `AWS::ApiGateway::Resource`: every property needs replacement. */
export const resourceProvider: ResourceProvider = {
  async create({ region, properties }): Promise<ProvisionedResource> {
    const input = lowerCamel(properties, ['RestApiId', 'ParentId', 'PathPart']);
    const { id = '' } = await region.call<Resource>('apigateway', 'CreateResource', input);
    return { physicalId: id, attributes: { ResourceId: id } };
  },
  update: nothingToUpdate,
  async delete({ region, properties }, current) {
    await region.call('apigateway', 'DeleteResource', {
      restApiId: requiredText(properties, 'RestApiId'),
      resourceId: current.physicalId,
    });
  },
};

import type { ApiKey, PatchOperation, UsagePlan, UsagePlanKey } from '@aws-sdk/client-api-gateway';
import { isObject, sameJson, type JsonObject } from '../template/document.js';
import { updateTags } from './apigateway-tags.js';
import { propertyPatches, setPatches } from './patch-operations.js';
import { generatedName } from './physical-names.js';
import { listOf, lowerCamel, objectOf, requiredText, tagsOf, textOf } from './property-access.js';
import { nothingToUpdate, type ResourceProvider } from './provider.js';

const throttleMembers = ['BurstLimit', 'RateLimit'];
const quotaMembers = ['Limit', 'Offset', 'Period'];

/** `AWS::ApiGateway::UsagePlan`. Stages are detached before it is deleted: API Gateway demands it. */
export const usagePlanProvider: ResourceProvider = {
  async create(request) {
    const { region, properties, stackTags } = request;
    const { id = '' } = await region.call<UsagePlan>('apigateway', 'CreateUsagePlan', {
      name: textOf(properties, 'UsagePlanName') ?? generatedName(request),
      ...lowerCamel(properties, ['Description']),
      apiStages: stagesOf(properties),
      ...(properties.Throttle === undefined
        ? {}
        : { throttle: lowerCamel(objectOf(properties, 'Throttle'), throttleMembers) }),
      ...(properties.Quota === undefined
        ? {}
        : { quota: lowerCamel(objectOf(properties, 'Quota'), quotaMembers) }),
      tags: tagsOf(properties, stackTags),
    });
    return { physicalId: id, attributes: { Id: id } };
  },
  async update(request, current) {
    const patchOperations = planPatches(current.properties, request.properties);
    const usagePlanId = current.physicalId;
    if (patchOperations.length > 0)
      await request.region.call('apigateway', 'UpdateUsagePlan', { usagePlanId, patchOperations });
    await updateTags(request, current, `/usageplans/${usagePlanId}`);
    return current;
  },
  async delete({ region }, current) {
    const usagePlanId = current.physicalId;
    const { apiStages = [] } = await region.call<UsagePlan>('apigateway', 'GetUsagePlan', { usagePlanId });
    const patchOperations = apiStages.map(({ apiId, stage }): PatchOperation => ({
      op: 'remove',
      path: '/apiStages',
      value: `${String(apiId)}:${String(stage)}`,
    }));
    if (patchOperations.length > 0)
      await region.call('apigateway', 'UpdateUsagePlan', { usagePlanId, patchOperations });
    await region.call('apigateway', 'DeleteUsagePlan', { usagePlanId });
  },
};

function stagesOf(properties: JsonObject): Record<string, unknown>[] {
  return listOf(properties, 'ApiStages')
    .filter(isObject)
    .map((stage) => ({
      ...lowerCamel(stage, ['ApiId', 'Stage']),
      ...(stage.Throttle === undefined ? {} : { throttle: methodThrottles(stage) }),
    }));
}

function methodThrottles(stage: JsonObject): Record<string, unknown> {
  const throttles = Object.entries(objectOf(stage, 'Throttle'));
  return Object.fromEntries(
    throttles.map(([method, limits]) => [
      method,
      isObject(limits) ? lowerCamel(limits, throttleMembers) : limits,
    ]),
  );
}

function planPatches(before: JsonObject, after: JsonObject): PatchOperation[] {
  const names = (properties: JsonObject): string[] =>
    stagesOf(properties).map(({ apiId, stage }) => `${String(apiId)}:${String(stage)}`);
  return [
    ...propertyPatches(before, after, [
      { property: 'UsagePlanName', path: '/name' },
      { property: 'Description', path: '/description', absent: '' },
    ]),
    ...setPatches(names(before), names(after), '/apiStages'),
    ...limitPatches(before, after, 'Throttle', throttleMembers),
    ...limitPatches(before, after, 'Quota', quotaMembers),
  ];
}

function limitPatches(
  before: JsonObject,
  after: JsonObject,
  property: 'Throttle' | 'Quota',
  members: readonly string[],
): PatchOperation[] {
  if (sameJson(before[property], after[property])) return [];
  const path = `/${property.toLowerCase()}`;
  if (after[property] === undefined) return [{ op: 'remove', path }];
  const properties = members.map((member) => ({
    property: member,
    path: `${path}/${member.charAt(0).toLowerCase()}${member.slice(1)}`,
  }));
  return propertyPatches(objectOf(before, property), objectOf(after, property), properties);
}

/** `AWS::ApiGateway::ApiKey`. Disabled unless the template says otherwise (LINT). */
export const apiKeyProvider: ResourceProvider = {
  async create(request) {
    const { region, properties, stackTags } = request;
    const { id = '' } = await region.call<ApiKey>('apigateway', 'CreateApiKey', {
      name: textOf(properties, 'Name') ?? generatedName(request),
      enabled: properties.Enabled ?? false,
      ...lowerCamel(properties, ['Description', 'Value', 'CustomerId', 'GenerateDistinctId']),
      stageKeys: listOf(properties, 'StageKeys')
        .filter(isObject)
        .map((key) => lowerCamel(key, ['RestApiId', 'StageName'])),
      tags: tagsOf(properties, stackTags),
    });
    return { physicalId: id, attributes: { APIKeyId: id } };
  },
  async update(request, current) {
    const patchOperations = propertyPatches(current.properties, request.properties, [
      { property: 'Description', path: '/description', absent: '' },
      { property: 'Enabled', path: '/enabled', absent: 'false' },
      { property: 'CustomerId', path: '/customerId', absent: '' },
    ]);
    if (patchOperations.length > 0)
      await request.region.call('apigateway', 'UpdateApiKey', {
        apiKey: current.physicalId,
        patchOperations,
      });
    await updateTags(request, current, `/apikeys/${current.physicalId}`);
    return current;
  },
  async delete({ region }, current) {
    await region.call('apigateway', 'DeleteApiKey', { apiKey: current.physicalId });
  },
};

/** `AWS::ApiGateway::UsagePlanKey`. */
export const usagePlanKeyProvider: ResourceProvider = {
  async create({ region, properties }) {
    const { id = '' } = await region.call<UsagePlanKey>(
      'apigateway',
      'CreateUsagePlanKey',
      lowerCamel(properties, ['UsagePlanId', 'KeyId', 'KeyType']),
    );
    const physicalId = `${id}:${requiredText(properties, 'UsagePlanId')}`;
    return { physicalId, attributes: { Id: physicalId } };
  },
  update: nothingToUpdate,
  async delete({ region, properties }) {
    await region.call('apigateway', 'DeleteUsagePlanKey', lowerCamel(properties, ['UsagePlanId', 'KeyId']));
  },
};

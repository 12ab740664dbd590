import type { Deployment, PatchOperation } from '@aws-sdk/client-api-gateway';
import type { CloudFormationOptions } from '../options.js';
import { isObject, sameJson, type JsonObject } from '../template/document.js';
import { updateTags } from './apigateway-tags.js';
import { escaped, mapPatches, propertyPatches } from './patch-operations.js';
import { generatedName } from './physical-names.js';
import {
  documentText,
  listOf,
  lowerCamel,
  objectOf,
  requiredText,
  tagsOf,
  textOf,
} from './property-access.js';
import type { ResourceProvider } from './provider.js';

/** `AWS::ApiGateway::Deployment`. A new description makes no new snapshot (CFNT/aws-resource-apigateway-deployment). */
export const deploymentProvider: ResourceProvider = {
  async create({ region, properties }) {
    const canary = objectOf(properties, 'DeploymentCanarySettings');
    const { id = '' } = await region.call<Deployment>('apigateway', 'CreateDeployment', {
      ...lowerCamel(properties, ['RestApiId', 'Description', 'StageName']),
      ...(properties.DeploymentCanarySettings === undefined
        ? {}
        : {
            canarySettings: lowerCamel(canary, ['PercentTraffic', 'StageVariableOverrides', 'UseStageCache']),
          }),
    });
    return { physicalId: id, attributes: { DeploymentId: id } };
  },
  async update({ region, properties }, current) {
    const patchOperations = propertyPatches(current.properties, properties, [
      { property: 'Description', path: '/description', absent: '' },
    ]);
    if (patchOperations.length > 0) {
      await region.call('apigateway', 'UpdateDeployment', {
        restApiId: requiredText(properties, 'RestApiId'),
        deploymentId: current.physicalId,
        patchOperations,
      });
    }
    return current;
  },
  async delete({ region, properties }, current) {
    await region.call('apigateway', 'DeleteDeployment', {
      restApiId: requiredText(properties, 'RestApiId'),
      deploymentId: current.physicalId,
    });
  },
};

const createdMembers = ['RestApiId', 'DeploymentId', 'Description', 'Variables', 'CacheClusterEnabled', 'CacheClusterSize', 'DocumentationVersion', 'TracingEnabled']; // prettier-ignore

/**
 * `AWS::ApiGateway::Stage`. An update sends what differs between the old and the new template, whatever the live stage says: a
 * deployment or canary made by others stays (GH aws/aws-cdk#33901). Whether AWS's handler resends `DeploymentId` with
 * another change is not documented: see `stageUpdates`.
 */
export function stageProvider({ stageUpdates }: CloudFormationOptions): ResourceProvider {
  return {
    async create(request) {
      const { region, properties, stackTags } = request;
      const stageName = textOf(properties, 'StageName') ?? generatedName(request).replaceAll('-', '');
      const key = { restApiId: requiredText(properties, 'RestApiId'), stageName };
      const canary = properties.CanarySetting === undefined ? {} : { canarySettings: canaryOf(properties) };
      await region.call('apigateway', 'CreateStage', {
        ...lowerCamel(properties, createdMembers),
        ...key,
        ...canary,
        tags: tagsOf(properties, stackTags),
      });
      request.initiated(stageName);
      const patchOperations = [
        ...methodSettingPatches({}, properties),
        ...accessLogPatches({}, properties),
        ...certificatePatches({}, properties),
      ];
      if (patchOperations.length > 0)
        await region.call('apigateway', 'UpdateStage', { ...key, patchOperations });
      return { physicalId: stageName, attributes: {} };
    },
    async update(request, current) {
      const key = { restApiId: requiredText(request.properties, 'RestApiId'), stageName: current.physicalId };
      const patchOperations = stagePatches(current.properties, request.properties);
      const resent =
        stageUpdates === 'resend-deployment-id' &&
        !patchOperations.some((patch) => patch.path === '/deploymentId');
      if (resent)
        patchOperations.push({
          op: 'replace',
          path: '/deploymentId',
          value: requiredText(request.properties, 'DeploymentId'),
        });
      if (patchOperations.length > 0)
        await request.region.call('apigateway', 'UpdateStage', { ...key, patchOperations });
      await updateTags(request, current, `/restapis/${key.restApiId}/stages/${key.stageName}`);
      return current;
    },
    async delete({ region, properties }, current) {
      await region.call('apigateway', 'DeleteStage', {
        restApiId: requiredText(properties, 'RestApiId'),
        stageName: current.physicalId,
      });
    },
  };
}

function canaryOf(properties: JsonObject): Record<string, unknown> {
  return lowerCamel(objectOf(properties, 'CanarySetting'), [
    'DeploymentId',
    'PercentTraffic',
    'StageVariableOverrides',
    'UseStageCache',
  ]);
}

function stagePatches(before: JsonObject, after: JsonObject): PatchOperation[] {
  return [
    ...propertyPatches(before, after, [
      { property: 'DeploymentId', path: '/deploymentId' },
      { property: 'Description', path: '/description', absent: '' },
      { property: 'TracingEnabled', path: '/tracingEnabled', absent: 'false' },
      { property: 'CacheClusterEnabled', path: '/cacheClusterEnabled', absent: 'false' },
      { property: 'CacheClusterSize', path: '/cacheClusterSize', absent: '0.5' },
      { property: 'DocumentationVersion', path: '/documentationVersion', absent: '' },
    ]),
    ...mapPatches(before.Variables, after.Variables, '/variables', 'replace'),
    ...methodSettingPatches(before, after),
    ...accessLogPatches(before, after),
    ...certificatePatches(before, after),
    ...canaryPatches(before, after),
  ];
}

function certificatePatches(before: JsonObject, after: JsonObject): PatchOperation[] {
  return propertyPatches(before, after, [
    { property: 'ClientCertificateId', path: '/clientCertificateId', absent: '' },
  ]);
}

function accessLogPatches(before: JsonObject, after: JsonObject): PatchOperation[] {
  if (before.AccessLogSetting !== undefined && after.AccessLogSetting === undefined)
    return [{ op: 'remove', path: '/accessLogSettings' }];
  return propertyPatches(objectOf(before, 'AccessLogSetting'), objectOf(after, 'AccessLogSetting'), [
    { property: 'DestinationArn', path: '/accessLogSettings/destinationArn', absent: '' },
    { property: 'Format', path: '/accessLogSettings/format', absent: '' },
  ]);
}

/** Taking the setting out of the template leaves the canary of the live stage alone. */
function canaryPatches(before: JsonObject, after: JsonObject): PatchOperation[] {
  if (after.CanarySetting === undefined) return [];
  const [old, wanted] = [objectOf(before, 'CanarySetting'), objectOf(after, 'CanarySetting')];
  return [
    ...propertyPatches(old, wanted, [
      { property: 'DeploymentId', path: '/canarySettings/deploymentId' },
      { property: 'PercentTraffic', path: '/canarySettings/percentTraffic', absent: '0.0' },
      { property: 'UseStageCache', path: '/canarySettings/useStageCache', absent: 'false' },
    ]),
    ...mapPatches(
      old.StageVariableOverrides,
      wanted.StageVariableOverrides,
      '/canarySettings/stageVariableOverrides',
      'replace',
    ),
  ];
}

const settingPaths: Readonly<Record<string, string>> = {
  MetricsEnabled: 'metrics/enabled',
  LoggingLevel: 'logging/loglevel',
  DataTraceEnabled: 'logging/dataTrace',
  ThrottlingBurstLimit: 'throttling/burstLimit',
  ThrottlingRateLimit: 'throttling/rateLimit',
  CachingEnabled: 'caching/enabled',
  CacheTtlInSeconds: 'caching/ttlInSeconds',
  CacheDataEncrypted: 'caching/dataEncrypted',
};

function methodSettingPatches(before: JsonObject, after: JsonObject): PatchOperation[] {
  const [old, wanted] = [methodSettings(before), methodSettings(after)];
  const removed = [...old.keys()]
    .filter((key) => !wanted.has(key))
    .map((path): PatchOperation => ({ op: 'remove', path }));
  const changed = [...wanted].flatMap(([key, setting]) =>
    Object.entries(settingPaths)
      .filter(([name]) => setting[name] !== undefined && !sameJson(old.get(key)?.[name], setting[name]))
      .map(([name, path]): PatchOperation => ({
        op: 'replace',
        path: `${key}/${path}`,
        value: documentText(setting[name]) ?? '',
      })),
  );
  return [...removed, ...changed];
}

/** Method settings by the path that patches them: `/*` and `/pets/{id}` are `*` and `~1pets~1{id}` there. */
function methodSettings(properties: JsonObject): Map<string, JsonObject> {
  const settings = listOf(properties, 'MethodSettings').filter(isObject);
  return new Map(
    settings.map((setting) => {
      const path = textOf(setting, 'ResourcePath') ?? '/*';
      const resource = path === '/*' || path === '*' ? '*' : escaped(path);
      return [`/${resource}/${textOf(setting, 'HttpMethod') ?? '*'}`, setting];
    }),
  );
}

/**
 * `AWS::ApiGateway::Account`: one setting for the whole region. What deleting the resource does to it is not documented; here the
 * setting stays, as it may be another stack's by then.
 */
export const accountProvider: ResourceProvider = {
  async create(request) {
    await request.region.call('apigateway', 'UpdateAccount', {
      patchOperations: rolePatches(request.properties),
    });
    const physicalId = generatedName(request);
    return { physicalId, attributes: { Id: physicalId } };
  },
  async update(request, current) {
    await request.region.call('apigateway', 'UpdateAccount', {
      patchOperations: rolePatches(request.properties),
    });
    return current;
  },
  delete: () => Promise.resolve(),
};

function rolePatches(properties: JsonObject): PatchOperation[] {
  return [
    { op: 'replace', path: '/cloudwatchRoleArn', value: textOf(properties, 'CloudWatchRoleArn') ?? '' },
  ];
}

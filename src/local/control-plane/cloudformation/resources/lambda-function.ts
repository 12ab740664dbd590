import type { FunctionConfiguration } from '@aws-sdk/client-lambda';
import type { LocalRegion } from '../../../region.js';
import { zipInlineCode } from '../../lambda/inline-code.js';
import { sameJson, type Json, type JsonObject } from '../template/document.js';
import { changedNames, objectOf, pick, requiredText, tagsOf, textOf } from './property-access.js';
import { generatedName } from './physical-names.js';
import type { ExistingResource, ResourceProvider, ResourceRequest } from './provider.js';

const configurationMembers = [
  'Role', 'Handler', 'Description', 'Timeout', 'MemorySize', 'VpcConfig', 'Environment', 'Runtime', 'DeadLetterConfig', 'KMSKeyArn',
  'TracingConfig', 'Layers', 'FileSystemConfigs', 'ImageConfig', 'EphemeralStorage', 'SnapStart', 'LoggingConfig',
]; // prettier-ignore

/** What Lambda takes for a property that the template no longer has. */
const absentValues: Readonly<Record<string, Json>> = {
  Description: '',
  Timeout: 3,
  MemorySize: 128,
  Environment: { Variables: {} },
  TracingConfig: { Mode: 'PassThrough' },
  VpcConfig: { SubnetIds: [], SecurityGroupIds: [] },
  EphemeralStorage: { Size: 512 },
  LoggingConfig: { LogFormat: 'Text' },
  Layers: [],
};

/** `AWS::Lambda::Function`. It is complete once Lambda has made it active, as on AWS. */
export const functionProvider: ResourceProvider = {
  async create(request) {
    const { region, properties, stackTags } = request;
    const name = textOf(properties, 'FunctionName') ?? generatedName(request);
    const created = await region.call<FunctionConfiguration>('lambda', 'CreateFunction', {
      FunctionName: name,
      ...configurationOf(properties),
      ...pick(properties, ['Architectures', 'PackageType']),
      Code: codeOf(properties),
      Tags: tagsOf(properties, stackTags),
    });
    request.initiated(name);
    await untilReady(region, name);
    await setConcurrency(region, name, {}, properties);
    return { physicalId: name, attributes: { Arn: created.FunctionArn ?? '' } };
  },

  async update(request, current) {
    const { region, properties } = request;
    const name = current.physicalId;
    const names = changedNames(configurationOf(current.properties), configurationOf(properties));
    if (names.length > 0) {
      const changed = { ...pick(absentValues, names), ...pick(configurationOf(properties), names) };
      await region.call('lambda', 'UpdateFunctionConfiguration', { FunctionName: name, ...changed });
      await untilReady(region, name);
    }
    if (
      !sameJson(current.properties.Code, properties.Code) ||
      !sameJson(current.properties.Architectures, properties.Architectures)
    ) {
      await region.call('lambda', 'UpdateFunctionCode', {
        FunctionName: name,
        ...codeOf(properties),
        ...pick(properties, ['Architectures']),
      });
      await untilReady(region, name);
    }
    await setConcurrency(region, name, current.properties, properties);
    await updateTags(request, current);
    return current;
  },

  async delete({ region }, current) {
    await region.call('lambda', 'DeleteFunction', { FunctionName: current.physicalId });
  },
};

/** The SDK spells one member otherwise than the template does. */
function configurationOf(properties: JsonObject): JsonObject {
  const { KmsKeyArn: key, ...others } = properties;
  return pick(key === undefined ? others : { ...others, KMSKeyArn: key }, configurationMembers);
}

function codeOf(properties: JsonObject): object {
  const code = objectOf(properties, 'Code');
  const inline = textOf(code, 'ZipFile');
  return inline === undefined ? code : { ZipFile: zipInlineCode(inline) };
}

async function untilReady(region: LocalRegion, name: string): Promise<void> {
  for (;;) {
    const { State, StateReason, LastUpdateStatus } = await region.call<FunctionConfiguration>(
      'lambda',
      'GetFunctionConfiguration',
      { FunctionName: name },
    );
    if (State === 'Failed') throw new Error(`Function ${name} failed: ${String(StateReason)}`);
    if (State !== 'Pending' && LastUpdateStatus !== 'InProgress') return;
    await region.clock.sleep(20);
  }
}

async function setConcurrency(
  region: LocalRegion,
  name: string,
  before: JsonObject,
  after: JsonObject,
): Promise<void> {
  const wanted = after.ReservedConcurrentExecutions;
  if (wanted === before.ReservedConcurrentExecutions) return;
  if (wanted === undefined) await region.call('lambda', 'DeleteFunctionConcurrency', { FunctionName: name });
  else
    await region.call('lambda', 'PutFunctionConcurrency', {
      FunctionName: name,
      ReservedConcurrentExecutions: wanted,
    });
}

async function updateTags(
  { region, properties, stackTags }: ResourceRequest,
  current: ExistingResource,
): Promise<void> {
  const before = tagsOf(current.properties, current.stackTags);
  const after = tagsOf(properties, stackTags);
  const Resource = current.attributes.Arn;
  const removed = Object.keys(before).filter((key) => !(key in after));
  const changed = Object.fromEntries(Object.entries(after).filter(([key, value]) => before[key] !== value));
  if (removed.length > 0) await region.call('lambda', 'UntagResource', { Resource, TagKeys: removed });
  if (Object.keys(changed).length > 0)
    await region.call('lambda', 'TagResource', { Resource, Tags: changed });
}

/** `AWS::Lambda::Version`: publishes once; later changes of the function need another version resource. */
export const versionProvider: ResourceProvider = {
  async create({ region, properties }) {
    const input = pick(properties, ['FunctionName', 'CodeSha256', 'Description']);
    const { FunctionArn = '', Version = '' } = await region.call<FunctionConfiguration>(
      'lambda',
      'PublishVersion',
      input,
    );
    return { physicalId: FunctionArn, attributes: { FunctionArn, Version } };
  },
  update: (_request, current) => Promise.resolve(current),
  async delete({ region, properties }, current) {
    await region.call('lambda', 'DeleteFunction', {
      FunctionName: requiredText(properties, 'FunctionName'),
      Qualifier: current.attributes.Version,
    });
  },
};

import type { CreateSecretResponse, GetRandomPasswordResponse } from '@aws-sdk/client-secrets-manager';
import { isObject, sameJson, type JsonObject } from '../template/document.js';
import { generatedName } from './physical-names.js';
import { objectOf, pick, tagsOf, textOf } from './property-access.js';
import type { ResourceProvider, ResourceRequest } from './provider.js';

const passwordMembers = [
  'PasswordLength', 'ExcludeCharacters', 'ExcludeLowercase', 'ExcludeNumbers', 'ExcludePunctuation', 'ExcludeUppercase', 'IncludeSpace',
  'RequireEachIncludedType',
]; // prettier-ignore

/** `AWS::SecretsManager::Secret`. A generated value stays until what generates it changes. */
export const secretProvider: ResourceProvider = {
  async create(request) {
    const { region, properties, stackTags } = request;
    const { ARN = '' } = await region.call<CreateSecretResponse>('secretsmanager', 'CreateSecret', {
      Name: textOf(properties, 'Name') ?? generatedName(request),
      ...pick(properties, ['Description', 'KmsKeyId']),
      ...(await secretString(request)),
      Tags: Object.entries(tagsOf(properties, stackTags)).map(([Key, Value]) => ({ Key, Value })),
    });
    return { physicalId: ARN, attributes: { Id: ARN } };
  },

  async update(request, current) {
    const { region, properties } = request;
    const value = sameJson(valueSource(current.properties), valueSource(properties))
      ? {}
      : await secretString(request);
    const description =
      properties.Description === current.properties.Description
        ? {}
        : { Description: properties.Description ?? '' };
    const changes = { ...value, ...description, ...pick(properties, ['KmsKeyId']) };
    if (Object.keys(changes).length > 0)
      await region.call('secretsmanager', 'UpdateSecret', { SecretId: current.physicalId, ...changes });
    const Tags = Object.entries(tagsOf(properties, request.stackTags)).map(([Key, Value]) => ({
      Key,
      Value,
    }));
    const before = Object.keys(tagsOf(current.properties, current.stackTags));
    const TagKeys = before.filter((key) => !Tags.some((tag) => tag.Key === key));
    if (TagKeys.length > 0)
      await region.call('secretsmanager', 'UntagResource', { SecretId: current.physicalId, TagKeys });
    if (Tags.length > 0)
      await region.call('secretsmanager', 'TagResource', { SecretId: current.physicalId, Tags });
    return current;
  },

  /** CloudFormation deletes a secret without a recovery window. */
  async delete({ region }, current) {
    await region.call('secretsmanager', 'DeleteSecret', {
      SecretId: current.physicalId,
      ForceDeleteWithoutRecovery: true,
    });
  },
};

function valueSource(properties: JsonObject): JsonObject {
  return pick(properties, ['SecretString', 'GenerateSecretString']);
}

async function secretString({ region, properties }: ResourceRequest): Promise<{ SecretString?: string }> {
  const given = textOf(properties, 'SecretString');
  if (given !== undefined) return { SecretString: given };
  if (properties.GenerateSecretString === undefined) return {};
  const generate = objectOf(properties, 'GenerateSecretString');
  const { RandomPassword = '' } = await region.call<GetRandomPasswordResponse>(
    'secretsmanager',
    'GetRandomPassword',
    pick(generate, passwordMembers),
  );
  const key = textOf(generate, 'GenerateStringKey');
  if (key === undefined) return { SecretString: RandomPassword };
  const template: unknown = JSON.parse(textOf(generate, 'SecretStringTemplate') ?? '{}');
  return { SecretString: JSON.stringify({ ...(isObject(template) ? template : {}), [key]: RandomPassword }) };
}

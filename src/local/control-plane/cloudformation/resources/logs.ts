import type { JsonObject } from '../template/document.js';
import { generatedName } from './physical-names.js';
import { tagsOf, textOf } from './property-access.js';
import type { ResourceProvider, ResourceRequest } from './provider.js';

/** `AWS::Logs::LogGroup`. */
export const logGroupProvider: ResourceProvider = {
  async create(request) {
    const { region, properties, stackTags } = request;
    const logGroupName = textOf(properties, 'LogGroupName') ?? generatedName(request, 512);
    await region.call('logs', 'CreateLogGroup', {
      logGroupName,
      ...(properties.KmsKeyId === undefined ? {} : { kmsKeyId: properties.KmsKeyId }),
      ...(properties.LogGroupClass === undefined ? {} : { logGroupClass: properties.LogGroupClass }),
      tags: tagsOf(properties, stackTags),
    });
    request.initiated(logGroupName);
    await setRetention(request, logGroupName, {});
    return { physicalId: logGroupName, attributes: { Arn: arnOf(request, logGroupName) } };
  },

  async update(request, current) {
    const { region, properties, stackTags } = request;
    const logGroupName = current.physicalId;
    await setRetention(request, logGroupName, current.properties);
    const resourceArn = arnOf(request, logGroupName).replace(/:\*$/, '');
    const before = tagsOf(current.properties, current.stackTags);
    const after = tagsOf(properties, stackTags);
    const tagKeys = Object.keys(before).filter((key) => !(key in after));
    const tags = Object.fromEntries(Object.entries(after).filter(([key, value]) => before[key] !== value));
    if (tagKeys.length > 0) await region.call('logs', 'UntagResource', { resourceArn, tagKeys });
    if (Object.keys(tags).length > 0) await region.call('logs', 'TagResource', { resourceArn, tags });
    return current;
  },

  async delete({ region }, current) {
    await region.call('logs', 'DeleteLogGroup', { logGroupName: current.physicalId });
  },
};

async function setRetention(
  { region, properties }: ResourceRequest,
  logGroupName: string,
  before: JsonObject,
): Promise<void> {
  const retentionInDays = properties.RetentionInDays;
  if (retentionInDays === before.RetentionInDays) return;
  if (retentionInDays === undefined) await region.call('logs', 'DeleteRetentionPolicy', { logGroupName });
  else await region.call('logs', 'PutRetentionPolicy', { logGroupName, retentionInDays });
}

/** The ARN as `Fn::GetAtt` gives it ends in `:*`. */
function arnOf({ region }: ResourceRequest, name: string): string {
  return `arn:${region.partition}:logs:${region.name}:${region.accountId}:log-group:${name}:*`;
}

import type { ExistingResource, ResourceRequest } from './provider.js';
import { tagsOf } from './property-access.js';

/** Brings the tags of an API Gateway resource to what template and stack say. */
export async function updateTags(
  request: ResourceRequest,
  current: ExistingResource,
  path: string,
): Promise<void> {
  const { region } = request;
  const before = tagsOf(current.properties, current.stackTags);
  const after = tagsOf(request.properties, request.stackTags);
  const resourceArn = `arn:${region.partition}:apigateway:${region.name}::${path}`;
  const removed = Object.keys(before).filter((key) => !(key in after));
  const changed = Object.fromEntries(Object.entries(after).filter(([key, value]) => before[key] !== value));
  if (removed.length > 0) await region.call('apigateway', 'UntagResource', { resourceArn, tagKeys: removed });
  if (Object.keys(changed).length > 0)
    await region.call('apigateway', 'TagResource', { resourceArn, tags: changed });
}

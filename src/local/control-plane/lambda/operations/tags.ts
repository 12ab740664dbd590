import type {
  ListTagsRequest,
  ListTagsResponse,
  TagResourceRequest,
  UntagResourceRequest,
} from '@aws-sdk/client-lambda';
import { ConstraintViolations } from '../../constraint-violations.js';
import type { FunctionRecord } from '../function-record.js';
import type { LambdaRoom } from '../lambda-room.js';
import { invalidParameter } from '../rejections.js';

/** Most tags of a resource. */
const MOST_TAGS = 50;

/** Tags of functions. */
export function tagOperations(room: LambdaRoom) {
  return {
    TagResource: (input: TagResourceRequest) => tag(room, input),
    UntagResource: (input: UntagResourceRequest) => untag(room, input),
    ListTags: (input: ListTagsRequest): ListTagsResponse => ({
      Tags: taggedFunction(room, input.Resource).tags,
    }),
  };
}

/** @throws AwsError when there are too many, or one is not allowed */
export function checkTags(tags: Readonly<Record<string, string>>): void {
  const violations = new ConstraintViolations();
  for (const [key, value] of Object.entries(tags)) {
    violations.length('tags.key', key, 1, 128).length('tags.value', value, 0, 256);
    if (key.toLowerCase().startsWith('aws:')) {
      throw invalidParameter('aws: prefixed tag key names are not allowed for external use.');
    }
  }
  violations.throwAs();
  if (Object.keys(tags).length > MOST_TAGS)
    throw invalidParameter('Number of tags exceeds resource tag limit.');
}

function tag(room: LambdaRoom, { Resource, Tags }: TagResourceRequest): object {
  const record = taggedFunction(room, Resource);
  if (!Tags || Object.keys(Tags).length === 0)
    throw invalidParameter('An error occurred and the request cannot be processed.');
  const tags = { ...record.tags, ...Tags };
  checkTags(tags);
  room.store.put({ ...record, tags });
  return {};
}

function untag(room: LambdaRoom, { Resource, TagKeys }: UntagResourceRequest): object {
  const record = taggedFunction(room, Resource);
  new ConstraintViolations().required('tagKeys', TagKeys).throwAs();
  const kept = Object.entries(record.tags).filter(([key]) => !TagKeys?.includes(key));
  room.store.put({ ...record, tags: Object.fromEntries(kept) });
  return {};
}

function taggedFunction(room: LambdaRoom, arn: string | undefined): FunctionRecord {
  new ConstraintViolations()
    .required('resource', arn)
    .pattern(
      'resource',
      arn,
      'arn:(aws[a-zA-Z-]*):lambda:[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d+:\\d{12}:function:.+',
    )
    .throwAs();
  const { name, qualifier } = room.store.parse(arn);
  if (qualifier !== undefined) {
    throw invalidParameter(
      'Tags on function aliases and versions are not supported. Please specify a function ARN.',
    );
  }
  return room.store.get(name);
}

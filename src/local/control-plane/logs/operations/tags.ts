import type {
  ListTagsForResourceRequest,
  ListTagsForResourceResponse,
  ListTagsLogGroupRequest,
  ListTagsLogGroupResponse,
  TagLogGroupRequest,
  TagResourceRequest,
  UntagLogGroupRequest,
  UntagResourceRequest,
} from '@aws-sdk/client-cloudwatch-logs';
import { AwsError } from '../../../errors.js';
import { ConstraintViolations } from '../../constraint-violations.js';
import { checkGroupName, nameInArn } from '../log-names.js';
import type { GroupRecord } from '../log-record.js';
import type { LogsRoom } from '../logs-room.js';
import { groupNotFound } from '../rejections.js';

const MOST_TAGS = 50;

/** Tags of log groups, by ARN and, as before 2022, by name. */
export function tagOperations(room: LogsRoom) {
  return {
    TagResource: (input: TagResourceRequest) => tag(room, byArn(room, input.resourceArn), input.tags),
    UntagResource: (input: UntagResourceRequest) =>
      untag(room, byArn(room, input.resourceArn), input.tagKeys),
    ListTagsForResource: (input: ListTagsForResourceRequest): ListTagsForResourceResponse => ({
      tags: byArn(room, input.resourceArn).tags,
    }),
    TagLogGroup: (input: TagLogGroupRequest) => tag(room, byName(room, input.logGroupName), input.tags),
    UntagLogGroup: (input: UntagLogGroupRequest) => untag(room, byName(room, input.logGroupName), input.tags),
    ListTagsLogGroup: (input: ListTagsLogGroupRequest): ListTagsLogGroupResponse => ({
      tags: byName(room, input.logGroupName).tags,
    }),
  };
}

/** @throws AwsError InvalidParameterException or TooManyTagsException */
export function checkTags(tags: Readonly<Record<string, string>>): void {
  const violations = new ConstraintViolations();
  for (const [key, value] of Object.entries(tags)) {
    violations.length('tags.key', key, 1, 128).length('tags.value', value, 0, 256);
  }
  violations.throwAs('InvalidParameterException');
  if (Object.keys(tags).length > MOST_TAGS) {
    throw new AwsError('TooManyTagsException', 'A resource can have at most 50 tags.');
  }
}

function tag(room: LogsRoom, group: GroupRecord, added: Record<string, string> = {}): object {
  const tags = { ...group.tags, ...added };
  checkTags(tags);
  room.store.putGroup({ ...group, tags });
  return {};
}

function untag(room: LogsRoom, group: GroupRecord, keys: readonly string[] = []): object {
  const kept = Object.entries(group.tags).filter(([key]) => !keys.includes(key));
  room.store.putGroup({ ...group, tags: Object.fromEntries(kept) });
  return {};
}

function byName(room: LogsRoom, name: string | undefined): GroupRecord {
  return room.store.group(checkGroupName(name));
}

function byArn(room: LogsRoom, arn: string | undefined): GroupRecord {
  const name = nameInArn(arn ?? '');
  if (name === undefined || !room.store.hasGroup(name)) throw groupNotFound();
  return room.store.group(name);
}

import type {
  CreateLogGroupRequest,
  DeleteLogGroupRequest,
  DeleteRetentionPolicyRequest,
  DescribeLogGroupsRequest,
  DescribeLogGroupsResponse,
  LogGroup,
  PutLogGroupDeletionProtectionRequest,
  PutRetentionPolicyRequest,
} from '@aws-sdk/client-cloudwatch-logs';
import { AwsError } from '../../../errors.js';
import { ConstraintViolations } from '../../constraint-violations.js';
import { checkGroupName, groupArn, groupNameOf } from '../log-names.js';
import type { GroupRecord } from '../log-record.js';
import type { LogsRoom } from '../logs-room.js';
import { pageOf } from '../paging.js';
import { invalidParameter } from '../rejections.js';
import { checkTags } from './tags.js';

const RETENTIONS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

/** Operations on log groups. */
export function groupOperations(room: LogsRoom) {
  return {
    CreateLogGroup: (input: CreateLogGroupRequest) => createGroup(room, input),
    DeleteLogGroup: (input: DeleteLogGroupRequest) => deleteGroup(room, input),
    DescribeLogGroups: (input: DescribeLogGroupsRequest) => describeGroups(room, input),
    PutRetentionPolicy: (input: PutRetentionPolicyRequest) => putRetention(room, input),
    DeleteRetentionPolicy: (input: DeleteRetentionPolicyRequest) => {
      room.store.putGroup({
        ...room.store.group(checkGroupName(input.logGroupName)),
        retentionInDays: undefined,
      });
      return {};
    },
    PutLogGroupDeletionProtection: (input: PutLogGroupDeletionProtectionRequest) => {
      const group = room.store.group(groupNameOf({ logGroupIdentifier: input.logGroupIdentifier }));
      room.store.putGroup({ ...group, deletionProtection: input.deletionProtectionEnabled ?? false });
      return {};
    },
  };
}

function createGroup(room: LogsRoom, input: CreateLogGroupRequest): object {
  const name = checkGroupName(input.logGroupName);
  new ConstraintViolations()
    .oneOf('logGroupClass', input.logGroupClass, ['STANDARD', 'INFREQUENT_ACCESS', 'DELIVERY'])
    .length('kmsKeyId', input.kmsKeyId, 0, 256)
    .throwAs('InvalidParameterException');
  checkTags(input.tags ?? {});
  room.store.createGroup({
    name,
    kmsKeyId: input.kmsKeyId,
    groupClass: input.logGroupClass ?? 'STANDARD',
    deletionProtection: input.deletionProtectionEnabled ?? false,
    tags: input.tags ?? {},
  });
  return {};
}

function deleteGroup(room: LogsRoom, input: DeleteLogGroupRequest): object {
  const group = room.store.group(checkGroupName(input.logGroupName));
  if (group.deletionProtection) {
    throw new AwsError(
      'ValidationException',
      'The log group has deletion protection enabled and cannot be deleted.',
    );
  }
  room.store.deleteGroup(group.name);
  room.metricFilters.removeGroup(group.name);
  room.subscriptionFilters.removeGroup(group.name);
  return {};
}

function putRetention(room: LogsRoom, input: PutRetentionPolicyRequest): object {
  const group = room.store.group(checkGroupName(input.logGroupName));
  const days = input.retentionInDays;
  if (days === undefined || !RETENTIONS.includes(days)) {
    const allowed = `[${RETENTIONS.join(', ')}]`;
    throw invalidParameter(
      `1 validation error detected: Value '${String(days)}' at 'retentionInDays' failed to satisfy constraint: Member must satisfy enum value set: ${allowed}`,
    );
  }
  room.store.putGroup({ ...group, retentionInDays: days });
  return {};
}

function describeGroups(room: LogsRoom, input: DescribeLogGroupsRequest): DescribeLogGroupsResponse {
  if (input.logGroupNamePrefix !== undefined && input.logGroupNamePattern !== undefined) {
    throw invalidParameter(
      'LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.',
    );
  }
  const prefix = input.logGroupNamePrefix ?? '';
  const part = (input.logGroupNamePattern ?? '').toLowerCase();
  const wanted = input.logGroupIdentifiers?.map((identifier) =>
    groupNameOf({ logGroupIdentifier: identifier }),
  );
  const all = room.store
    .groups()
    .filter(({ name }) => name.startsWith(prefix) && name.toLowerCase().includes(part))
    .filter(({ name }) => wanted?.includes(name) ?? true)
    .filter(({ groupClass }) => input.logGroupClass === undefined || groupClass === input.logGroupClass);
  const page = pageOf(all, (group) => group.name, input);
  return { logGroups: page.items.map((group) => describeGroup(room, group)), nextToken: page.nextToken };
}

function describeGroup(room: LogsRoom, group: GroupRecord): LogGroup {
  const arn = groupArn(room.region, group.name);
  return {
    logGroupName: group.name,
    creationTime: group.creationTime,
    retentionInDays: group.retentionInDays,
    metricFilterCount: room.metricFilters.list(group.name).length,
    arn: `${arn}:*`,
    logGroupArn: arn,
    storedBytes: 0,
    kmsKeyId: group.kmsKeyId,
    logGroupClass: group.groupClass,
    deletionProtectionEnabled: group.deletionProtection,
  };
}

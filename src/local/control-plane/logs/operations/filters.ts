import type {
  DeleteMetricFilterRequest,
  DeleteSubscriptionFilterRequest,
  DescribeMetricFiltersRequest,
  DescribeMetricFiltersResponse,
  DescribeSubscriptionFiltersRequest,
  DescribeSubscriptionFiltersResponse,
  PutMetricFilterRequest,
  PutSubscriptionFilterRequest,
  TestMetricFilterRequest,
  TestMetricFilterResponse,
} from '@aws-sdk/client-cloudwatch-logs';
import { AwsError } from '../../../errors.js';
import { ConstraintViolations } from '../../constraint-violations.js';
import { compileFilterPattern } from '../filter-pattern/index.js';
import { checkGroupName } from '../log-names.js';
import type { LogsRoom } from '../logs-room.js';
import { pageOf } from '../paging.js';
import { invalidParameter } from '../rejections.js';

/** Filters of one kind that a group may have (CWL/cloudwatch_limits_cwl). */
const MOST_METRIC_FILTERS = 100;
const MOST_SUBSCRIPTION_FILTERS = 2;

/** Metric and subscription filters: recorded, their patterns checked; nothing is counted or delivered here. */
export function filterOperations(room: LogsRoom) {
  return {
    PutMetricFilter: (input: PutMetricFilterRequest) => putMetricFilter(room, input),
    DeleteMetricFilter: (input: DeleteMetricFilterRequest) => {
      const group = room.store.group(checkGroupName(input.logGroupName));
      removed(room.metricFilters.remove(group.name, input.filterName ?? ''), 'metric');
      return {};
    },
    DescribeMetricFilters: (input: DescribeMetricFiltersRequest) => describeMetricFilters(room, input),
    PutSubscriptionFilter: (input: PutSubscriptionFilterRequest) => putSubscriptionFilter(room, input),
    DeleteSubscriptionFilter: (input: DeleteSubscriptionFilterRequest) => {
      const group = room.store.group(checkGroupName(input.logGroupName));
      removed(room.subscriptionFilters.remove(group.name, input.filterName ?? ''), 'subscription');
      return {};
    },
    DescribeSubscriptionFilters: (input: DescribeSubscriptionFiltersRequest) =>
      describeSubscriptions(room, input),
    TestMetricFilter: (input: TestMetricFilterRequest) => testMetricFilter(input),
  };
}

function putMetricFilter(room: LogsRoom, input: PutMetricFilterRequest): object {
  const group = checkFilter(room, input);
  new ConstraintViolations()
    .required('metricTransformations', input.metricTransformations)
    .length('metricTransformations', input.metricTransformations, 1, 1)
    .throwAs('InvalidParameterException');
  limit(room.metricFilters.list(group), input.filterName, MOST_METRIC_FILTERS);
  room.metricFilters.put(group, {
    filterName: input.filterName,
    logGroupName: group,
    filterPattern: input.filterPattern,
    metricTransformations: input.metricTransformations,
    creationTime: room.now(),
    applyOnTransformedLogs: input.applyOnTransformedLogs ?? false,
  });
  return {};
}

function putSubscriptionFilter(room: LogsRoom, input: PutSubscriptionFilterRequest): object {
  const group = checkFilter(room, input);
  new ConstraintViolations()
    .required('destinationArn', input.destinationArn)
    .oneOf('distribution', input.distribution, ['Random', 'ByLogStream'])
    .throwAs('InvalidParameterException');
  limit(room.subscriptionFilters.list(group), input.filterName, MOST_SUBSCRIPTION_FILTERS);
  room.subscriptionFilters.put(group, {
    filterName: input.filterName,
    logGroupName: group,
    filterPattern: input.filterPattern,
    destinationArn: input.destinationArn,
    roleArn: input.roleArn,
    distribution: input.distribution ?? 'ByLogStream',
    creationTime: room.now(),
    applyOnTransformedLogs: input.applyOnTransformedLogs ?? false,
  });
  return {};
}

/** What both kinds of filters have in common; returns the group's name. */
function checkFilter(room: LogsRoom, input: PutMetricFilterRequest | PutSubscriptionFilterRequest): string {
  const group = room.store.group(checkGroupName(input.logGroupName));
  new ConstraintViolations()
    .required('filterName', input.filterName)
    .length('filterName', input.filterName, 1, 512)
    .pattern('filterName', input.filterName, '[^:*]*')
    .required('filterPattern', input.filterPattern)
    .length('filterPattern', input.filterPattern, 0, 1024)
    .throwAs('InvalidParameterException');
  compileFilterPattern(input.filterPattern ?? '');
  return group.name;
}

function limit(existing: readonly { filterName?: string }[], name: string | undefined, most: number): void {
  if (existing.length < most || existing.some((filter) => filter.filterName === name)) return;
  throw new AwsError('LimitExceededException', 'Resource limit exceeded.');
}

function removed(wasThere: boolean, kind: string): void {
  if (!wasThere)
    throw new AwsError('ResourceNotFoundException', `The specified ${kind} filter does not exist.`);
}

function describeMetricFilters(
  room: LogsRoom,
  input: DescribeMetricFiltersRequest,
): DescribeMetricFiltersResponse {
  const { logGroupName, filterNamePrefix = '', metricName, metricNamespace } = input;
  if ((metricName === undefined) !== (metricNamespace === undefined)) {
    throw invalidParameter('metricName and metricNamespace must be given together.');
  }
  const groups =
    logGroupName === undefined ? room.metricFilters.groupNames() : [room.store.group(logGroupName).name];
  const all = groups
    .flatMap((group) => room.metricFilters.list(group))
    .filter(({ filterName }) => filterName?.startsWith(filterNamePrefix))
    .filter(({ metricTransformations: [metric] = [] }) => {
      if (metricName === undefined) return true;
      return metric?.metricName === metricName && metric.metricNamespace === metricNamespace;
    });
  const page = pageOf(all, (filter) => `${filter.logGroupName ?? ''}:${filter.filterName ?? ''}`, input);
  return { metricFilters: page.items, nextToken: page.nextToken };
}

function describeSubscriptions(
  room: LogsRoom,
  input: DescribeSubscriptionFiltersRequest,
): DescribeSubscriptionFiltersResponse {
  const group = room.store.group(checkGroupName(input.logGroupName));
  const all = room.subscriptionFilters
    .list(group.name)
    .filter(({ filterName }) => filterName?.startsWith(input.filterNamePrefix ?? ''));
  const page = pageOf(all, (filter) => filter.filterName ?? '', input);
  return { subscriptionFilters: page.items, nextToken: page.nextToken };
}

/** Numbers events from 1, as AWS does. */
function testMetricFilter(input: TestMetricFilterRequest): TestMetricFilterResponse {
  new ConstraintViolations()
    .required('filterPattern', input.filterPattern)
    .length('filterPattern', input.filterPattern, 0, 1024)
    .required('logEventMessages', input.logEventMessages)
    .length('logEventMessages', input.logEventMessages, 1, 50)
    .throwAs('InvalidParameterException');
  const pattern = compileFilterPattern(input.filterPattern ?? '');
  const matches = (input.logEventMessages ?? []).flatMap((eventMessage, index) => {
    if (!pattern.matches(eventMessage)) return [];
    return [{ eventNumber: index + 1, eventMessage, extractedValues: pattern.extract(eventMessage) }];
  });
  return { matches };
}

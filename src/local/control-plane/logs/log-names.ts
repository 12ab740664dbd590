import { AwsError } from '../../errors.js';
import type { LocalRegion } from '../../region.js';
import { ConstraintViolations } from '../constraint-violations.js';
import { invalidParameter } from './rejections.js';

const GROUP_PATTERN = '[\\.\\-_/#A-Za-z0-9]+';
const STREAM_PATTERN = '[^:*]*';
const LONGEST = 512;

/** @throws AwsError InvalidParameterException for a name AWS does not take */
export function checkGroupName(name: string | undefined): string {
  if (name !== undefined && name.length > LONGEST) throw tooLong();
  new ConstraintViolations()
    .required('logGroupName', name)
    .length('logGroupName', name, 1, LONGEST)
    .pattern('logGroupName', name, GROUP_PATTERN)
    .throwAs('InvalidParameterException');
  return name ?? '';
}

/** @throws AwsError InvalidParameterException for a name AWS does not take */
export function checkStreamName(name: string | undefined): string {
  if (name !== undefined && name.length > LONGEST) throw tooLong();
  new ConstraintViolations()
    .required('logStreamName', name)
    .length('logStreamName', name, 1, LONGEST)
    .pattern('logStreamName', name, STREAM_PATTERN)
    .throwAs('InvalidParameterException');
  return name ?? '';
}

function tooLong(): AwsError {
  return invalidParameter('Invalid LogGroup or LogStream, both must have length less than or equal to 512.');
}

/** The group of a request that names it either by name or by identifier (name or ARN). */
export function groupNameOf(input: { logGroupName?: string; logGroupIdentifier?: string }): string {
  const { logGroupName, logGroupIdentifier } = input;
  if (logGroupName !== undefined && logGroupIdentifier !== undefined) {
    throw new AwsError(
      'ValidationException',
      'LogGroup name and LogGroup ARN are mutually exclusive parameters.',
    );
  }
  if (logGroupIdentifier === undefined) return checkGroupName(logGroupName);
  return checkGroupName(nameInArn(logGroupIdentifier) ?? logGroupIdentifier);
}

/** `arn:aws:logs:region:account:log-group:name`, with `:*` or without. */
export function nameInArn(arn: string): string | undefined {
  return /^arn:[^:]+:logs:[^:]*:\d{12}:log-group:([^:]+)(?::\*)?$/.exec(arn)?.[1];
}

export function groupArn(region: LocalRegion, name: string): string {
  return `arn:${region.partition}:logs:${region.name}:${region.accountId}:log-group:${name}`;
}

import { AwsError } from '../../errors.js';
import { ConstraintViolations } from '../constraint-violations.js';

/** What a `FunctionName` parameter stands for. */
export interface FunctionReference {
  readonly name: string;
  /** Version, alias or `$LATEST`; absent where none was given. */
  readonly qualifier?: string;
}

/** As AWS says it in its refusals. */
const NAME_PATTERN =
  '(arn:(aws[a-zA-Z-]*)?:lambda:)?([a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1}:)?(\\d{12}:)?(function:)?' +
  '([a-zA-Z0-9-_\\.]+)(:(\\$LATEST(\\.PUBLISHED)?|[a-zA-Z0-9-_]+))?';
const REFERENCE = new RegExp(
  '^(?:arn:aws[a-zA-Z-]*:lambda:)?(?:(?<region>[a-z]{2}(?:-[a-z]+)+-\\d+):)?(?:(?<account>\\d{12}):)?(?:function:)?' +
    '(?<name>[a-zA-Z0-9-_]+)(?::(?<qualifier>\\$LATEST|[a-zA-Z0-9-_]+))?$',
);

/**
 * Reads the forms AWS accepts (BC): a name, a partial ARN (`123456789012:function:name`) or a whole one, each with or without
 * `:qualifier`; a qualifier given separately must not contradict it.
 *
 * @throws AwsError ValidationException or InvalidParameterValueException
 */
export function parseFunctionReference(
  value: string | undefined,
  qualifier: string | undefined,
  regionName: string,
): FunctionReference {
  new ConstraintViolations()
    .required('functionName', value)
    .length('functionName', value, 1, 256)
    .length('qualifier', qualifier, 1, 128)
    .pattern('qualifier', qualifier, '\\$(LATEST(\\.PUBLISHED)?)|[a-zA-Z0-9-_$]+')
    .throwAs();
  const groups = REFERENCE.exec(value ?? '')?.groups;
  if (!groups?.name) throw malformed(value);
  checkRegion(groups.region, regionName);
  if (groups.qualifier && qualifier && groups.qualifier !== qualifier) {
    throw new AwsError(
      'InvalidParameterValueException',
      'The derived qualifier from the function name does not match the specified qualifier.',
    );
  }
  const either = qualifier ?? groups.qualifier;
  return either === undefined ? { name: groups.name } : { name: groups.name, qualifier: either };
}

function malformed(value: string | undefined): AwsError {
  const constraint = `Member must satisfy regular expression pattern: ${NAME_PATTERN}`;
  const message = `1 validation error detected: Value '${String(value)}' at 'functionName' failed to satisfy constraint: ${constraint}`;
  return new AwsError('ValidationException', message);
}

function checkRegion(region: string | undefined, expected: string): void {
  if (region === undefined || region === expected) return;
  const message = `Functions from '${region}' are not reachable in this region ('${expected}')`;
  throw new AwsError('ResourceNotFoundException', message, 404);
}

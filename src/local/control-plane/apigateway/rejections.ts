import { AwsError } from '../../errors.js';

/** 400 BadRequestException. */
export function badRequest(message: string): AwsError {
  return new AwsError('BadRequestException', message, 400);
}

/** 404 NotFoundException. */
export function notFound(message: string): AwsError {
  return new AwsError('NotFoundException', message, 404);
}

/** 409 ConflictException. */
export function conflict(message: string): AwsError {
  return new AwsError('ConflictException', message, 409);
}

/** 429 LimitExceededException: a quota that waiting does not lift. */
export function limitExceeded(message: string): AwsError {
  return new AwsError('LimitExceededException', message, 429);
}

/**
 * 400 ValidationException, as the framework in front of API Gateway answers malformed members: it
 * counts the violations and joins them with `; ` (LS).
 */
export function validationFailed(violations: readonly string[]): AwsError {
  const count = violations.length;
  const heading = count === 1 ? '1 validation error detected' : `${String(count)} validation errors detected`;
  return new AwsError('ValidationException', `${heading}: ${violations.join('; ')}`, 400);
}

/** The sentence for one value outside its enumeration. `at` is the member's path in the input (LS). */
export function enumViolation(value: string, at: string, allowed: readonly string[]): string {
  const set = allowed.join(', ');
  return `Value '${value}' at '${at}' failed to satisfy constraint: Member must satisfy enum value set: [${set}]`;
}

/** Throws unless the value is absent or one of those allowed. */
export function requireEnum(value: string | undefined, at: string, allowed: readonly string[]): void {
  if (value !== undefined && !allowed.includes(value)) {
    throw validationFailed([enumViolation(value, at, allowed)]);
  }
}

/** Throws unless it looks like an HTTP status code (LS). */
export function requireStatusCode(value: string | undefined): asserts value is string {
  if (value === undefined || !/^[1-5]\d\d$/.test(value)) {
    throw validationFailed([
      `Value '${value ?? 'null'}' at 'statusCode' failed to satisfy constraint: ` +
        'Member must satisfy regular expression pattern: [1-5]\\d\\d',
    ]);
  }
}

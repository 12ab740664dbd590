import { AwsError } from '../../errors.js';

/** Error shapes of Lambda carry `Type`: `User` for what the caller did. */
function userError(code: string, message: string, status: number): AwsError {
  return new AwsError(code, message, status, { Type: 'User' });
}

export function invalidParameter(message: string): AwsError {
  return userError('InvalidParameterValueException', message, 400);
}

export function notFound(message: string): AwsError {
  return userError('ResourceNotFoundException', message, 404);
}

export function conflict(message: string): AwsError {
  return userError('ResourceConflictException', message, 409);
}

/** A `RevisionId` that is not the latest. */
export function revisionMismatch(): AwsError {
  const message =
    'The Revision Id provided does not match the latest Revision Id. Call the GetFunction/GetAlias API to retrieve the latest Revision Id';
  return userError('PreconditionFailedException', message, 412);
}

import { AwsError } from '../../errors.js';

/** The error CloudFormation gives for nearly everything that is wrong with a request or a template. */
export function validationError(message: string): AwsError {
  return new AwsError('ValidationError', message);
}

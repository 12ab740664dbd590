import { invalidParameter } from '../rejections.js';
import type { AwsError } from '../../../errors.js';

/** What AWS answers to a character that cannot stand where it does. */
export function invalidCharacters(characters: string): AwsError {
  return invalidParameter(`Invalid character(s) in term '${characters}'`);
}

/** The answer to a pattern that is wrong in another way. */
export function invalidPattern(reason?: string): AwsError {
  return invalidParameter(
    reason === undefined ? 'Invalid filter pattern' : `Invalid filter pattern: ${reason}`,
  );
}

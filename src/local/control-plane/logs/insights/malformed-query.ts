import { AwsError } from '../../../errors.js';

/** The answer to a query that is not understood, or not here: where it goes wrong, and how. */
export function malformedQuery(message: string, start: number, end: number): AwsError {
  return new AwsError('MalformedQueryException', message, 400, {
    queryCompileError: { location: { startCharOffset: start, endCharOffset: end }, message },
  });
}

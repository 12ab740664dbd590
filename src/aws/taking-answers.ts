import type { MetadataBearer, Pluggable } from '@smithy/types';

interface Answer {
  readonly statusCode: number;
  body: unknown;
}

/**
 * Takes the bodies of successful answers from the SDK, which then sees an empty one. Failures are left to it. An answer that cannot be read fails the
 * call as one that the SDK cannot read.
 */
export function takingAnswers(read: (body: unknown) => Promise<void>): Pluggable<object, MetadataBearer> {
  return {
    applyToStack: (stack) => {
      stack.add(
        (next) => async (args) => {
          const result = await next(args);
          const response = result.response as Answer;
          if (response.statusCode >= 300) return result;
          await read(response.body).catch((error: unknown) => {
            throw Object.assign(error as Error, { $response: response });
          });
          response.body = new Uint8Array();
          return result;
        },
        { step: 'deserialize', priority: 'low', name: 'aigwTakingAnswers' },
      );
    },
  };
}

import type { MetadataBearer, Pluggable } from '@smithy/types';
import { requestIdOf } from './explain-failure.js';

/** Reports one line for each call under `--debug`: operation, outcome, milliseconds, request id. Never input, output or headers. */
export function tracing(write: (line: string) => void): Pluggable<object, MetadataBearer> {
  return {
    applyToStack: (stack) => {
      stack.add(
        (next, context) => async (args) => {
          const began = Date.now();
          const line = (outcome: string) =>
            `${context.clientName} ${context.commandName}: ${outcome}, ${Date.now() - began} ms`;
          try {
            const result = await next(args);
            const { httpStatusCode, requestId, attempts } = result.output.$metadata;
            write(
              line(`${httpStatusCode} after ${attempts ?? 1} attempt(s), request id ${requestId ?? '-'}`),
            );
            return result;
          } catch (error) {
            write(
              line(
                `${error instanceof Error ? error.name : 'failed'}, request id ${requestIdOf(error) ?? '-'}`,
              ),
            );
            throw error;
          }
        },
        { step: 'initialize', name: 'aigwTracing' },
      );
    },
  };
}

import type { MetadataBearer, Pluggable } from '@smithy/types';

interface Answer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * Refuses a page of HTML that comes with a status of success, as from a proxy or a captive portal. AWS answers none, and the SDK would
 * read it as an answer of CloudFormation without content: as if there were no stack.
 */
export function refusingHtml(): Pluggable<object, MetadataBearer> {
  return {
    applyToStack: (stack) => {
      stack.add(
        (next) => async (args) => {
          const result = await next(args);
          if (isAnswer(result.response) && isPage(result.response)) throw notAnAnswer(result.response);
          return result;
        },
        { step: 'deserialize', priority: 'low', name: 'aigwRefuseHtml' },
      );
    },
  };
}

function isAnswer(response: unknown): response is Answer {
  return (
    typeof response === 'object' && response !== null && 'statusCode' in response && 'headers' in response
  );
}

/** Failures are left to the SDK, which repeats those that may pass. */
function isPage({ statusCode, headers }: Answer): boolean {
  return statusCode < 400 && /^text\/html/i.test(headers['content-type'] ?? '');
}

function notAnAnswer(response: Answer): Error {
  return Object.assign(new SyntaxError('A page of HTML instead of an answer.'), { $response: response });
}

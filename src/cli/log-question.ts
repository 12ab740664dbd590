import { GatewayError } from '../gateway/errors.js';
import { questions, type QuerySource } from '../gateway/log-analysis/questions.js';
import { nearestName } from '../gateway/template/nearest-name.js';

export interface QueryFlags {
  readonly text?: string;
  /** The access log where none is given; a ready question has its own. */
  readonly source?: readonly QuerySource[];
}

/** What is to be asked: a ready question by its name, or the operator's own text; undefined where neither is given. */
export function askedQuestion(
  name: string | undefined,
  { text, source = ['access'] }: QueryFlags,
): { readonly text: string; readonly sources: readonly QuerySource[] } | undefined {
  if (name !== undefined && text !== undefined) {
    throw new GatewayError('usage', 'A ready question and --text exclude each other.');
  }
  if (text !== undefined) return { text, sources: source };
  if (name === undefined) return undefined;
  const question = questions.find((each) => each.name === name);
  if (question) return { text: question.text, sources: [question.source] };
  const near = nearestName(
    name,
    questions.map((each) => each.name),
  );
  throw new GatewayError('usage', `There is no ready question "${name}".`, {
    next: [...(near === undefined ? [] : [`aigw logs query ${near}`]), 'aigw logs query lists them.'],
  });
}

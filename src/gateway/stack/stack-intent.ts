import { renderTemplateBody } from '../template/render.js';
import { describeParameters } from '../template/parameters.js';
import type { StackIntent } from './change-set.js';

/** What a deployment wants the stack to be, from the bundled template and what the operator gave. */
export function stackIntent(given: {
  readonly stackName: string;
  readonly templateSource: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
}): StackIntent {
  const described = describeParameters(given.templateSource);
  return {
    stackName: given.stackName,
    templateBody: renderTemplateBody(given.templateSource),
    parameters: given.parameters,
    parameterNames: described.map((parameter) => parameter.name),
    tags: given.tags,
  };
}

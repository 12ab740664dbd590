import { GatewayError } from '../errors.js';
import { describeParameters, type ParameterDescription } from '../template/parameters.js';
import { renderTemplateBody } from '../template/render-template.js';
import { validateParameters, type ParameterProblem } from '../template/validate-parameters.js';
import type { Stack } from './stack-service.js';

/** What a deployment wants the stack to be. */
export interface StackIntent {
  readonly stackName: string;
  readonly templateBody: string;
  /** Values the operator gave. */
  readonly parameters: Readonly<Record<string, string>>;
  /** Every parameter the template has. */
  readonly described: readonly ParameterDescription[];
  readonly tags: Readonly<Record<string, string>>;
}

/** The intent of a deployment, from the bundled template and what the operator gave. */
export function stackIntent(given: {
  readonly stackName: string;
  readonly templateSource: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
}): StackIntent {
  return {
    stackName: given.stackName,
    templateBody: renderTemplateBody(given.templateSource),
    parameters: given.parameters,
    described: describeParameters(given.templateSource),
    tags: given.tags,
  };
}

/** Values the parameters would have: given now, else as the stack has them. */
export function effectiveParameters(intent: StackIntent, current: Stack | undefined): Record<string, string> {
  const kept = keptParameters(intent, current).map((name) => [name, current?.parameters[name] ?? '']);
  return { ...(Object.fromEntries(kept) as Record<string, string>), ...intent.parameters };
}

/** The values and, for every parameter without one, the template's default. */
export function withDefaults(
  intent: StackIntent,
  values: Readonly<Record<string, string>>,
): Record<string, string> {
  const defaults = intent.described.map((parameter) => [parameter.name, parameter.default]);
  return { ...(Object.fromEntries(defaults) as Record<string, string>), ...values };
}

/** Names of the parameters that keep the value the stack has: those the operator did not name. */
export function keptParameters(intent: StackIntent, current: Stack | undefined): string[] {
  const names = intent.described.map((parameter) => parameter.name);
  return names.filter((name) => !(name in intent.parameters) && name in (current?.parameters ?? {}));
}

/**
 * Checks the values a deployment would use, before anything is sent.
 *
 * @throws GatewayError `usage` that lists everything that is wrong
 */
export function assertValidParameters(
  described: readonly ParameterDescription[],
  values: Readonly<Record<string, string>>,
  region: string,
): void {
  const problems = validateParameters(described, values, { region });
  if (problems.length === 0) return;
  throw new GatewayError('usage', `${problems.length === 1 ? 'A parameter is' : 'Parameters are'} wrong.`, {
    reason: problems.map((problem) => `${problem.parameter} ${problem.message}.`).join('\n  '),
    next: [...new Set(problems.map(nextStep)), 'aigw template --parameters'],
  });
}

function nextStep({ parameter, suggestion }: ParameterProblem): string {
  if (suggestion) return `Did you mean ${suggestion}?  --param ${suggestion}=…`;
  return parameter === 'EnableAuthorizer' ? 'Add --authorizer' : `--param ${parameter}=…`;
}

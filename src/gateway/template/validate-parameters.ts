import { nearestName } from './nearest-name.js';
import { parameterRules, type ParameterContext } from './parameter-rules.js';
import type { ParameterDescription } from './parameters.js';

export interface ParameterProblem {
  readonly parameter: string;
  /** What is wrong, as a sentence without its subject: "must be true or false, not yes". */
  readonly message: string;
  /** The parameter that was probably meant. */
  readonly suggestion?: string;
}

/**
 * Everything that is wrong with the given values, at once, before anything is sent. Rules between parameters are looked
 * at only when each value is fine by itself: they would say the same twice.
 */
export function validateParameters(
  parameters: readonly ParameterDescription[],
  given: Readonly<Record<string, string>>,
  context: ParameterContext = {},
): ParameterProblem[] {
  const byName = new Map(parameters.map((parameter) => [parameter.name, parameter]));
  const problems = Object.entries(given).flatMap(([name, value]) => {
    const parameter = byName.get(name);
    return parameter ? valueProblems(parameter, value) : [unknownParameter(name, [...byName.keys()])];
  });
  return problems.length > 0 ? problems : ruleProblems(byName, given, context);
}

function ruleProblems(
  byName: ReadonlyMap<string, ParameterDescription>,
  given: Readonly<Record<string, string>>,
  context: ParameterContext,
): ParameterProblem[] {
  const value = (name: string) => given[name] ?? byName.get(name)?.default ?? '';
  return parameterRules
    .filter(({ isBroken }) => isBroken(value, context))
    .map(({ parameter, message }) => ({ parameter, message }));
}

function unknownParameter(name: string, known: readonly string[]): ParameterProblem {
  const suggestion = nearestName(name, known);
  return { parameter: name, message: 'is not a parameter of the gateway', ...(suggestion && { suggestion }) };
}

/** What is wrong with one value by itself, whatever the others are. */
export function valueProblems(parameter: ParameterDescription, value: string): ParameterProblem[] {
  if (isAllowed(parameter, value)) return [];
  const shown = value === '' ? 'empty' : JSON.stringify(value);
  return [
    { parameter: parameter.name, message: `${parameter.constraint ?? 'has another form'}, not ${shown}` },
  ];
}

function isAllowed(parameter: ParameterDescription, value: string): boolean {
  const { allowedValues, allowedPattern, maxLength = Infinity } = parameter;
  if (allowedValues && !allowedValues.includes(value)) return false;
  if (parameter.type === 'Number' && !isNumberWithin(parameter, value)) return false;
  // CloudFormation matches the whole value; so does this, whatever the pattern's anchors.
  if (allowedPattern !== undefined && !new RegExp(`^(?:${allowedPattern})$`).test(value)) return false;
  return value.length <= maxLength;
}

function isNumberWithin(
  { minValue = -Infinity, maxValue = Infinity }: ParameterDescription,
  value: string,
): boolean {
  return /^\d+$/.test(value) && Number(value) >= minValue && Number(value) <= maxValue;
}

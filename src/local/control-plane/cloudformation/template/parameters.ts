import type { Parameter } from '@aws-sdk/client-cloudformation';
import { validationError } from '../errors.js';
import type { Json, ParameterDeclaration, Template } from './document.js';

/** Parameter values by name, as given: always text, lists with commas. */
export type ParameterValues = Readonly<Record<string, string>>;

const plainTypes = new Set(['String', 'Number', 'List<Number>', 'List<String>', 'CommaDelimitedList']);
const awsTypes = /^(List<)?AWS::(EC2|Route53)::[A-Za-z:]+>?$/;

export function isParameterType(type: string): boolean {
  return plainTypes.has(type) || awsTypes.test(type);
}

function isListType(type: string): boolean {
  return type === 'CommaDelimitedList' || type.startsWith('List<');
}

/**
 * Settles every parameter of a template: given, kept from the previous stack, or its default.
 *
 * @throws ValidationError for unknown and missing parameters and for values outside the declared constraints
 */
export function settleParameters(
  template: Template,
  given: readonly Parameter[],
  previous?: ParameterValues,
): ParameterValues {
  const unknown = given
    .map((parameter) => parameter.ParameterKey ?? '')
    .filter((name) => !(name in template.parameters));
  if (unknown.length > 0)
    throw validationError(`Parameters: [${unknown.join(', ')}] do not exist in the template`);
  const values: Record<string, string> = {};
  const missing: string[] = [];
  for (const [name, declaration] of Object.entries(template.parameters)) {
    const value = valueFor(
      given.find((parameter) => parameter.ParameterKey === name),
      declaration,
      previous?.[name],
    );
    if (value === undefined) missing.push(name);
    else values[name] = value;
  }
  if (missing.length > 0) throw validationError(`Parameters: [${missing.join(', ')}] must have values`);
  for (const [name, value] of Object.entries(values)) checkValue(name, value, template.parameters[name]);
  return values;
}

function valueFor(
  given: Parameter | undefined,
  declaration: ParameterDeclaration,
  previous?: string,
): string | undefined {
  if (given?.UsePreviousValue === true) return previous;
  if (given?.ParameterValue !== undefined) return given.ParameterValue;
  return declaration.Default === undefined ? undefined : asText(declaration.Default);
}

function asText(value: Json): string {
  return Array.isArray(value) ? value.map(String).join(',') : String(value);
}

function checkValue(name: string, value: string, declaration: ParameterDeclaration | undefined): void {
  if (!declaration) return;
  const items = isListType(declaration.Type) ? listItems(value) : [value];
  const problem = firstProblem(name, value, items, declaration);
  if (problem === undefined) return;
  const { ConstraintDescription: description } = declaration;
  throw validationError(
    description === undefined ? problem : `Parameter ${name} failed to satisfy constraint: ${description}`,
  );
}

function firstProblem(
  name: string,
  value: string,
  items: readonly string[],
  declaration: ParameterDeclaration,
): string | undefined {
  const quoted = `Parameter '${name}' must`;
  const { AllowedValues: allowed, AllowedPattern: pattern } = declaration;
  if (allowed && !items.every((item) => allowed.some((one) => String(one) === item)))
    return `${quoted} be one of AllowedValues`;
  if (declaration.Type.includes('AWS::') && items.some((item) => item === '')) {
    return `Parameter validation failed: parameter value ${value} for parameter name ${name} does not exist`;
  }
  if (declaration.Type.includes('Number') && !items.every(isNumber)) return `${quoted} be a number`;
  return (
    rangeProblem(quoted, items, declaration) ??
    lengthProblem(quoted, value, declaration) ??
    patternProblem(quoted, items, pattern)
  );
}

function isNumber(text: string): boolean {
  return text.trim() !== '' && Number.isFinite(Number(text));
}

function rangeProblem(
  quoted: string,
  items: readonly string[],
  { MinValue, MaxValue }: ParameterDeclaration,
): string | undefined {
  if (MinValue !== undefined && items.some((item) => Number(item) < Number(MinValue))) {
    return `${quoted} be a number not less than ${String(MinValue)}`;
  }
  if (MaxValue !== undefined && items.some((item) => Number(item) > Number(MaxValue))) {
    return `${quoted} be a number not greater than ${String(MaxValue)}`;
  }
  return undefined;
}

function lengthProblem(
  quoted: string,
  value: string,
  { MinLength, MaxLength }: ParameterDeclaration,
): string | undefined {
  if (MinLength !== undefined && value.length < Number(MinLength))
    return `${quoted} contain at least ${String(MinLength)} characters`;
  if (MaxLength !== undefined && value.length > Number(MaxLength))
    return `${quoted} contain at most ${String(MaxLength)} characters`;
  return undefined;
}

function patternProblem(
  quoted: string,
  items: readonly string[],
  pattern: string | undefined,
): string | undefined {
  if (pattern === undefined) return undefined;
  const expression = new RegExp(`^(?:${pattern})$`, 'u');
  return items.every((item) => expression.test(item)) ? undefined : `${quoted} match pattern ${pattern}`;
}

function listItems(value: string): string[] {
  return value.split(',').map((item) => item.trim());
}

/** What `Ref` of a parameter gives: a list for the list types, else the text. */
export function parameterReference(type: string, value: string): Json {
  if (!isListType(type)) return value;
  return value === '' ? [] : listItems(value);
}

export function isHidden(declaration: ParameterDeclaration | undefined): boolean {
  return String(declaration?.NoEcho ?? false) === 'true';
}

/** Parameters as a describe call shows them: `NoEcho` ones as asterisks. */
export function shownParameters(template: Template, values: ParameterValues): Parameter[] {
  return Object.entries(values).map(([name, value]) => ({
    ParameterKey: name,
    ParameterValue: isHidden(template.parameters[name]) ? '****' : value,
  }));
}

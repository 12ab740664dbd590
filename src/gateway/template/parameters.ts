import {
  isJsonObject,
  parseTemplate,
  type Json,
  type JsonObject,
  type TemplateDocument,
} from './template-document.js';

/** A parameter of the template, as flags, checks and questions need it. */
export interface ParameterDescription {
  readonly name: string;
  readonly type: 'String' | 'Number';
  readonly description: string;
  /** Heading under which the console shows it. */
  readonly group: string;
  /** Every parameter has one, so a stack can be made without an answer. */
  readonly default: string;
  readonly allowedValues?: readonly string[];
  /** A regular expression that the whole value has to match. */
  readonly allowedPattern?: string;
  readonly minValue?: number;
  readonly maxValue?: number;
  readonly maxLength?: number;
  /** What a value must be, in words that continue "EndpointType …": "must be PRIVATE, REGIONAL or EDGE". */
  readonly constraint?: string;
}

/** Parameters in the order in which the template groups them. */
export function describeParameters(sourceYaml: string): ParameterDescription[] {
  const template = parseTemplate(sourceYaml);
  return parameterGroups(template).flatMap(({ group, names }) =>
    names.map((name) => describeParameter(name, group, template.Parameters[name])),
  );
}

function parameterGroups(template: TemplateDocument): { group: string; names: string[] }[] {
  const metadata = template['Metadata'];
  const layout = isJsonObject(metadata) ? metadata['AWS::CloudFormation::Interface'] : undefined;
  const groups = isJsonObject(layout) ? layout['ParameterGroups'] : undefined;
  if (!Array.isArray(groups)) throw new Error('The template does not group its parameters.');
  return groups.filter(isJsonObject).map(({ Label, Parameters }) => ({
    group: isJsonObject(Label) ? String(Label['default']) : '',
    names: Array.isArray(Parameters) ? Parameters.map(String) : [],
  }));
}

function describeParameter(
  name: string,
  group: string,
  parameter: JsonObject | undefined,
): ParameterDescription {
  if (!parameter) throw new Error(`The template groups a parameter ${name} that it does not have.`);
  const description: ParameterDescription = {
    name,
    group,
    type: parameter['Type'] === 'Number' ? 'Number' : 'String',
    description: String(parameter['Description']),
    default: String(parameter['Default']),
    allowedValues: texts(parameter['AllowedValues']),
    allowedPattern: optional(parameter['AllowedPattern'], String),
    minValue: optional(parameter['MinValue'], Number),
    maxValue: optional(parameter['MaxValue'], Number),
    maxLength: optional(parameter['MaxLength'], Number),
  };
  return {
    ...description,
    constraint: optional(parameter['ConstraintDescription'], String) ?? constraintOf(description),
  };
}

function texts(value: Json | undefined): string[] | undefined {
  return Array.isArray(value) ? value.map(String) : undefined;
}

function optional<T>(value: Json | undefined, read: (value: Json) => T): T | undefined {
  return value === undefined ? undefined : read(value);
}

/** Words for limits that speak for themselves, so that the template need not repeat them. */
function constraintOf({ allowedValues, minValue, maxValue }: ParameterDescription): string | undefined {
  if (allowedValues) return `must be ${listed(allowedValues)}`;
  return minValue === undefined
    ? undefined
    : `must be a whole number from ${minValue} to ${maxValue ?? 'any'}`;
}

function listed(values: readonly string[]): string {
  return values.length < 2 ? values.join('') : `${values.slice(0, -1).join(', ')} or ${values.at(-1) ?? ''}`;
}

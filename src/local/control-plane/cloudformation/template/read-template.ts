import { notImplementedHere } from '../../../errors.js';
import { validationError } from '../errors.js';
import {
  isObject,
  type Json,
  type JsonObject,
  type OutputDeclaration,
  type ParameterDeclaration,
  type ResourceDeclaration,
  type Rule,
  type Template,
} from './document.js';
import { parseTemplateBody } from './parse.js';

/** The largest body that can be sent inline, in bytes (CFN/cloudformation-limits). */
export const maximumBodyBytes = 51_200;

const sections = new Set([
  'AWSTemplateFormatVersion', 'Description', 'Metadata', 'Parameters', 'Rules', 'Mappings', 'Conditions', 'Transform', 'Resources', 'Outputs',
]); // prettier-ignore
const resourceMembers = new Set([
  'Type', 'Properties', 'Condition', 'DependsOn', 'DeletionPolicy', 'UpdateReplacePolicy', 'Metadata', 'CreationPolicy', 'UpdatePolicy', 'Description',
]); // prettier-ignore

/** Templates read last: descriptions and steps of an operation come back to the same few. */
const recent = new Map<string, Template>();
const recentCount = 8;

/**
 * Reads a template body into its sections.
 *
 * @throws ValidationError with AWS's words for what is malformed (LS test_validations)
 */
export function readTemplate(body: string): Template {
  const known = recent.get(body) ?? readSections(body);
  recent.delete(body);
  recent.set(body, known);
  const [oldest] = recent.keys();
  if (recent.size > recentCount && oldest !== undefined) recent.delete(oldest);
  return known;
}

function readSections(body: string): Template {
  refuseLarge(body);
  const document = parseTemplateBody(body);
  refuseUnknownSections(document);
  if (document.Transform !== undefined)
    throw notImplementedHere(`The Transform ${JSON.stringify(document.Transform)}`);
  return {
    ...(typeof document.AWSTemplateFormatVersion === 'string'
      ? { version: document.AWSTemplateFormatVersion }
      : {}),
    ...(typeof document.Description === 'string' ? { description: document.Description } : {}),
    ...(document.Metadata === undefined ? {} : { metadata: document.Metadata }),
    parameters: section(document, 'Parameters') as unknown as Record<string, ParameterDeclaration>,
    rules: mapValues(section(document, 'Rules'), readRule),
    mappings: section(document, 'Mappings') as Record<string, JsonObject>,
    conditions: section(document, 'Conditions', false),
    resources: mapValues(resources(document), readResource),
    outputs: mapValues(section(document, 'Outputs'), readOutput),
  };
}

function refuseLarge(body: string): void {
  if (body === '') throw validationError('Template format error: unsupported structure.');
  if (Buffer.byteLength(body) <= maximumBodyBytes) return;
  throw validationError(
    `1 validation error detected: Value '${body}' at 'templateBody' failed to satisfy constraint: Member must have length less than or equal to ${String(maximumBodyBytes)}`,
  );
}

function refuseUnknownSections(document: JsonObject): void {
  const unknown = Object.keys(document).filter((name) => !sections.has(name));
  if (unknown.length > 0)
    throw validationError(`Invalid template property or properties [${unknown.join(', ')}]`);
  const version = document.AWSTemplateFormatVersion;
  if (version !== undefined && version !== '2010-09-09') {
    throw validationError('Template format error: unsupported value for AWSTemplateFormatVersion.');
  }
}

function section(document: JsonObject, name: string, membersAreObjects = true): JsonObject {
  const value = document[name] ?? {};
  if (!isObject(value)) throw validationError(`Template format error: ${name} section is not a map.`);
  if (membersAreObjects && !Object.values(value).every(isObject)) {
    throw validationError(`Template format error: Any ${name} member must be an object.`);
  }
  return value;
}

function resources(document: JsonObject): JsonObject {
  const declared = section(document, 'Resources');
  if (Object.keys(declared).length === 0) {
    throw validationError('Template format error: At least one Resources member must be defined.');
  }
  return declared;
}

function mapValues<T>(record: JsonObject, read: (value: JsonObject, name: string) => T): Record<string, T> {
  return Object.fromEntries(
    Object.entries(record).map(([name, value]) => [name, read(value as JsonObject, name)]),
  );
}

function readResource(value: JsonObject, logicalId: string): ResourceDeclaration {
  if (!/^[A-Za-z0-9]+$/.test(logicalId)) {
    throw validationError(`Template format error: Resource name ${logicalId} is non alphanumeric.`);
  }
  const unknown = Object.keys(value).find((name) => !resourceMembers.has(name));
  if (unknown !== undefined) throw validationError(`Invalid template resource property '${unknown}'`);
  if (typeof value.Type !== 'string') {
    throw validationError(
      `Template format error: [/Resources/${logicalId}] Every Resources object must contain a Type member.`,
    );
  }
  return {
    type: value.Type,
    properties: propertiesOf(value, logicalId),
    dependsOn: namesIn(value.DependsOn),
    ...(typeof value.Condition === 'string' ? { condition: value.Condition } : {}),
    ...(value.DeletionPolicy === undefined ? {} : { deletionPolicy: value.DeletionPolicy }),
    ...(value.UpdateReplacePolicy === undefined ? {} : { updateReplacePolicy: value.UpdateReplacePolicy }),
    ...(value.Metadata === undefined ? {} : { metadata: value.Metadata }),
  };
}

function propertiesOf(value: JsonObject, logicalId: string): JsonObject {
  const properties = value.Properties ?? {};
  if (isObject(properties)) return properties;
  throw validationError(
    `Template format error: [/Resources/${logicalId}] Properties member must be an object.`,
  );
}

function namesIn(value: Json | undefined): string[] {
  if (value === undefined) return [];
  const names = Array.isArray(value) ? value : [value];
  if (names.every((name) => typeof name === 'string')) return names;
  throw validationError('Template format error: DependsOn must be a string or list of strings.');
}

function readOutput(value: JsonObject): OutputDeclaration {
  if (value.Value === undefined)
    throw validationError('Template format error: Every Outputs member must contain a Value object');
  const exported = isObject(value.Export) ? value.Export.Name : undefined;
  return {
    value: value.Value,
    ...(typeof value.Description === 'string' ? { description: value.Description } : {}),
    ...(typeof value.Condition === 'string' ? { condition: value.Condition } : {}),
    ...(exported === undefined ? {} : { exportName: exported }),
  };
}

function readRule(value: JsonObject, name: string): Rule {
  const assertions = value.Assertions;
  if (!Array.isArray(assertions))
    throw validationError(`Template format error: Rule ${name} must contain a list of Assertions.`);
  return {
    ...(value.RuleCondition === undefined ? {} : { condition: value.RuleCondition }),
    assertions: assertions.map((assertion) => readAssertion(assertion, name)),
  };
}

function readAssertion(value: Json, rule: string): { assert: Json; description: string } {
  if (!isObject(value) || value.Assert === undefined) {
    throw validationError(
      `Template format error: Every Assertions member of Rule ${rule} must contain an Assert.`,
    );
  }
  const description = value.AssertDescription;
  return {
    assert: value.Assert,
    description: typeof description === 'string' ? description : `Assertion of rule ${rule} failed`,
  };
}
